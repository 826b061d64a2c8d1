using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The elements of a sequence joined along an axis (ONNX ConcatFromSequence).</summary>
/// <param name="Axis">The axis; of the result where <paramref name="NewAxis"/>.</param>
/// <param name="NewAxis">True to stack the elements along an axis that they do not have yet.</param>
public sealed record ConcatFromSequence(int Axis, bool NewAxis = false) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        TensorType item = i.Input(0).Item ?? TensorType.Unknown;
        i.Output(!item.Shape.IsRanked ? item
            : new TensorType(item.Element, SymbolicShape.Of([.. Enumerable.Range(0, item.Shape.Rank + (NewAxis ? 1 : 0)).Select(_ => Dim.Unknown())])));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor[] items = k.Input(0).Items.ToArray();
        if (items.Length == 0) throw new ArgumentException("The sequence has no elements to join.");
        int rank = items[0].Shape.Rank + (NewAxis ? 1 : 0), axis = Axis < 0 ? Axis + rank : Axis;
        if (axis < 0 || axis >= rank) throw new ArgumentException($"Axis {Axis} is outside {rank} dimensions.");
        k.Give(0, NewAxis ? Stacking.Stack(items, TensorType.Of(items[0]), axis) : Stacking.Concatenate(items, axis));
    }
}

/// <summary>Applies <see cref="Graphs.ConcatFromSequence"/>.</summary>
public static class ConcatFromSequenceBuilder
{
    /// <summary>The elements of a sequence joined along an axis.</summary>
    public static Value ConcatFromSequence(this Value sequence, int axis, bool newAxis = false) => sequence.Graph.Add(new ConcatFromSequence(axis, newAxis), sequence);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ConcatFromSequence>();
}
