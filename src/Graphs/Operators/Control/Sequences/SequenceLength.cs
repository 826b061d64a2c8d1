using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The number of elements of a sequence, an Int64 scalar (ONNX SequenceLength).</summary>
public sealed record SequenceLength : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(ElementType.Int64, SymbolicShape.Scalar);

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Output(0).AsSpan<long>()[0] = k.Input(0).Items.Length;
}

/// <summary>Applies <see cref="Graphs.SequenceLength"/>.</summary>
public static class SequenceLengthBuilder
{
    /// <summary>The number of elements of a sequence.</summary>
    public static Value SequenceLength(this Value sequence) => sequence.Graph.Add(new SequenceLength(), sequence);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceLength>();
}
