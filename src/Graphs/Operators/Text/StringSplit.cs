using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Texts cut into parts (ONNX StringSplit): the parts along a new last axis, as long as the most parts of one text, empty text behind; and how many each
/// text has.
/// </summary>
/// <param name="Delimiter">What stands between parts; left out or empty: any white space, of which what leads or ends a text does not count.</param>
/// <param name="Maxsplit">How many cuts are made in a text at most; all when left out.</param>
public sealed record StringSplit(string? Delimiter = null, int? Maxsplit = null) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.String) throw i.Error($"takes text, not {i.Element(0)}");
        i.Output(ElementType.String, [.. i.Shape(0).Dims, Dim.Unknown()]);
        i.Output(ElementType.Int64, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Shape shape = k.Input(0).Shape;
        string[][] parts = [.. k.Input(0).Strings.ToArray().Select(Parts)];
        int most = parts.Length == 0 ? 0 : parts.Max(p => p.Length);
        var y = new Tensor(ElementType.String, [.. shape.Dims, most]);
        for (int i = 0; i < parts.Length; i++) parts[i].CopyTo(y.Strings[(i * most)..]);
        k.Give(0, y);
        k.Give(1, Tensor.Of<long>(shape, [.. parts.Select(p => (long)p.Length)]));
    }

    private string[] Parts(string text)
    {
        int most = Maxsplit is { } cuts && cuts < int.MaxValue ? cuts + 1 : int.MaxValue;
        if (!string.IsNullOrEmpty(Delimiter)) return text.Length == 0 ? [] : text.Split(Delimiter, most);
        List<string> parts = [];
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            int end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
            if (parts.Count == most - 1) end = rest.Length;
            parts.Add(rest[..end].ToString());
            rest = rest[end..].TrimStart();
        }
        return [.. parts];
    }
}

/// <summary>Applies <see cref="Graphs.StringSplit"/>.</summary>
public static class StringSplitBuilder
{
    /// <summary>The parts of each text along a new last axis, and how many each text has.</summary>
    public static (Value Parts, Value Counts) StringSplit(this Value x, string? delimiter = null)
    {
        IReadOnlyList<Value> results = x.Graph.AddNode(new StringSplit(delimiter), x).Outputs;
        return (results[0], results[1]);
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<StringSplit>();
}
