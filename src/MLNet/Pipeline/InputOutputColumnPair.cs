namespace Microsoft.ML;

/// <summary>The name of an output column and of the input column it is computed from.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>Names the columns.</summary>
    /// <param name="outputColumnName">The output column.</param>
    /// <param name="inputColumnName">The input column; null for the same name.</param>
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    /// <summary>The input column.</summary>
    public string InputColumnName { get; }

    /// <summary>The output column.</summary>
    public string OutputColumnName { get; }

    internal static IReadOnlyList<InputOutputColumnPair> One(string output, string? input) => [new(output, input)];
}
