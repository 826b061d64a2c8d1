using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.OnnxScoring;

/// <summary>Finds ONNX files and says what is in them: all that this pipeline has to know of the format.</summary>
internal static class OnnxFiles
{
    /// <summary>What a network takes and gives.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that are not available.</exception>
    public static ScoringModel Open(string path)
    {
        Graph graph = OnnxImporter.Import(path);
        return new ScoringModel(path, "ONNX", [.. graph.Inputs.Select(i => Tensor(i.Name!, i))],
            [.. graph.Outputs.Where(o => IsNumber(o.Value.Type.Element)).Select(o => Tensor(o.Name, o.Value))], graph.Metadata);
    }

    /// <summary>The files among paths, those in folders among them, and those that names of the catalog stand for.</summary>
    /// <exception cref="PipelineException">There is no such file or name, or a folder has no ONNX file.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> models)
    {
        ModelStore store = new();
        ModelCatalog catalog = ModelCatalog.OfRepository();
        List<string> files = [];
        foreach (string model in models)
        {
            if (!Directory.Exists(model))
            {
                files.Add(store.Resolve(model, catalog).Path);
                continue;
            }
            string[] found = [.. Directory.EnumerateFiles(model, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            files.AddRange(found.Length > 0 ? found : throw new PipelineException($"'{model}' has no files that end in .onnx."));
        }
        return files;
    }

    private static bool IsNumber(ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
        or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    private static ModelTensor Tensor(string name, Value value) =>
        // Where the number of dimensions is not known either, a row of any length is the best that can be said.
        !value.Shape.IsRanked ? new(name, value.Type.Element, [null, null])
        : new(name, value.Type.Element, [.. Enumerable.Range(0, value.Shape.Rank).Select(d => value.Shape[d].IsKnown ? value.Shape[d].Value : (int?)null)]);
}
