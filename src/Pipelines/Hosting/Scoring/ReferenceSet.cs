using System.Globalization;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Stored inputs of a network, and the outputs that another runtime gave for them.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="Inputs">The network's inputs in order.</param>
/// <param name="Outputs">Outputs by name; those of which nothing is stored are missing.</param>
public sealed record ReferenceSet(string Folder, IReadOnlyList<Tensor> Inputs, IReadOnlyDictionary<string, Tensor> Outputs)
{
    private const int MostElements = 1 << 28;

    /// <summary>
    /// The folders of references of a model: <c>reference/MODEL</c> and <c>test_data_set_*</c> beside the file. The first holds NAME.f32 (little-endian numbers of 32
    /// bits) with NAME.shape for each input and output; the second input_0.pb and output_0.pb, or .npy.
    /// </summary>
    public static IReadOnlyList<string> FindFolders(string model)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!, named = Path.Combine(folder, "reference", Path.GetFileNameWithoutExtension(model));
        return [.. Directory.Exists(named) ? new[] { named } : [], .. Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputs">The inputs' names and types.</param>
    /// <param name="outputs">The outputs' names.</param>
    /// <exception cref="PipelineException">An input is missing, or a file is damaged.</exception>
    public static ReferenceSet Read(string folder, IReadOnlyList<(string Name, ElementType Type)> inputs, IReadOnlyList<string> outputs)
    {
        Tensor[] read = [.. inputs.Select((input, i) => Typed(Find(folder, input.Name, $"input_{i}")
            ?? throw new PipelineException($"'{folder}' has no {FileName(input.Name)}.f32, input_{i}.pb or input_{i}.npy for the input '{input.Name}'."), input.Type))];
        Dictionary<string, Tensor> expected = [];
        for (int o = 0; o < outputs.Count; o++)
            if (Find(folder, outputs[o], $"output_{o}") is { } output) expected[outputs[o]] = output;
        return expected.Count > 0 ? new ReferenceSet(folder, read, expected)
            : throw new PipelineException($"'{folder}' has none of the outputs {string.Join(", ", outputs)}.");
    }

    private static Tensor? Find(string folder, string name, string numbered)
    {
        string raw = Path.Combine(folder, FileName(name) + ".f32"), proto = Path.Combine(folder, numbered + ".pb"), array = Path.Combine(folder, numbered + ".npy");
        if (File.Exists(raw)) return Raw(raw);
        if (File.Exists(proto)) return Proto(proto);
        return File.Exists(array) ? NumPyFile.Read(array) : null;
    }

    // Names of tensors may have slashes and colons, which file names cannot.
    private static string FileName(string name) => string.Concat(name.Select(c => c is '/' or '\\' or ':' ? '_' : c));

    private static Tensor Raw(string path)
    {
        string shape = Path.ChangeExtension(path, ".shape");
        if (!File.Exists(shape)) throw new PipelineException($"'{path}' has no file .shape beside it.");
        int[] dims = [.. File.ReadAllText(shape).Split([' ', ',', 'x', '\n', '\r', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(d => int.Parse(d, CultureInfo.InvariantCulture))];
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        long count = dims.Aggregate(1L, (n, d) => n * d);
        return count == values.Length && count <= MostElements ? Tensor.Of<float>(dims, values)
            : throw new PipelineException($"'{path}' has {values.Length} numbers, but its shape {string.Join('x', dims)} needs {count}.");
    }

    private static Tensor Proto(string path)
    {
        try
        {
            return OnnxImporter.ParseTensor(File.ReadAllBytes(path));
        }
        catch (OnnxFormatException e)
        {
            throw new PipelineException($"'{path}': {e.Message}", e);
        }
    }

    private static Tensor Typed(Tensor tensor, ElementType type)
    {
        if (tensor.Type == type) return tensor;
        var typed = new Tensor(type, tensor.Shape);
        Conversion.Convert(tensor, typed);
        return typed;
    }
}
