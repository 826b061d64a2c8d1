using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>An element of a sequence by its position, which counts from the end when negative (ONNX SequenceAt).</summary>
public sealed record SequenceAt : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Input(0).Item is { } item ? item.WithoutDimensions() : TensorType.Unknown);

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        ReadOnlySpan<Tensor> items = k.Input(0).Items;
        k.Give(0, items[SequencePosition.Of(k, 1, items.Length, last: items.Length - 1)]);
    }
}

/// <summary>Applies <see cref="Graphs.SequenceAt"/>.</summary>
public static class SequenceAtBuilder
{
    /// <summary>The element of a sequence at a position.</summary>
    public static Value SequenceAt(this Value sequence, Value position) => sequence.Graph.Add(new SequenceAt(), sequence, position);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceAt>();
}
