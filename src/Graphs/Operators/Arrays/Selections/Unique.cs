using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Each element, or each slice along an axis, once (ONNX Unique). Further results are the place of the first of each, for each element which of the
/// results it is, and how often each occurs.
/// </summary>
/// <param name="Axis">The axis of the slices; without one, single elements are looked at.</param>
/// <param name="Sorted">Whether results ascend; otherwise they come in the order of their first occurrence.</param>
public sealed record Unique(int? Axis = null, bool Sorted = true) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        Dim count = Dim.Unknown();
        i.Output(i.Element(0), Axis is { } axis ? x.With(x.Axis(axis), count) : [count]);
        i.Output(ElementType.Int64, [count]);
        i.Output(ElementType.Int64, [Axis is { } of ? x[x.Axis(of)] : x.Count]);
        i.Output(ElementType.Int64, [count]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor x = k.Input(0);
        if (x.Type == ElementType.String)
        {
            Find(k, x.Strings.ToArray(), StringComparer.Ordinal);
            return;
        }
        var search = new Search(k, this);
        ElementTypeVisitor.Number(x.Type == ElementType.Bool ? ElementType.UInt8 : x.Type, ref search);
    }

    private void Find<T>(Kernel k, T[] x, IComparer<T> order)
    {
        Shape shape = k.Input(0).Shape;
        int axis = Axis is { } a ? a < 0 ? a + shape.Rank : a : 0;
        int slices = Axis is null ? x.Length : shape[axis], inner = Axis is null ? 1 : checked((int)shape.CountBetween(axis + 1, shape.Rank));
        int outer = Axis is null ? 1 : checked((int)shape.CountBetween(0, axis));
        int[] places = [.. Enumerable.Range(0, slices)];
        Array.Sort(places, (p, q) => Compare(p, q) is var c && c != 0 ? c : p.CompareTo(q));
        var first = new List<int>();
        var group = new int[slices];
        for (int i = 0; i < slices; i++)
        {
            if (i == 0 || Compare(places[i - 1], places[i]) != 0) first.Add(places[i]);
            group[places[i]] = first.Count - 1;
        }
        // Which of the results each group becomes.
        int[] kept = [.. first], result = [.. Enumerable.Range(0, kept.Length)];
        if (!Sorted)
        {
            Array.Sort(kept, result);
            int[] inverse = new int[result.Length];
            for (int i = 0; i < result.Length; i++) inverse[result[i]] = i;
            result = inverse;
        }
        var counts = new long[kept.Length];
        long[] which = [.. group.Select(g => (long)result[g])];
        foreach (long g in which) counts[g]++;
        int[] dims = Axis is null ? [kept.Length] : [.. shape.Dims[..axis], kept.Length, .. shape.Dims[(axis + 1)..]];
        var y = new Tensor(k.Input(0).Type, dims);
        Span<T> to = MemoryMarshal.CreateSpan(ref y.ItemsOf<T>(), checked((int)y.Count));
        for (int o = 0; o < outer; o++)
            for (int s = 0; s < kept.Length; s++)
                x.AsSpan((o * slices + kept[s]) * inner, inner).CopyTo(to[((o * kept.Length + s) * inner)..]);
        k.Give(0, y);
        k.Give(1, Tensor.Ints([.. kept.Select(p => (long)p)]));
        k.Give(2, Tensor.Ints(which));
        k.Give(3, Tensor.Ints(counts));

        int Compare(int p, int q)
        {
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++)
                    if (order.Compare(x[(o * slices + p) * inner + i], x[(o * slices + q) * inner + i]) is var c && c != 0) return c;
            return 0;
        }
    }

    private readonly unsafe struct Search(Kernel k, Unique op) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            op.Find(k, new ReadOnlySpan<T>(k.Input(0).Pointer, checked((int)k.Input(0).Count)).ToArray(), Comparer<T>.Default);
    }
}

/// <summary>Applies <see cref="Graphs.Unique"/>.</summary>
public static class UniqueBuilder
{
    /// <summary>Each element once, where the first of each stands, which of the results each element is, and how often each occurs.</summary>
    public static (Value Values, Value First, Value Inverse, Value Counts) Unique(this Value x, int? axis = null, bool sorted = true)
    {
        IReadOnlyList<Value> results = x.Graph.AddNode(new Unique(axis, sorted), x).Outputs;
        return (results[0], results[1], results[2], results[3]);
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Unique>();
}
