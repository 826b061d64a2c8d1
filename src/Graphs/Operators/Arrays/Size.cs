using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operand's number of elements as an Int64 scalar (ONNX Size).</summary>
public sealed record Size : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Shape(0).IsKnown) i.Output(Tensor.Scalar(i.Shape(0).ToShape().Count));
        else i.Output(ElementType.Int64, SymbolicShape.Scalar);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Output(0).AsSpan<long>()[0] = k.Input(0).Count;
}

/// <summary>Applies <see cref="Graphs.Size"/>.</summary>
public static class SizeBuilder
{
    /// <summary>The value's number of elements as an Int64 scalar.</summary>
    public static Value Size(this Value x) => x.Graph.Add(new Size(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Size>();
}
