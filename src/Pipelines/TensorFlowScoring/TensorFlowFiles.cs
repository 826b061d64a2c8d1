using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.TensorFlowScoring;

/// <summary>Finds TensorFlow models and reads them: all that this pipeline has to know of the format.</summary>
internal static class TensorFlowFiles
{
    private const string SavedModel = "saved_model.pb";

    /// <summary>The network in a file or folder.</summary>
    /// <exception cref="TensorFlowFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that are not available.</exception>
    public static Graph Read(string path, TensorFlowImportOptions options) => TensorFlowImporter.Import(path, options);

    /// <summary>The models among paths: files, SavedModels, those in folders, and those that names of the catalog stand for.</summary>
    /// <exception cref="PipelineException">There is no such file or name, or a folder has no model.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> models) => new ModelStore().FindFiles(models, InFolder, "TensorFlow models (.pb, .meta, or folders with saved_model.pb)");

    /// <summary>The network, with its ends named as stored references name them where they are a single input and output.</summary>
    public static Graph ReadForReferences(string path)
    {
        Graph graph = TensorFlowImporter.Import(path);
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1 || ReferenceSet.FindFolders(path) is not [var folder, ..] || !File.Exists(Path.Combine(folder, "input.f32"))) return graph;
        // Conversions, whose runs are stored, call them input and output.
        graph.Inputs[0].Name = "input";
        graph.Output("output", graph.Outputs[0].Value);
        return graph.Copy(outputs: ["output"]);
    }

    /// <summary>Whether an exception says that a file cannot be read.</summary>
    public static bool IsRefusal(Exception e) => e is TensorFlowFormatException or UnsupportedOperatorException;

    private static IEnumerable<string> InFolder(string folder) => File.Exists(Path.Combine(folder, SavedModel)) ? [folder]
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".pb", StringComparison.Ordinal) || f.EndsWith(".meta", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f) == SavedModel ? Path.GetDirectoryName(f)! : f);
}
