namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>
/// The cases that are known to fail (<c>onnx-exceptions.txt</c>): a line for each, with the case's name, the executor that fails
/// (<c>optimized</c>, <c>reference</c> or <c>both</c>) and the reason. All others must pass.
/// </summary>
internal static class OnnxExceptions
{
    public static IReadOnlyList<(string Case, string Executor, string Reason)> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "onnx-exceptions.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    private static readonly Dictionary<(string, OnnxExecutor), string> Reasons = All
        .SelectMany(e => Executors(e.Executor).Select(executor => (Key: (e.Case, executor), e.Reason))).ToDictionary(e => e.Key, e => e.Reason);

    /// <summary>Why a case fails, or null when it must pass.</summary>
    public static string? Reason(string name, OnnxExecutor executor) => Reasons.GetValueOrDefault((name, executor));

    private static IEnumerable<OnnxExecutor> Executors(string text) => text switch
    {
        "both" => [OnnxExecutor.Optimized, OnnxExecutor.Reference],
        "optimized" => [OnnxExecutor.Optimized],
        "reference" => [OnnxExecutor.Reference],
        _ => throw new FormatException($"onnx-exceptions.txt: '{text}' is none of optimized, reference and both."),
    };

    private static (string, string, string) Read(string line) => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var name, var executor, var reason]
        ? (name, executor, reason)
        : throw new FormatException($"onnx-exceptions.txt: '{line}' should be a case, an executor and a reason.");
}
