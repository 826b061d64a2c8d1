using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A sequence with one element more, at a position or at the end (ONNX SequenceInsert).</summary>
public sealed record SequenceInsert : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(TensorType.Sequence((i.Input(0).Item ?? i.Input(1)).WithoutDimensions()));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        List<Tensor> items = [.. k.Input(0).Items];
        if (items.Count > 0 && items[0].Type != k.Input(1).Type) throw new ArgumentException($"The sequence holds {items[0].Type}, the new element {k.Input(1).Type}.");
        items.Insert(k.HasInput(2) ? SequencePosition.Of(k, 2, items.Count, last: items.Count) : items.Count, k.Input(1).Clone());
        k.Give(0, Tensor.Sequence([.. items]));
    }
}

/// <summary>Applies <see cref="Graphs.SequenceInsert"/>.</summary>
public static class SequenceInsertBuilder
{
    /// <summary>A sequence with one element more, at a position or at the end.</summary>
    public static Value SequenceInsert(this Value sequence, Value item, Value? position = null) => sequence.Graph.Add(new SequenceInsert(), sequence, item, position);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceInsert>();
}
