using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Slices of the first operand along an axis, picked by the integers in the second (ONNX Gather): an embedding's rows, for one.
/// Negative indices count from the end.
/// </summary>
public sealed record Gather(int Axis = 0) : Operator
{
    private const int Grain = 16384;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int axis = x.Axis(Axis);
        if (i.Element(1) is not (ElementType.Int32 or ElementType.Int64)) throw i.Error("the indices must be Int32 or Int64");
        Dim[] dims = x.ToArray();
        i.Output(i.Element(0), SymbolicShape.Of([.. dims[..axis], .. i.Shape(1).ToArray(), .. dims[(axis + 1)..]]));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        Shape x = k.Input(0).Shape;
        int axis = Axis < 0 ? Axis + x.Rank : Axis, count = checked((int)k.Input(1).Count);
        long* indices = Indices(k, 1, x[axis], axis);
        var visitor = new Visitor(k, indices, checked((int)x.CountBetween(0, axis)), count, x[axis], checked((int)x.CountBetween(axis + 1, x.Rank)));
        Items.Visit(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new GatherGradient(Axis), g.Dy, g.Input(1), g.Input(0)));

    /// <summary>An operand's indices into an axis in scratch memory, counted from the beginning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the axis.</exception>
    internal static unsafe long* Indices(Kernel k, int input, int size, int axis)
    {
        Tensor tensor = k.Input(input);
        long* indices = k.Scratch<long>(tensor.Count);
        bool narrow = tensor.Type == ElementType.Int32;
        for (long n = 0; n < tensor.Count; n++)
        {
            long i = narrow ? ((int*)tensor.Pointer)[n] : ((long*)tensor.Pointer)[n];
            if (i < -size || i >= size)
                throw new ArgumentOutOfRangeException(nameof(input), $"{k.Node}: index {i} (number {n} of {tensor.Count}) is outside axis {axis}, which has size {size}.");
            indices[n] = i < 0 ? i + size : i;
        }
        return indices;
    }

    private readonly unsafe struct Visitor(Kernel k, long* indices, int outer, int count, int size, int inner) : IItemVisitor
    {
        public void Visit<T>()
        {
            var task = new GatherTask<T>(k.Input(0), k.Output(0), indices, count, size, inner);
            Workers.For(checked(outer * count), Math.Max(1, Grain / Math.Max(1, inner)), ref task);
        }
    }

    private readonly unsafe struct GatherTask<T>(Tensor x, Tensor y, long* indices, int count, int size, int inner) : IRangeTask
    {
        public void Run(int start, int end)
        {
            ref T source = ref x.ItemsOf<T>();
            ref T target = ref y.ItemsOf<T>();
            for (int row = start; row < end; row++)
            {
                long from = ((long)(row / count) * size + indices[row % count]) * inner;
                if (inner == 1) Unsafe.Add(ref target, row) = Unsafe.Add(ref source, (nint)from);
                else
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, (nint)from), inner)
                        .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, (nint)((long)row * inner)), inner));
            }
        }
    }
}

/// <summary>Applies <see cref="Gather"/>.</summary>
public static class GatherBuilder
{
    /// <summary>Slices of this along an axis, picked by integers.</summary>
    public static Value Gather(this Value x, Value indices, int axis = 0) => x.Graph.Add(new Gather(axis), x, indices);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Gather>();
}
