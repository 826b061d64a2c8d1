using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Adds elements around the operand, or takes some away where a pad is negative (ONNX Pad). Operands: x, pads (all begins, then all ends),
/// the constant (0 when left out), axes (all when left out).
/// </summary>
/// <param name="Mode"><c>constant</c>, <c>reflect</c> (without repeating the edge), <c>edge</c> or <c>wrap</c>.</param>
public sealed record Pad(string Mode = "constant") : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Mode is not ("constant" or "reflect" or "edge" or "wrap")) throw i.Error($"mode '{Mode}' is none of constant, reflect, edge, wrap");
        SymbolicShape x = i.Shape(0);
        if (i.Integers(1) is not { } pads || (i.HasInput(3) && i.Constant(3) is null))
        {
            i.Output(i.Element(0), SymbolicShape.Of([.. Enumerable.Range(0, x.Rank).Select(_ => Dim.Unknown())]));
            return;
        }
        (int[] begins, int[] ends) = Sides(x.Rank, pads, i.Integers(3), i.Error);
        Dim[] dims = x.ToArray();
        for (int d = 0; d < dims.Length; d++)
        {
            int sum = begins[d] + ends[d];
            if (!dims[d].IsKnown) dims[d] = sum == 0 ? dims[d] : Dim.Unknown();
            else if (dims[d].Value + sum < 0) throw i.Error($"pads {begins[d]} and {ends[d]} take away more than axis {d} has ({dims[d]})");
            else if (Mode != "constant" && dims[d].Value == 0 && sum > 0) throw i.Error($"axis {d} is empty; mode {Mode} has nothing to pad with");
            else if (Mode == "reflect" && Math.Max(begins[d], ends[d]) >= Math.Max(1, dims[d].Value))
                throw i.Error($"pads {begins[d]} and {ends[d]} reflect more than axis {d} has ({dims[d]}, less the edge)");
            else dims[d] = dims[d].Value + sum;
        }
        i.Output(i.Element(0), SymbolicShape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (Mode != "constant")
        {
            if (k.Kept is not AxisMaps maps) k.Kept = maps = Maps(k.Input(0).Shape, k.Output(0).Shape, Sides(k, k.Input(0).Shape.Rank).Begins, Mode);
            maps.Gather(k.Input(0), k.Output(0));
            return;
        }
        if (k.Kept is not StridedCopy copy) k.Kept = copy = Plan(k);
        var fill = new Fill(k.Output(0), k.HasInput(2) ? k.Input(2) : null);
        Items.Visit(k.Output(0).Type, ref fill);
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (g.Needs(2)) throw new NotSupportedException($"{g.Node}: the gradient by the constant that is padded with is not supported.");
        g.Set(0, () => g.Graph.Add(new PadGradient(Mode), g.Dy, g.Input(0), g.Input(1), g.HasInput(3) ? g.Input(3) : null));
    }

    // A part of x (all of it unless pads are negative) goes to a part of y.
    private static StridedCopy Plan(Kernel k)
    {
        Shape x = k.Input(0).Shape, y = k.Output(0).Shape;
        (int[] begins, int[] ends) = Sides(k, x.Rank);
        long[] from = x.Strides(), to = y.Strides();
        long source = 0, target = 0;
        var dims = new int[x.Rank];
        for (int d = 0; d < dims.Length; d++)
        {
            dims[d] = Math.Max(0, x[d] + Math.Min(0, begins[d]) + Math.Min(0, ends[d]));
            source += Math.Max(0, -begins[d]) * from[d];
            target += Math.Max(0, begins[d]) * to[d];
        }
        return new StridedCopy(dims, from, source, to, target);
    }

    /// <summary>For each axis of the padded tensor, which index of the operand stands there; -1 for the constant.</summary>
    internal static AxisMaps Maps(Shape x, Shape y, int[] begins, string mode)
    {
        var maps = new int[x.Rank][];
        for (int d = 0; d < maps.Length; d++)
        {
            int size = x[d], begin = begins[d];
            maps[d] = [.. Enumerable.Range(0, y[d]).Select(i => Source(i - begin, size, mode))];
        }
        return new AxisMaps(x, maps);
    }

    private static int Source(int i, int size, string mode)
    {
        if (i >= 0 && i < size) return i;
        if (mode == "edge") return Math.Clamp(i, 0, size - 1);
        if (mode == "wrap") return (i % size + size) % size;
        if (mode != "reflect") return -1;
        if (size == 1) return 0;
        int period = 2 * (size - 1), at = (i % period + period) % period;
        return at < size ? at : period - at;
    }

    private static (int[] Begins, int[] Ends) Sides(Kernel k, int rank) =>
        Sides(rank, k.Integers(1), k.HasInput(3) ? k.Integers(3) : null, m => new ShapeException(m));

    /// <summary>The pads of each axis.</summary>
    internal static (int[] Begins, int[] Ends) Sides(int rank, long[] pads, long[]? axes, Func<string, Exception> error)
    {
        int count = axes?.Length ?? rank;
        if (pads.Length != 2 * count) throw error($"{pads.Length} pads are given, but {count} axes need {2 * count}");
        int[] begins = new int[rank], ends = new int[rank];
        for (int n = 0; n < count; n++)
        {
            long axis = axes?[n] ?? n;
            if (axis < -rank || axis >= rank) throw error($"axis {axis} is outside a shape of {rank} dimensions");
            int d = (int)(axis < 0 ? axis + rank : axis);
            (begins[d], ends[d]) = (checked((int)pads[n]), checked((int)pads[n + count]));
        }
        return (begins, ends);
    }

    private readonly struct Fill(Tensor y, Tensor? constant) : IItemVisitor
    {
        public void Visit<T>()
        {
            T item = constant is null ? typeof(T) == typeof(string) ? (T)(object)"" : default! : constant.ItemsOf<T>();
            MemoryMarshal.CreateSpan(ref y.ItemsOf<T>(), checked((int)y.Count)).Fill(item);
        }
    }
}

/// <summary>Applies <see cref="Pad"/>.</summary>
public static class PadBuilder
{
    /// <summary>Adds elements around the value; see <see cref="Graphs.Pad"/>.</summary>
    /// <param name="x">The value.</param>
    /// <param name="pads">How many at the begin of each axis, then how many at the end of each; negative ones take away.</param>
    /// <param name="mode"><c>constant</c>, <c>reflect</c>, <c>edge</c> or <c>wrap</c>.</param>
    /// <param name="constant">What <c>constant</c> fills with.</param>
    public static Value Pad(this Value x, ReadOnlySpan<long> pads, string mode = "constant", double constant = 0) =>
        constant == 0
            ? x.Graph.Add(new Pad(mode), x, x.Graph.Constant(Tensor.Ints(pads)))
            : x.Graph.Add(new Pad(mode), x, x.Graph.Constant(Tensor.Ints(pads)), x.Like(constant));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Pad>();
}
