using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Scaled dot-product attention, softmax(scale · Q · Kᵀ + mask) · V for each head (ONNX Attention; Vaswani et al. 2017). Operands are Q, K, V
/// as [batch, rows, heads · width] or [batch, heads, rows, width], then optionally a mask (Bool: true is seen; or numbers to add), the
/// keys and values before, [batch, heads, rows, width], and how many keys of each batch count. Results are Y in the form of Q, all keys, all values, and scores.
/// </summary>
/// <param name="IsCausal">Whether a row sees only keys up to its own.</param>
/// <param name="KvNumHeads">The number of heads of K and V where those lie side by side; each serves an equal number of neighbouring heads of Q.</param>
/// <param name="QNumHeads">The number of heads of Q where those lie side by side.</param>
/// <param name="QkMatmulOutputMode">Which scores are the fourth result: products (0), with softcap (1), with mask (2), after softmax (3).</param>
/// <param name="Scale">The factor on the products; 1/√width when left out.</param>
/// <param name="Softcap">Where not 0, products x become softcap · tanh(x / softcap).</param>
/// <param name="SoftmaxPrecision">The ONNX type in which softmax is to be computed; this engine uses at least single precision.</param>
public sealed record Attention(
    bool IsCausal = false, int? KvNumHeads = null, int? QNumHeads = null, int QkMatmulOutputMode = 0, float? Scale = null, float Softcap = 0,
    int? SoftmaxPrecision = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape q = i.Shape(0), k = i.Shape(1), v = i.Shape(2);
        i.RequireRank(0, 3, 4);
        i.RequireRank(1, q.Rank, q.Rank);
        i.RequireRank(2, q.Rank, q.Rank);
        for (int n = 1; n < 7; n++)
            if (n != 3 && i.HasInput(n) && i.Element(n) is var type && type != (n < 6 ? i.Element(0) : ElementType.Int64)) throw i.Error($"input {n} must not hold {type}");
        if (q.Rank == 3 && (QNumHeads is not > 0 || KvNumHeads is not > 0)) throw i.Error("operands of 3 dimensions need the attributes q_num_heads and kv_num_heads");
        if (i.HasInput(4) != i.HasInput(5)) throw i.Error("the keys and the values before must be given together");
        if (QkMatmulOutputMode is < 0 or > 3) throw i.Error($"qk_matmul_output_mode {QkMatmulOutputMode} is outside 0 to 3");
        Dim heads = q.Rank == 3 ? QNumHeads!.Value : q[1], keyHeads = q.Rank == 3 ? KvNumHeads!.Value : k[1];
        if (heads.IsKnown && keyHeads.IsKnown && heads.Value % keyHeads.Value != 0) throw i.Error($"{heads} heads of Q are no multiple of {keyHeads} heads of K");
        Dim width = Width(i, 1, k, keyHeads), valueWidth = Width(i, 2, v, keyHeads);
        i.RequireEqual(Width(i, 0, q, heads), width, "widths of a head of Q and K");
        i.RequireEqual(k[-2], v[-2], "rows of K and V");
        i.RequireEqual(q[0], k[0], "batches of Q and K");
        i.RequireEqual(q[0], v[0], "batches of Q and V");
        if (q.Rank == 4) i.RequireEqual(k[1], v[1], "heads of K and V");
        Dim keys = i.HasInput(4) ? Before(i, keyHeads, width, valueWidth) + k[-2] : k[-2];
        SymbolicShape scores = [q[0], heads, q[-2], keys];
        CheckMask(i, scores);
        if (i.HasInput(6))
        {
            i.RequireRank(6, 1, 1);
            i.RequireEqual(i.Shape(6)[0], q[0], "numbers of keys that count, and batches");
        }
        i.Output(i.Element(0), q.Rank == 3 ? [q[0], q[1], valueWidth * heads] : [q[0], heads, q[2], valueWidth]);
        i.Output(i.Element(0), [k[0], keyHeads, keys, width]);
        i.Output(i.Element(0), [k[0], keyHeads, keys, valueWidth]);
        i.Output(i.Element(0), scores);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not AttentionRun run) k.Kept = run = new AttentionRun(k, this);
        run.Run(k);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        // Through copies of the operands, so that one that follows from another has its own share of the gradient alone.
        Value?[] operands = [.. Enumerable.Range(0, g.Node.Inputs.Count).Select(n => g.HasInput(n) ? g.Needs(n) ? g.Input(n).Identity() : g.Input(n) : null)];
        Value[] spelled = AttentionComposition.Build(this, operands);
        Value? loss = null;
        for (int o = 0; o < spelled.Length; o++)
            if (g.OutputGradient(o) is { } dy) loss = loss is null ? (spelled[o] * dy).ReduceSum(keepDims: false) : loss + (spelled[o] * dy).ReduceSum(keepDims: false);
        int[] needed = [.. Enumerable.Range(0, operands.Length).Where(g.Needs)];
        if (loss is null) return;
        Value[] gradients = Gradients.Of(loss, [.. needed.Select(n => operands[n]!)]);
        for (int n = 0; n < needed.Length; n++) g.Set(needed[n], () => gradients[n]);
    }

    private static Dim Width(Inference i, int input, SymbolicShape shape, Dim heads)
    {
        if (shape.Rank == 4) return shape[3];
        return shape[2].DividedBy(heads) ?? (shape[2].IsKnown ? throw i.Error($"the {shape[2]} columns of input {input} do not make {heads} heads") : Dim.Unknown());
    }

    private static Dim Before(Inference i, Dim heads, Dim width, Dim valueWidth)
    {
        i.RequireRank(4, 4, 4);
        i.RequireRank(5, 4, 4);
        i.RequireEqual(i.Shape(4)[0], i.Shape(1)[0], "batches of the keys before and K");
        i.RequireEqual(i.Shape(5)[0], i.Shape(1)[0], "batches of the values before and V");
        i.RequireEqual(i.Shape(4)[1], heads, "heads of the keys before and K");
        i.RequireEqual(i.Shape(5)[1], heads, "heads of the values before and V");
        i.RequireEqual(i.Shape(4)[3], width, "widths of the keys before and K");
        i.RequireEqual(i.Shape(5)[3], valueWidth, "widths of the values before and V");
        i.RequireEqual(i.Shape(4)[2], i.Shape(5)[2], "rows of the keys and the values before");
        return i.Shape(4)[2];
    }

    private static void CheckMask(Inference i, SymbolicShape scores)
    {
        if (!i.HasInput(3)) return;
        i.RequireRank(3, 2, 4);
        SymbolicShape mask = i.Shape(3);
        if (i.Element(3) != ElementType.Bool && i.Element(3) != i.Element(0)) throw i.Error($"the mask must hold Bool or {i.Element(0)}, not {i.Element(3)}");
        for (int d = 2; d <= mask.Rank; d++)
            if (mask[^d] != 1) i.RequireEqual(mask[^d], scores[^d], $"mask {mask} and scores {scores}");
        // The last axis may stop early: keys behind it are not seen.
        if (mask[-1].IsKnown && scores[-1].IsKnown && mask[-1].Value > scores[-1].Value) throw i.Error($"mask {mask} is longer than the {scores[-1]} keys");
    }
}

/// <summary>Applies <see cref="Graphs.Attention"/>.</summary>
public static class AttentionBuilder
{
    /// <summary>Attention of heads that lie side by side: [batch, rows, heads · width] for q, k and v, and for the result.</summary>
    public static Value Attention(this Value q, Value k, Value v, int heads, Value? mask = null, bool causal = false, int? keyHeads = null) =>
        q.Graph.Add(new Attention(causal, keyHeads ?? heads, heads), q, k, v, mask);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Attention>();
}
