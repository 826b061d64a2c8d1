using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The logarithm of softmax along one axis, which is exact where softmax itself would round to 0 (ONNX LogSoftmax).</summary>
public sealed record LogSoftmax(int Axis = -1) : Operator
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
    public override void Run(Kernel k) => SoftmaxLines.Run(k, k.Input(0), k.Output(0), Axis, logarithm: true);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new LogSoftmaxGradient(Axis), g.Dy, g.Output(0)));
}

/// <summary>The gradient of <see cref="LogSoftmax"/> from the gradient of its result and its result.</summary>
public sealed record LogSoftmaxGradient(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k) => SoftmaxLines.RunGradient(k, k.Input(0), k.Input(1), k.Output(0), Axis, logarithm: true);
}

/// <summary>Applies <see cref="LogSoftmax"/>.</summary>
public static class LogSoftmaxBuilder
{
    /// <summary>The logarithm of softmax along one axis, which is exact where softmax itself would round to 0.</summary>
    public static Value LogSoftmax(this Value x, int axis = -1) => x.Graph.Add(new LogSoftmax(axis), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<LogSoftmax>();
        OperatorSet.Register<LogSoftmaxGradient>(Operator.OwnDomain);
    }
}
