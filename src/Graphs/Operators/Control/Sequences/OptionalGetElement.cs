using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What an optional value holds; a value that is not optional is passed on (ONNX OptionalGetElement).</summary>
public sealed record OptionalGetElement : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) =>
        i.Output(i.Input(0).Element == ElementType.Optional ? i.Input(0).Item?.WithoutDimensions() ?? TensorType.Unknown : i.Input(0));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor x = k.Input(0);
        if (x.Type != ElementType.Optional) k.Give(0, x);
        else k.Give(0, x.Items.Length > 0 ? x.Items[0] : throw new ArgumentException("The optional value holds nothing; ask OptionalHasElement first."));
    }
}

/// <summary>Applies <see cref="Graphs.OptionalGetElement"/>.</summary>
public static class OptionalGetElementBuilder
{
    /// <summary>What an optional value holds.</summary>
    public static Value OptionalGetElement(this Value x) => x.Graph.Add(new OptionalGetElement(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<OptionalGetElement>();
}
