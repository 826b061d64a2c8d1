using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The negative of log probabilities (N x C x …) at class numbers (N x …, Int32 or Int64), with optional weights per class
/// (ONNX NegativeLogLikelihoodLoss).
/// </summary>
/// <param name="Reduction">"mean" (over the weights of the samples' classes), "sum" or "none".</param>
/// <param name="IgnoreIndex">Samples of this class number count nothing.</param>
public sealed record NegativeLogLikelihoodLoss(string Reduction = "mean", int? IgnoreIndex = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        ClassLoss.CheckOperands(i, Reduction, labels: 1, weights: 2);
        i.Output(i.Element(0), Reduction == "none" ? i.Shape(1) : SymbolicShape.Scalar);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ClassLoss.Run(k, k.Input(0), 1, 2, Reduction, IgnoreIndex);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(
        new NegativeLogLikelihoodLossGradient(Reduction, IgnoreIndex), g.Dy, g.Input(0), g.Input(1), g.HasInput(2) ? g.Input(2) : null));
}

/// <summary>The gradient of <see cref="NegativeLogLikelihoodLoss"/> from (dy, log probabilities, labels, weights).</summary>
public sealed record NegativeLogLikelihoodLossGradient(string Reduction, int? IgnoreIndex = null) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(1);

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
            double weight = reduction == "mean" ? ClassLoss.Weights(k, 2, 3, n, ignored, factors) : 1;
            if (reduction != "mean") ClassLoss.Weights(k, 2, 3, n, ignored, factors);
            T* dy = k.In<T>(0), dx = k.Out<T>(0);
            k.Output(0).AsSpan<T>().Clear();
            for (long line = 0; line < (long)outer * inner; line++)
            {
                if (factors[line] == 0) continue;
                double g = double.CreateSaturating(dy[reduction == "none" ? line : 0]);
                dx[(line / inner * n + ClassLoss.Label(k, 2, line)) * inner + line % inner] = T.CreateSaturating(-factors[line] * g / weight);
            }
        }
    }
}

/// <summary>Applies <see cref="NegativeLogLikelihoodLoss"/>.</summary>
public static class NegativeLogLikelihoodLossBuilder
{
    /// <summary>The mean of the negative log probabilities (N x C x …) at class numbers (N x …): a scalar.</summary>
    public static Value NegativeLogLikelihoodLoss(
        this Value logarithms, Value labels, Value? weights = null, string reduction = "mean", int? ignoreIndex = null) =>
        logarithms.Graph.Add(new NegativeLogLikelihoodLoss(reduction, ignoreIndex), logarithms, labels, weights);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<NegativeLogLikelihoodLoss>();
        OperatorSet.Register<NegativeLogLikelihoodLossGradient>(Operator.OwnDomain);
    }
}
