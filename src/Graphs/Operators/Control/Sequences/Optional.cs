using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>An optional value: the operand, or none when there is no operand (ONNX Optional).</summary>
/// <param name="Type">What an empty one would hold.</param>
public sealed record Optional(TensorType? Type = null) : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(TensorType.Optional(i.HasInput(0) ? i.Input(0) : Type));

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Give(0, Tensor.Optional(k.HasInput(0) ? k.Input(0).Clone() : null));
}

/// <summary>Applies <see cref="Graphs.Optional"/>.</summary>
public static class OptionalBuilder
{
    /// <summary>An optional value that holds this.</summary>
    public static Value Optional(this Value x) => x.Graph.Add(new Optional(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Optional>();
}
