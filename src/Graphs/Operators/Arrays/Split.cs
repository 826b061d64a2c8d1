using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Cuts the operand along an axis (ONNX Split): into parts of the sizes that the second operand lists, or into <paramref name="NumOutputs"/>
/// parts of equal size, the last one smaller where that does not come out even.
/// </summary>
public sealed record Split(int Axis = 0, int? NumOutputs = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int axis = x.Axis(Axis);
        Dim size = x[axis];
        if (i.HasInput(1))
        {
            if (i.Integers(1) is not { } sizes)
            {
                if (!i.Shape(1).IsKnown) throw i.Error("the number of parts is not known before it runs");
                for (int n = 0; n < i.Shape(1).Count.Value; n++) i.Output(i.Element(0), x.With(axis, Dim.Unknown()));
                return;
            }
            i.RequireEqual(size, checked((int)sizes.Sum()), "size of the axis and sum of the parts");
            foreach (long part in sizes) i.Output(i.Element(0), x.With(axis, checked((int)part)));
            return;
        }
        if (NumOutputs is not > 0) throw i.Error("neither the parts' sizes nor their number (num_outputs) is given");
        int parts = NumOutputs.Value;
        for (int n = 0; n < parts; n++)
            i.Output(i.Element(0), x.With(axis, size.IsKnown ? Math.Clamp(size.Value - n * Largest(size.Value), 0, Largest(size.Value)) : size.DividedBy(parts) ?? Dim.Unknown()));

        int Largest(int whole) => (whole + parts - 1) / parts;
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy[] copies) k.Kept = copies = Plan(k);
        for (int n = 0; n < copies.Length; n++)
            if (k.HasOutput(n)) copies[n].Run(k.Input(0), k.Output(n), k.Reference);
    }

    private StridedCopy[] Plan(Kernel k)
    {
        Shape x = k.Input(0).Shape;
        long[] strides = x.Strides();
        int axis = Axis < 0 ? Axis + x.Rank : Axis, largest = NumOutputs is { } parts ? (x[axis] + parts - 1) / parts : 0;
        long[]? sizes = k.HasInput(1) ? k.Integers(1) : null;
        long start = 0;
        var copies = new StridedCopy[k.OutputCount];
        for (int n = 0; n < copies.Length; n++)
        {
            int size = sizes is null ? (int)Math.Clamp(x[axis] - start, 0, largest) : (int)sizes[n];
            int[] dims = x.ToArray();
            dims[axis] = size;
            copies[n] = new StridedCopy(dims, strides, start * strides[axis], Shape.Of(dims).Strides(), 0);
            start += size;
        }
        return copies;
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
        g.Graph.Concat(Axis, [.. g.Node.Outputs.Select((y, n) => g.OutputGradient(n) ?? g.Graph.Zeros(y))]));
}

/// <summary>Applies <see cref="Split"/>.</summary>
public static class SplitBuilder
{
    /// <summary>Cuts the value along an axis into parts of the given sizes.</summary>
    public static IReadOnlyList<Value> Split(this Value x, int axis, params ReadOnlySpan<long> sizes) =>
        x.Graph.AddNode(new Split(axis), x, x.Graph.Constant(Tensor.Ints(sizes))).Outputs;

    /// <summary>Cuts the value along an axis into a number of parts of equal size.</summary>
    public static IReadOnlyList<Value> SplitEvenly(this Value x, int axis, int parts) => x.Graph.AddNode(new Split(axis, parts), x).Outputs;

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Split>();
}
