using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The cross entropy between softmax of scores (N x C x …) and class numbers (N x …, Int32 or Int64), with optional weights per class
/// (ONNX SoftmaxCrossEntropyLoss). Results are the loss (a scalar, or N x … without reduction) and the logarithm of softmax.
/// </summary>
/// <param name="Reduction">"mean" (over the weights of the samples' classes), "sum" or "none".</param>
/// <param name="IgnoreIndex">Samples of this class number count nothing.</param>
public sealed record SoftmaxCrossEntropyLoss(string Reduction = "mean", int? IgnoreIndex = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        ClassLoss.CheckOperands(i, Reduction, labels: 1, weights: 2);
        i.Output(i.Element(0), Reduction == "none" ? i.Shape(1) : SymbolicShape.Scalar);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor logarithms = k.HasOutput(1) ? k.Output(1) : (Tensor)(k.Kept ??= new Tensor(k.Input(0).Type, k.Input(0).Shape));
        SoftmaxLines.Run(k, k.Input(0), logarithms, 1, logarithm: true);
        ClassLoss.Run(k, logarithms, 1, 2, Reduction, IgnoreIndex);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        Value? bySoftmax = g.OutputGradient(1) is { } d ? g.Graph.Add(new LogSoftmaxGradient(1), d, g.Output(1)) : null;
        if (g.OutputGradient(0) is not { } dy) return bySoftmax!;
        Value byLoss = g.Graph.Add(new SoftmaxCrossEntropyLossGradient(Reduction, IgnoreIndex),
            dy, g.Output(1), g.Input(1), g.HasInput(2) ? g.Input(2) : null);
        return bySoftmax is null ? byLoss : byLoss + bySoftmax;
    });
}

/// <summary>
/// The gradient of <see cref="SoftmaxCrossEntropyLoss"/> by the scores: (softmax - one-hot)·weight·dy, divided by the weights' sum for a
/// mean. Operands: dy, the logarithm of softmax, labels, weights.
/// </summary>
public sealed record SoftmaxCrossEntropyLossGradient(string Reduction, int? IgnoreIndex = null) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(1);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 1;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var visitor = new Visitor(k, Reduction, IgnoreIndex);
        ElementTypeVisitor.Float(k.Input(1).Type, ref visitor);
    }

    private readonly unsafe struct Visitor(Kernel k, string reduction, int? ignored) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
            double* factors = k.Scratch<double>((long)outer * inner);
            double weight = ClassLoss.Weights(k, 2, 3, n, ignored, factors);
            T* dy = k.In<T>(0);
            for (long line = 0; line < (long)outer * inner; line++)
                factors[line] *= double.CreateSaturating(dy[reduction == "none" ? line : 0]) / (reduction == "mean" ? weight : 1);
            T* logarithms = k.In<T>(1), dx = k.Out<T>(0);
            if (typeof(T) == typeof(float) && !k.Reference) ClassLoss.Spread((float*)logarithms, (float*)dx, factors, outer, n, inner);
            else
            {
                for (long i = 0; i < k.Output(0).Count; i++)
                    dx[i] = T.Exp(logarithms[i]) * T.CreateSaturating(factors[i / ((long)n * inner) * inner + i % inner]);
            }
            for (long line = 0; line < (long)outer * inner; line++)
                if (factors[line] != 0) dx[(line / inner * n + ClassLoss.Label(k, 2, line)) * inner + line % inner] -= T.CreateSaturating(factors[line]);
        }
    }
}

/// <summary>Applies <see cref="SoftmaxCrossEntropyLoss"/>.</summary>
public static class SoftmaxCrossEntropyLossBuilder
{
    /// <summary>The mean cross entropy between softmax of scores (N x C x …) and class numbers (N x …): a scalar.</summary>
    public static Value SoftmaxCrossEntropyLoss(
        this Value scores, Value labels, Value? weights = null, string reduction = "mean", int? ignoreIndex = null) =>
        scores.Graph.Add(new SoftmaxCrossEntropyLoss(reduction, ignoreIndex), scores, labels, weights);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<SoftmaxCrossEntropyLoss>();
        OperatorSet.Register<SoftmaxCrossEntropyLossGradient>(Operator.OwnDomain);
    }
}
