using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>What is known of a network before it runs, whatever format it is stored in.</summary>
/// <param name="Path">Its file or folder.</param>
/// <param name="Format">The format's name.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Metadata">What it says of itself.</param>
public sealed record ScoringModel(string Path, string Format, IReadOnlyList<ModelTensor> Inputs, IReadOnlyList<ModelTensor> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The size of its file, or of all files in its folder.</summary>
    public long Bytes => File.Exists(Path) ? new FileInfo(Path).Length : Directory.Exists(Path) ? new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0;
}
