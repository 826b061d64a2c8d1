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
        bool each = k.HasInput(1) && k.Input(1).Shape.Rank == 1;
        long[] sizes = k.HasInput(1) ? k.Integers(1) : [1];
        for (int at = 0, n = 0; at < size; n++)
        {
            if (each && n >= sizes.Length) throw new ArgumentException($"The parts' sizes sum up to {at}, but axis {axis} has {size}.");
            long part = Math.Min(sizes[each ? n : 0], size - at);
            if (part < 1) throw new ArgumentException($"A part of axis {axis} cannot have size {sizes[each ? n : 0]}.");
            parts.Add(SequenceSlices.Slice(x, axis, at, (int)part, keepAxis: KeepDims || k.HasInput(1)));
            at += (int)part;
        }
        k.Give(0, Tensor.Sequence([.. parts]));
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
