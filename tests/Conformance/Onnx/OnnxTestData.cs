namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>
/// Finds ONNX's own test cases as Debian's package libonnx-testdata installs them, or where the environment variable ONNX_TESTDATA says: a
/// folder per group, in it a folder per case with a model and its test data sets.
/// </summary>
internal static class OnnxTestData
{
    public const int CaseCount = 1072;

    private const string Installed = "/usr/share/libonnx-testdata/data";

    public static readonly string[] Groups = ["node", "simple", "pytorch-operator", "pytorch-converted"];

    public static string Root { get; } = Environment.GetEnvironmentVariable("ONNX_TESTDATA") is { Length: > 0 } folder ? folder : Installed;

    /// <summary>Why there is nothing to test, or null when the cases are here.</summary>
    public static string? Missing => Directory.Exists(Path.Combine(Root, "node"))
        ? null
        : $"needs ONNX's test cases in {Root} (apt-get install libonnx-testdata, or set ONNX_TESTDATA)";

    public static IReadOnlyList<OnnxCase> Cases { get; } = Missing is not null ? [] : [.. Groups
        .Select(group => Path.Combine(Root, group)).Where(Directory.Exists)
        .SelectMany(group => Directory.GetDirectories(group).Order(StringComparer.Ordinal).Where(folder => File.Exists(Path.Combine(folder, "model.onnx"))))
        .Select(folder => new OnnxCase(folder))];
}

/// <summary>A fact that needs ONNX's test cases and skips, saying so, where they are absent.</summary>
public sealed class OnnxDataFactAttribute : FactAttribute
{
    public OnnxDataFactAttribute() => Skip = OnnxTestData.Missing;
}

/// <summary>A theory that needs ONNX's test cases and skips, saying so, where they are absent.</summary>
public sealed class OnnxDataTheoryAttribute : TheoryAttribute
{
    public OnnxDataTheoryAttribute() => Skip = OnnxTestData.Missing;
}
