using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether an optional value holds something, a Bool scalar; true for a value that is not optional, false without operand (ONNX OptionalHasElement).</summary>
public sealed record OptionalHasElement : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(ElementType.Bool, SymbolicShape.Scalar);

    /// <inheritdoc/>
    public override void Run(Kernel k) =>
        k.Output(0).AsBytes()[0] = k.HasInput(0) && (k.Input(0).Type != ElementType.Optional || k.Input(0).Items.Length > 0) ? (byte)1 : (byte)0;
}

/// <summary>Applies <see cref="Graphs.OptionalHasElement"/>.</summary>
public static class OptionalHasElementBuilder
{
    /// <summary>Whether an optional value holds something.</summary>
    public static Value OptionalHasElement(this Value x) => x.Graph.Add(new OptionalHasElement(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<OptionalHasElement>();
}
