using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.OnnxScoring;

/// <summary>Finds ONNX files and says what is in them: all that this pipeline has to know of the format.</summary>
internal static class OnnxFiles
{
    /// <summary>What a network takes and gives.</summary>
    /// <exception cref="OnnxFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that are not available.</exception>
    public static ScoringModel Open(string path) => GraphText.Describe(OnnxImporter.Import(path), path, "ONNX");

    /// <summary>The files among paths, those in folders among them, and those that names of the catalog stand for.</summary>
    /// <exception cref="PipelineException">There is no such file or name, or a folder has no ONNX file.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> models) => new ModelStore().FindFiles(models, folder =>
        Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories), "files that end in .onnx");

    /// <summary>Whether an exception says that a file cannot be read.</summary>
    public static bool IsRefusal(Exception e) => e is OnnxFormatException or UnsupportedOperatorException;
}
