using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operands one after another along an axis (ONNX Concat).</summary>
public sealed record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        SymbolicShape y = i.Shape(0);
        int axis = y.Axis(Axis);
        for (int n = 1; n < i.InputCount; n++)
        {
            SymbolicShape x = i.Shape(n);
            i.RequireRank(n, y.Rank, y.Rank);
            for (int d = 0; d < y.Rank; d++)
            {
                if (d == axis) continue;
                i.RequireEqual(y[d], x[d], $"sizes along axis {d} of inputs 0 and {n}");
                if (!y[d].IsKnown && x[d].IsKnown) y = y.With(d, x[d]);
            }
            y = y.With(axis, y[axis] + x[axis]);
        }
        i.Output(i.Element(0), y);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy[] copies) k.Kept = copies = Plan(k);
        for (int n = 0; n < copies.Length; n++) copies[n].Run(k.Input(n), k.Output(0), k.Reference);
    }

    private StridedCopy[] Plan(Kernel k)
    {
        Shape y = k.Output(0).Shape;
        long[] strides = y.Strides();
        int axis = Axis < 0 ? Axis + y.Rank : Axis;
        long offset = 0;
        var copies = new StridedCopy[k.InputCount];
        for (int n = 0; n < copies.Length; n++)
        {
            Shape x = k.Input(n).Shape;
            copies[n] = new StridedCopy(x.Dims, x.Strides(), 0, strides, offset);
            offset += x[axis] * strides[axis];
        }
        return copies;
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        int axis = g.Output(0).Shape.Axis(Axis), start = 0;
        for (int n = 0; n < g.Node.Inputs.Count; n++)
        {
            Dim size = g.Input(n).Shape[axis];
            if (!size.IsKnown) throw new NotSupportedException($"{g.Node} joins along an axis of unknown size ({g.Input(n).Shape}); its gradient needs the size.");
            int from = start;
            g.Set(n, () => g.Dy.Slice(axis, from, from + size.Value));
            start += size.Value;
        }
    }
}

/// <summary>Applies <see cref="Concat"/>.</summary>
public static class ConcatBuilder
{
    /// <summary>The values one after another along an axis; all other dimensions are the same.</summary>
    public static Value Concat(this Graph graph, int axis, params ReadOnlySpan<Value> values) => graph.Add(new Concat(axis), [.. values]);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Concat>();
}
