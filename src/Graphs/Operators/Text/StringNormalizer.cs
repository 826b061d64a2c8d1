using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Leaves out stop words of a line of texts, [C] or [1, C], and changes the case of the others (ONNX StringNormalizer). Where none is left, one empty text is.
/// </summary>
/// <param name="CaseChangeAction"><c>LOWER</c>, <c>UPPER</c> or <c>NONE</c>.</param>
/// <param name="IsCaseSensitive">Whether stop words must have the same case.</param>
/// <param name="Locale">The language of the case, which is not looked at: all are changed alike.</param>
/// <param name="Stopwords">What is left out.</param>
public sealed record StringNormalizer(
    string CaseChangeAction = "NONE", bool IsCaseSensitive = false, string Locale = "", ListOf<string> Stopwords = default) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (CaseChangeAction is not ("LOWER" or "UPPER" or "NONE")) throw i.Error($"case_change_action '{CaseChangeAction}' is none of LOWER, UPPER, NONE");
        if (i.Element(0) != ElementType.String) throw i.Error($"takes text, not {i.Element(0)}");
        i.RequireRank(0, 1, 2);
        if (i.Shape(0).Rank == 2) i.RequireEqual(i.Shape(0)[0], 1, "lines");
        i.Output(ElementType.String, i.Shape(0).With(-1, Dim.Unknown()));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        HashSet<string> stopwords = new(Stopwords.ToArray(), IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        string[] kept = [.. k.Input(0).Strings.ToArray().Where(text => !stopwords.Contains(text)).Select(Change)];
        if (kept.Length == 0) kept = [""];
        k.Give(0, Tensor.OfStrings(k.Input(0).Shape.Rank == 2 ? [1, kept.Length] : [kept.Length], kept));
    }

    private string Change(string text) => CaseChangeAction switch
    {
        "LOWER" => text.ToLowerInvariant(),
        "UPPER" => text.ToUpperInvariant(),
        _ => text,
    };
}

/// <summary>Applies <see cref="Graphs.StringNormalizer"/>.</summary>
public static class StringNormalizerBuilder
{
    /// <summary>Leaves out stop words of a line of texts and changes the case of the others (LOWER, UPPER or NONE).</summary>
    public static Value StringNormalizer(this Value x, string change, params ReadOnlySpan<string> stopwords) =>
        x.Graph.Add(new StringNormalizer(change, Stopwords: [.. stopwords]), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<StringNormalizer>();
}
