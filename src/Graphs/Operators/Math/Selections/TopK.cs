using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The K largest (or smallest) elements along an axis in order, and their places (Int64); the second operand holds K. Of equal elements the
/// one at the lower place comes first; NaN counts as largest (ONNX TopK).
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Largest">Whether the largest are wanted, else the smallest.</param>
/// <param name="Sorted">Whether the results must be in order; they are in any case.</param>
public sealed record TopK(int Axis = -1, bool Largest = true, bool Sorted = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 1);
        int axis = i.Shape(0).Axis(Axis);
        Dim count = i.Integers(1) is [long k, ..] ? checked((int)k) : Dim.Unknown();
        Dim length = i.Shape(0)[axis];
        if (count.IsKnown && length.IsKnown && count.Value > length.Value)
            throw i.Error($"{count.Value} elements are asked for, but axis {Axis} has only {length.Value}");
        i.Output(i.Element(0), i.Shape(0).With(axis, count));
        i.Output(ElementType.Int64, i.Shape(0).With(axis, count));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var selection = new Selection(k, Axis, Largest);
        ElementTypeVisitor.Number(k.Input(0).Type, ref selection);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) =>
        g.Set(0, () => g.Graph.Add(new TopKGradient(Axis), g.Dy, g.Output(1), g.Input(0)));

    private readonly unsafe struct Selection(Kernel k, int axis, bool largest) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(0).Shape, axis);
            (_, int count, _) = SoftmaxLines.Split(k.Output(0).Shape, axis);
            var lines = new Lines<T>(k.In<T>(0), k.Out<T>(0), k.HasOutput(1) ? k.Out<long>(1) : null, n, inner, count, largest);
            Workers.For(checked(outer * inner), Math.Max(1, 4096 / Math.Max(1, n)), ref lines);
        }
    }

    private readonly unsafe struct Lines<T>(T* x, T* y, long* places, int n, int inner, int count, bool largest) : IRangeTask
        where T : unmanaged, INumber<T>
    {
        public void Run(int start, int end)
        {
            if (count == 0) return;
            Span<int> heap = count <= 512 ? stackalloc int[count] : new int[count];
            for (int line = start; line < end; line++)
            {
                T* p = x + (long)(line / inner) * n * inner + line % inner;
                for (int i = 0; i < count; i++) heap[i] = i;
                // The worst of those kept stands at the top of the heap, where a better one replaces it.
                for (int i = count / 2 - 1; i >= 0; i--) Sink(p, heap, i, count);
                for (int i = count; i < n; i++)
                {
                    if (!Before(p, i, heap[0])) continue;
                    heap[0] = i;
                    Sink(p, heap, 0, count);
                }
                for (int size = count - 1; size > 0; size--)
                {
                    (heap[0], heap[size]) = (heap[size], heap[0]);
                    Sink(p, heap, 0, size);
                }
                long at = (long)(line / inner) * count * inner + line % inner;
                for (int i = 0; i < count; i++, at += inner)
                {
                    y[at] = p[(long)heap[i] * inner];
                    if (places != null) places[at] = heap[i];
                }
            }
        }

        private void Sink(T* p, Span<int> heap, int at, int size)
        {
            while (true)
            {
                int child = 2 * at + 1;
                if (child >= size) return;
                if (child + 1 < size && Before(p, heap[child], heap[child + 1])) child++;
                if (!Before(p, heap[at], heap[child])) return;
                (heap[at], heap[child]) = (heap[child], heap[at]);
                at = child;
            }
        }

        private bool Before(T* p, int i, int j)
        {
            T a = p[(long)i * inner], b = p[(long)j * inner];
            if (T.IsNaN(a) || T.IsNaN(b)) return T.IsNaN(a) == T.IsNaN(b) ? i < j : T.IsNaN(a) == largest;
            return a == b ? i < j : a > b == largest;
        }
    }
}

/// <summary>Applies <see cref="TopK"/>.</summary>
public static class TopKBuilder
{
    /// <summary>The <paramref name="count"/> largest (or smallest) elements along an axis, in order, and their places (Int64).</summary>
    public static (Value Values, Value Indices) TopK(this Value x, int count, int axis = -1, bool largest = true)
    {
        Node node = x.Graph.AddNode(new TopK(axis, largest), x, x.Graph.Constant(Tensor.Ints(count)));
        return (node.Outputs[0], node.Outputs[1]);
    }

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<TopK>();
        OperatorSet.Register<TopKGradient>(Operator.OwnDomain);
    }
}
