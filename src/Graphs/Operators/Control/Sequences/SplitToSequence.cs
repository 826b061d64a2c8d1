using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A tensor cut along an axis into a sequence (ONNX SplitToSequence). The second operand gives the size of all parts (scalar) or of each.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="KeepDims">Whether parts of size 1 keep the axis, when no sizes are given.</param>
public sealed record SplitToSequence(int Axis = 0, [property: OnnxName("keepdims")] bool KeepDims = true) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int axis = x.Axis(Axis);
        Dim[] dims = x.ToArray();
        i.Output(TensorType.Sequence(new TensorType(i.Element(0), KeepDims || i.HasInput(1)
            ? x.With(axis, Dim.Unknown())
            : [.. dims[..axis], .. dims[(axis + 1)..]])));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor x = k.Input(0);
        int axis = Axis < 0 ? Axis + x.Shape.Rank : Axis, size = x.Shape[axis];
        List<Tensor> parts = [];
        int at = 0;
        foreach (long part in Sizes(k, size))
        {
            if (part < 0 || part > size - at) throw new ArgumentException($"A part of axis {axis} cannot have size {part} where {size - at} of {size} are left.");
            parts.Add(SequenceSlices.Slice(x, axis, at, (int)part, keepAxis: KeepDims || k.HasInput(1)));
            at += (int)part;
        }
        if (at != size) throw new ArgumentException($"The parts' sizes sum up to {at}, but axis {axis} has {size}.");
        k.Give(0, Tensor.Sequence([.. parts]));
    }

    private static IEnumerable<long> Sizes(Kernel k, int size)
    {
        if (k.HasInput(1) && k.Input(1).Shape.Rank == 1) return k.Integers(1);
        long each = k.HasInput(1) ? k.Integers(1)[0] : 1;
        if (each < 1) throw new ArgumentException($"Parts cannot have size {each}.");
        return Enumerable.Range(0, (int)((size + each - 1) / each)).Select(n => Math.Min(each, size - n * each));
    }
}

/// <summary>Applies <see cref="Graphs.SplitToSequence"/>.</summary>
public static class SplitToSequenceBuilder
{
    /// <summary>A tensor cut along an axis into a sequence of parts of one size, or of given sizes.</summary>
    public static Value SplitToSequence(this Value x, Value? sizes = null, int axis = 0, bool keepDims = true) => x.Graph.Add(new SplitToSequence(axis, keepDims), x, sizes);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SplitToSequence>();
}
