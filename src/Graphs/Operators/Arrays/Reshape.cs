using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The same elements in another shape (ONNX Reshape). The second operand gives the shape: 0 keeps the operand's dimension (unless
/// <paramref name="AllowZero"/>), one -1 is told from the number of elements.
/// </summary>
public sealed record Reshape([property: OnnxName("allowzero")] bool AllowZero = false) : Operator
{
    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(1, 1, 1);
        if (i.Integers(1) is not { } wanted)
        {
            Dim rank = i.Shape(1)[0];
            if (!rank.IsKnown) throw i.Error("the number of dimensions of the new shape is not known");
            i.Output(i.Element(0), SymbolicShape.Of([.. Enumerable.Range(0, rank.Value).Select(_ => Dim.Unknown())]));
            return;
        }
        SymbolicShape x = i.Shape(0);
        var dims = new Dim[wanted.Length];
        var copied = new bool[x.Rank];
        int inferred = -1;
        for (int d = 0; d < wanted.Length; d++)
        {
            if (wanted[d] == -1) inferred = inferred < 0 ? d : throw i.Error($"the new shape [{string.Join(", ", wanted)}] has more than one -1");
            else if (wanted[d] == 0 && !AllowZero)
            {
                if (d >= x.Rank) throw i.Error($"the new shape [{string.Join(", ", wanted)}] keeps dimension {d}, which the operand does not have");
                dims[d] = x[d];
                copied[d] = true;
            }
            else dims[d] = checked((int)wanted[d]);
        }
        // Kept dimensions stand on both sides and cancel out, so that symbols of which nothing is known do not get in the way.
        Dim have = 1, given = 1;
        for (int d = 0; d < x.Rank; d++)
            if (!copied[d]) have *= x[d];
        for (int d = 0; d < dims.Length; d++)
            if (d != inferred && !(d < x.Rank && copied[d])) given *= dims[d];
        if (inferred >= 0) dims[inferred] = Rest(i, have, given, wanted);
        else if (have.IsKnown && given.IsKnown && have != given)
            throw i.Error($"{x.Count} elements cannot take the shape [{string.Join(", ", wanted)}]");
        i.Output(i.Element(0), SymbolicShape.Of(dims));
    }

    private static Dim Rest(Inference i, Dim have, Dim given, long[] wanted)
    {
        if (have is { IsKnown: true, Factor: 0 } && given is { IsKnown: true, Factor: 0 }) return 0;
        if (have.DividedBy(given) is { } rest) return rest;
        return have.IsKnown && given.IsKnown
            ? throw i.Error($"{i.Shape(0).Count} elements cannot take the shape [{string.Join(", ", wanted)}]")
            : Dim.Unknown();
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.ReshapeLike(g.Input(0)));
}

/// <summary>Applies <see cref="Graphs.Reshape"/>.</summary>
public static class ReshapeBuilder
{
    /// <summary>The same elements in another shape: 0 keeps a dimension, one -1 is told from the number of elements.</summary>
    public static Value Reshape(this Value x, params ReadOnlySpan<long> shape) => x.Reshape(x.Graph.Constant(Tensor.Ints(shape)));

    /// <summary>The same elements in the shape that a value gives (a list of Int64).</summary>
    public static Value Reshape(this Value x, Value shape) => x.Graph.Add(new Reshape(), x, shape);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Reshape>();
}
