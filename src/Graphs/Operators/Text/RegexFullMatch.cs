using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether a regular expression matches the whole of each text (ONNX RegexFullMatch). Matching takes time in proportion to the text, whatever the expression.</summary>
/// <param name="Pattern">The expression, as RE2 writes it.</param>
public sealed record RegexFullMatch(string Pattern) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.String) throw i.Error($"takes text, not {i.Element(0)}");
        Compile();
        i.Output(ElementType.Bool, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not Regex regex) k.Kept = regex = Compile();
        Span<string> x = k.Input(0).Strings;
        Span<bool> y = k.Output(0).AsSpan<bool>();
        for (int i = 0; i < x.Length; i++) y[i] = regex.IsMatch(x[i]);
    }

    // RE2 writes the names of groups with a P.
    private Regex Compile() =>
        new($@"\A(?:{Pattern.Replace("(?P<", "(?<", StringComparison.Ordinal)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}

/// <summary>Applies <see cref="Graphs.RegexFullMatch"/>.</summary>
public static class RegexFullMatchBuilder
{
    /// <summary>Whether a regular expression matches the whole of each text.</summary>
    public static Value RegexFullMatch(this Value x, string pattern) => x.Graph.Add(new RegexFullMatch(pattern), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<RegexFullMatch>();
}
