using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>e^x divided by the sum of e^x along one axis (ONNX Softmax).</summary>
public sealed record Softmax(int Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.Shape(0).Axis(Axis);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k) => SoftmaxLines.Run(k, k.Input(0), k.Output(0), Axis, logarithm: false);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SoftmaxGradient(Axis), g.Dy, g.Output(0)));
}

/// <summary>The gradient of <see cref="Softmax"/> from the gradient of its result and its result.</summary>
public sealed record SoftmaxGradient(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k) => SoftmaxLines.RunGradient(k, k.Input(0), k.Input(1), k.Output(0), Axis, logarithm: false);
}

/// <summary>Applies <see cref="Softmax"/>.</summary>
public static class SoftmaxBuilder
{
    /// <summary>e^x divided by the sum of e^x along one axis.</summary>
    public static Value Softmax(this Value x, int axis = -1) => x.Graph.Add(new Softmax(axis), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Softmax>();
        OperatorSet.Register<SoftmaxGradient>(Operator.OwnDomain);
    }
}
