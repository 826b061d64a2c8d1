using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The points at which affine maps read an image (ONNX AffineGrid): theta [N, axes, axes + 1] and the size [N, C, …] of the result give a grid [N, …, axes]
/// for <see cref="GridSample"/>.
/// </summary>
/// <param name="AlignCorners">Whether -1 and 1 are the middles of the outermost elements, and not their outer edges.</param>
public sealed record AffineGrid(bool AlignCorners = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 3);
        SymbolicShape theta = i.Shape(0);
        int axes = theta[1] is { IsKnown: true, Value: 2 or 3 } rows ? rows.Value : throw i.Error($"theta is {theta}, expected Nx2x3 or Nx3x4");
        i.RequireEqual(theta[2], axes + 1, "columns of theta and axes");
        long[]? size = i.Integers(1);
        if (size is not null && size.Length != axes + 2) throw i.Error($"the size has {size.Length} numbers, expected {axes + 2}");
        i.Output(i.Element(0), [theta[0], .. Enumerable.Range(0, axes).Select(a => size is null ? Dim.Unknown() : checked((int)size[a + 2])), axes]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var points = new Points(k, AlignCorners);
        ElementTypeVisitor.Float(k.Output(0).Type, ref points);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        // The grid of the identity holds the coordinates that theta multiplies; the last column adds them up alone.
        int axes = g.Output(0).Shape.Rank - 2;
        var identity = new Tensor(g.Dy.Type.Element, [1, axes, axes + 1]);
        for (int a = 0; a < axes; a++) ElementTypeVisitor.Scalar(identity.Type, 1).AsBytes().CopyTo(identity.AsBytes()[(a * (axes + 2) * identity.Type.Size())..]);
        Value dy = g.Dy.Reshape(0, -1, axes), plain = g.Graph.Add(this, g.Graph.Constant(identity), g.Input(1)).Reshape(-1, axes);
        return g.Graph.Concat(2, dy.Transpose(0, 2, 1).MatMul(plain), dy.ReduceSum([1]).Transpose(0, 2, 1));
    });

    private readonly unsafe struct Points(Kernel k, bool align) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            Shape shape = k.Output(0).Shape;
            int axes = shape[-1];
            long points = shape.CountBetween(1, shape.Rank - 1);
            T* theta = k.In<T>(0), y = k.Out<T>(0), at = stackalloc T[4];
            for (int n = 0; n < shape[0]; n++, theta += axes * (axes + 1))
                for (long p = 0; p < points; p++)
                {
                    long rest = p;
                    for (int a = 0; a < axes; a++)
                    {
                        int size = shape[axes - a];
                        at[a] = Coordinate<T>((int)(rest % size), size);
                        rest /= size;
                    }
                    for (int r = 0; r < axes; r++)
                    {
                        T sum = theta[r * (axes + 1) + axes];
                        for (int a = 0; a < axes; a++) sum += theta[r * (axes + 1) + a] * at[a];
                        *y++ = sum;
                    }
                }
        }

        private T Coordinate<T>(int i, int size) where T : unmanaged, IFloatingPointIeee754<T> =>
            T.CreateChecked(align ? size > 1 ? 2.0 * i / (size - 1) - 1 : -1 : (2.0 * i + 1) / size - 1);
    }
}

/// <summary>Applies <see cref="Graphs.AffineGrid"/>.</summary>
public static class AffineGridBuilder
{
    /// <summary>The points at which the affine maps theta [N, axes, axes + 1] read an image whose result has the given size [N, C, …].</summary>
    public static Value AffineGrid(this Value theta, Value size, bool alignCorners = false) => theta.Graph.Add(new AffineGrid(alignCorners), theta, size);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<AffineGrid>();
}
