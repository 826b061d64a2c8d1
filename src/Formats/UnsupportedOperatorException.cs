namespace MlNetDeepLearning.Formats;

/// <summary>A model uses operators that are not available here; the message lists every one with the nodes that use it.</summary>
public sealed class UnsupportedOperatorException : NotSupportedException
{
    private const int MaxNamedNodes = 3;

    /// <summary>Makes the exception.</summary>
    /// <param name="uses">Operators (in ONNX files with their domain where it is not ONNX's) and the names of nodes that use them.</param>
    public UnsupportedOperatorException(IEnumerable<(string Operator, string Node)> uses) : this([.. uses.GroupBy(u => u.Operator, u => u.Node)]) { }

    private UnsupportedOperatorException(IGrouping<string, string>[] operators) : base(
        $"The model needs {operators.Length} operator(s) that are not supported: {string.Join("; ", operators.Select(Describe))}.") =>
        Operators = [.. operators.Select(o => o.Key)];

    /// <summary>The operators' names.</summary>
    public IReadOnlyList<string> Operators { get; }

    private static string Describe(IGrouping<string, string> uses) =>
        $"{uses.Key} (node{(uses.Count() == 1 ? "" : "s")} {string.Join(", ", uses.Take(MaxNamedNodes).Select(n => $"'{n}'"))}{(uses.Count() > MaxNamedNodes ? $" and {uses.Count() - MaxNamedNodes} more" : "")})";
}
