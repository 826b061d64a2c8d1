using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The places of the elements that are not zero (or true), in order, as [dimensions, count] indices (ONNX NonZero). A scalar counts as one element of a
/// line.
/// </summary>
public sealed record NonZero : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) == ElementType.String) throw i.Error("takes numbers or truth values, not text");
        i.Output(ElementType.Int64, [Math.Max(1, i.Shape(0).Rank), Dim.Unknown()]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var search = new Search(k);
        ElementTypeVisitor.Number(k.Input(0).Type == ElementType.Bool ? ElementType.UInt8 : k.Input(0).Type, ref search);
    }

    private readonly unsafe struct Search(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var x = (T*)k.Input(0).Pointer;
            long elements = k.Input(0).Count;
            int count = 0, rank = Math.Max(1, k.Input(0).Shape.Rank);
            for (long i = 0; i < elements; i++) count += x[i] != T.Zero ? 1 : 0;
            var y = new Tensor(ElementType.Int64, [rank, count], zeroed: false);
            long* to = y.As<long>();
            int length = k.Input(0).Shape.Rank == 0 ? 1 : k.Input(0).Shape[-1], found = 0;
            Span<long> index = stackalloc long[rank];
            for (long row = 0; row < elements; row += Math.Max(1, length))
            {
                int first = found;
                // The last place is written where the element is zero, too, and overwritten by the next: no branch to guess.
                for (int i = 0; i < length && found < count; i++)
                {
                    to[(rank - 1L) * count + found] = i;
                    found += x[row + i] != T.Zero ? 1 : 0;
                }
                for (int d = 0; d < rank - 1; d++) new Span<long>(to + (long)d * count + first, found - first).Fill(index[d]);
                for (int d = rank - 2; d >= 0 && ++index[d] == k.Input(0).Shape[d]; d--) index[d] = 0;
            }
            k.Give(0, y);
        }
    }
}

/// <summary>Applies <see cref="Graphs.NonZero"/>, and builds ONNX's Compress.</summary>
public static class NonZeroBuilder
{
    /// <summary>The places of the elements that are not zero, as [dimensions, count] indices.</summary>
    public static Value NonZero(this Value x) => x.Graph.Add(new NonZero(), x);

    /// <summary>What stands along an axis where a list of truth values says so (ONNX Compress); without an axis, of all elements in order.</summary>
    public static Value Compress(this Value x, Value condition, int? axis = null) =>
        (axis is null ? x.Reshape(-1) : x).Gather(condition.NonZero().Squeeze(0), axis ?? 0);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<NonZero>();
}
