using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Puts elements back to where a MaxPool took them from, zeros elsewhere (ONNX MaxUnpool). Operands are the elements, the flat indices that MaxPool
/// gave, and the optional shape of the result; without it the result is as large as the windows reach.
/// </summary>
/// <param name="KernelShape">The window's size along each axis.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows; 1 when left out.</param>
public sealed record MaxUnpool(Ints KernelShape, Ints Pads = default, Ints Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int axes = KernelShape.Length;
        i.RequireRank(0, axes + 2, axes + 2);
        i.RequireRank(1, x.Rank, x.Rank);
        for (int d = 0; d < x.Rank; d++) i.RequireEqual(x[d], i.Shape(1)[d], $"elements and indices along axis {d}");
        if (i.Element(1) != ElementType.Int64) throw i.Error("the indices must be Int64");
        if (i.HasInput(2))
        {
            i.Output(i.Element(0), i.Integers(2) is { } shape
                ? SymbolicShape.Of([.. shape.Select(d => (Dim)checked((int)d))])
                : SymbolicShape.Of([.. Enumerable.Range(0, x.Rank).Select(_ => Dim.Unknown())]));
            return;
        }
        Ints pads = Pads.Or(0, 2 * axes), strides = Strides.Or(1, axes);
        Dim[] dims = x.ToArray();
        for (int a = 0; a < axes; a++)
        {
            (int kernel, int stride, int pad) = (KernelShape[a], strides[a], pads[a] + pads[axes + a]);
            dims[a + 2] = dims[a + 2].Map(n => checked((n - 1) * stride + kernel - pad));
        }
        i.Output(i.Element(0), SymbolicShape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var scatter = new Scatter(k);
        Items.Visit(k.Input(0).Type, ref scatter);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.Reshape(-1).Gather(g.Input(1)));

    private readonly unsafe struct Scatter(Kernel k) : IItemVisitor
    {
        public void Visit<T>()
        {
            k.Output(0).AsBytes().Clear();
            ref T x = ref k.Input(0).ItemsOf<T>();
            ref T y = ref k.Output(0).ItemsOf<T>();
            long* indices = k.In<long>(1);
            long count = k.Output(0).Count;
            for (nint i = 0; i < (nint)k.Input(0).Count; i++)
            {
                if ((ulong)indices[i] >= (ulong)count)
                    throw new ArgumentOutOfRangeException(nameof(k), $"Index {indices[i]} (number {i}) is outside a result of {count} elements ({k.Output(0).Shape}).");
                Unsafe.Add(ref y, (nint)indices[i]) = Unsafe.Add(ref x, i);
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.MaxUnpool"/>.</summary>
public static class MaxUnpoolBuilder
{
    /// <summary>Puts elements back to where a MaxPool took them from, zeros elsewhere.</summary>
    public static Value MaxUnpool(this Value x, Value indices, Ints kernel, Ints strides = default, Ints pads = default) =>
        x.Graph.Add(new MaxUnpool(kernel, pads, strides), x, indices);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MaxUnpool>();
}
