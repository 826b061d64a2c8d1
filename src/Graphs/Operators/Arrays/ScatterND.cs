using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The first operand with blocks replaced by (or combined with) the third's; each row of the second operand's last axis holds the indices of one
/// block (ONNX ScatterND). Updates are applied in order.
/// </summary>
/// <param name="Reduction"><c>none</c>, <c>add</c>, <c>mul</c>, <c>max</c> or <c>min</c>.</param>
public sealed record ScatterND(string Reduction = "none") : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Scattering.Check(i, Reduction);
        SymbolicShape x = i.Shape(0), indices = i.Shape(1), updates = i.Shape(2);
        i.RequireRank(1, 1);
        Dim depth = indices[indices.Rank - 1];
        if (depth.IsKnown)
        {
            if (depth.Value > x.Rank) throw i.Error($"{depth} indices are too many for {x}");
            Dim[] expected = [.. indices.ToArray()[..^1], .. x.ToArray()[depth.Value..]];
            i.RequireRank(2, expected.Length, expected.Length);
            for (int d = 0; d < expected.Length; d++) i.RequireEqual(updates[d], expected[d], $"size of the updates along axis {d}");
        }
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        (IntPtr places, int block) = GatherND.Places(k, k.Output(0).Shape, k.Input(1), 0);
        Scattering.Run(k, places, block, Reduction);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (Reduction is not ("none" or "add")) throw new NotSupportedException($"{g.Node}: the gradient of reduction '{Reduction}' is not supported.");
        g.Set(0, () => Reduction == "add" ? g.Dy : g.Graph.Add(new ScatterND(), g.Dy, g.Input(1), g.Graph.Zeros(g.Input(2))));
        g.Set(2, () => g.Dy.GatherND(g.Input(1)));
    }
}

/// <summary>Applies <see cref="Graphs.ScatterND"/>.</summary>
public static class ScatterNDBuilder
{
    /// <summary>This value with blocks replaced by (or combined with) updates; see <see cref="Graphs.ScatterND"/>.</summary>
    public static Value ScatterND(this Value x, Value indices, Value updates, string reduction = "none") =>
        x.Graph.Add(new ScatterND(reduction), x, indices, updates);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ScatterND>();
}
