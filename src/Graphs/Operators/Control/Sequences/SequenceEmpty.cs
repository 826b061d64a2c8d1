using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A sequence without elements (ONNX SequenceEmpty).</summary>
/// <param name="Dtype">The element type of the tensors that may come into it.</param>
public sealed record SequenceEmpty(ElementType Dtype = ElementType.Float32) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(TensorType.Sequence(new TensorType(Dtype, SymbolicShape.Unranked)));

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Give(0, Tensor.Sequence());
}

/// <summary>Applies <see cref="Graphs.SequenceEmpty"/>.</summary>
public static class SequenceEmptyBuilder
{
    /// <summary>A sequence without elements.</summary>
    public static Value SequenceEmpty(this Graph graph, ElementType type) => graph.Add(new SequenceEmpty(type));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceEmpty>();
}
