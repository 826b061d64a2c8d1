using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A part of the operand (ONNX Slice): from starts to ends (exclusive) along axes (all in order when left out) with steps (1 when left
/// out). Negative places count from the end, places outside are clamped, negative steps run backwards.
/// </summary>
public sealed record Slice : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        if (i.Integers(1) is not { } starts || i.Integers(2) is not { } ends
            || (i.HasInput(3) && i.Constant(3) is null) || (i.HasInput(4) && i.Constant(4) is null))
        {
            i.Output(i.Element(0), SymbolicShape.Of([.. Enumerable.Range(0, x.Rank).Select(_ => Dim.Unknown())]));
            return;
        }
        Dim[] dims = x.ToArray();
        foreach ((int axis, long start, long end, long step) in Ranges(x.Rank, starts, ends, i.Integers(3), i.Integers(4), i.Error))
        {
            if (dims[axis].IsKnown) dims[axis] = Resolve(dims[axis].Value, start, end, step).Count;
            else if (step is not (1 or -1) || !IsWhole(start, end, step)) dims[axis] = Dim.Unknown();
        }
        i.Output(i.Element(0), SymbolicShape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy)
        {
            (long offset, long[] strides) = Place(k, k.Input(0).Shape, 1);
            k.Kept = copy = new StridedCopy(k.Output(0).Shape.Dims, strides, offset, k.Output(0).Shape.Strides(), 0);
        }
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SliceGradient(),
        [g.Dy, g.Input(0), g.Input(1), g.Input(2), g.HasInput(3) ? g.Input(3) : null, g.HasInput(4) ? g.Input(4) : null]));

    /// <summary>Where the part lies in the whole: its first element, and the distance of neighbours along each axis.</summary>
    internal static (long Offset, long[] Strides) Place(Kernel k, Shape whole, int first)
    {
        long[] strides = whole.Strides();
        long offset = 0;
        long[]? axes = k.HasInput(first + 2) ? k.Integers(first + 2) : null, steps = k.HasInput(first + 3) ? k.Integers(first + 3) : null;
        foreach ((int axis, long start, long end, long step) in Ranges(whole.Rank, k.Integers(first), k.Integers(first + 1), axes, steps, m => new ShapeException(m)))
        {
            (long from, int count) = Resolve(whole[axis], start, end, step);
            if (count == 0) continue;
            offset += from * strides[axis];
            strides[axis] = count == 1 ? strides[axis] : strides[axis] * step;
        }
        return (offset, strides);
    }

    private static IEnumerable<(int Axis, long Start, long End, long Step)> Ranges(
        int rank, long[] starts, long[] ends, long[]? axes, long[]? steps, Func<string, Exception> error)
    {
        int count = starts.Length;
        if (ends.Length != count || (axes ?? starts).Length != count || (steps ?? starts).Length != count)
            throw error("starts, ends, axes and steps have different lengths");
        for (int n = 0; n < count; n++)
        {
            long axis = axes?[n] ?? n, step = steps?[n] ?? 1;
            if (axis < -rank || axis >= rank) throw error($"axis {axis} is outside a shape of {rank} dimensions");
            if (step == 0) throw error("a step is 0");
            yield return ((int)(axis < 0 ? axis + rank : axis), starts[n], ends[n], step);
        }
    }

    // Ends of -2^63 and 2^63-1 are common; clamping comes before any sum that could overflow.
    private static (long From, int Count) Resolve(int size, long start, long end, long step)
    {
        long low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
        start = Math.Clamp(start < 0 ? start + size : start, Math.Max(low, 0), Math.Max(high, 0));
        end = Math.Clamp(end < 0 ? end + size : end, low, high);
        if (size == 0) return (0, 0);
        ulong span = step > 0 ? (ulong)Math.Max(0, end - start) : (ulong)Math.Max(0, start - end);
        ulong stride = step > 0 ? (ulong)step : (ulong)-(step + 1) + 1;
        return (start, (int)((span + stride - 1) / stride));
    }

    private static bool IsWhole(long start, long end, long step) =>
        step > 0 ? start == 0 && end >= int.MaxValue : (start == -1 || start >= int.MaxValue) && end <= int.MinValue;
}

/// <summary>Applies <see cref="Graphs.Slice"/>.</summary>
public static class SliceBuilder
{
    /// <summary>The part from <paramref name="start"/> to <paramref name="end"/> (exclusive; to the end when left out) along one axis.</summary>
    public static Value Slice(this Value x, int axis, long start, long end = long.MaxValue, long step = 1) =>
        x.Slice([start], [end], [axis], step == 1 ? [] : [step]);

    /// <summary>A part of the value; see <see cref="Graphs.Slice"/>. Empty axes mean all in order, empty steps mean 1.</summary>
    public static Value Slice(this Value x, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes = default, ReadOnlySpan<long> steps = default)
    {
        Graph g = x.Graph;
        Value? axisList = axes.Length > 0 ? g.Constant(Tensor.Ints(axes)) : null;
        return steps.Length > 0 ? g.Add(new Slice(), x, g.Constant(Tensor.Ints(starts)), g.Constant(Tensor.Ints(ends)), axisList, g.Constant(Tensor.Ints(steps)))
            : axisList is not null ? g.Add(new Slice(), x, g.Constant(Tensor.Ints(starts)), g.Constant(Tensor.Ints(ends)), axisList)
            : g.Add(new Slice(), x, g.Constant(Tensor.Ints(starts)), g.Constant(Tensor.Ints(ends)));
    }

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Slice>();
}
