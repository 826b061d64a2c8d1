using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The cross entropy between softmax of scores (N x C x …) and target distributions of the same shape, for label smoothing, mixup and
/// distillation. Results are the loss and the logarithm of softmax. Targets need not sum to 1: a weighted sample is one whose target is scaled.
/// </summary>
/// <param name="Reduction">"mean" (over the samples), "sum" or "none" (N x …).</param>
public sealed record SoftCrossEntropy(string Reduction = "mean") : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        i.RequireSameElement();
        if (Reduction is not ("mean" or "sum" or "none")) throw i.Error($"the reduction is '{Reduction}', expected mean, sum or none");
        SymbolicShape scores = i.Shape(0);
        if (i.Shape(1).Rank != scores.Rank) throw i.Error("scores and targets have different numbers of dimensions");
        for (int axis = 0; axis < scores.Rank; axis++) i.RequireEqual(scores[axis], i.Shape(1)[axis], $"dimension {axis} of scores and targets");
        i.Output(i.Element(0), Reduction == "none" ? SymbolicShape.Of([scores[0], .. scores.Dims[2..]]) : SymbolicShape.Scalar);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor logarithms = k.HasOutput(1) ? k.Output(1) : (Tensor)(k.Kept ??= new Tensor(k.Input(0).Type, k.Input(0).Shape));
        SoftmaxLines.Run(k, k.Input(0), logarithms, 1, logarithm: true);
        var loss = new Loss(k, logarithms, Reduction);
        ElementTypeVisitor.Float(logarithms.Type, ref loss);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new SoftCrossEntropyGradient(Reduction), g.Dy, g.Output(1), g.Input(1)));
        g.Set(1, () =>
        {
            if (Reduction == "none") throw new NotSupportedException("SoftCrossEntropy without reduction has no gradient by its targets.");
            Value share = g.Graph.Add(new Unreduce(false, false), g.Dy, g.Output(1), null);
            if (Reduction == "mean") share = g.Graph.Add(new Unreduce(false, false, Mean: true), g.Dy, g.Output(1), null) * g.Input(0).Shape[1].Value;
            return -(g.Output(1) * share);
        });
    }

    private readonly unsafe struct Loss(Kernel k, Tensor logarithms, string reduction) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(logarithms.Shape, 1);
            T* source = logarithms.As<T>(), target = k.In<T>(1), loss = k.Out<T>(0);
            double total = 0;
            for (long line = 0; line < (long)outer * inner; line++)
            {
                double own = 0;
                for (long i = 0, at = line / inner * n * inner + line % inner; i < n; i++, at += inner)
                    if (target[at] != T.Zero) own -= double.CreateSaturating(target[at]) * double.CreateSaturating(source[at]);
                if (reduction == "none") loss[line] = T.CreateSaturating(own);
                else total += own;
            }
            if (reduction != "none") *loss = T.CreateSaturating(reduction == "mean" ? total / ((double)outer * inner) : total);
        }
    }
}

/// <summary>The gradient of <see cref="SoftCrossEntropy"/> by the scores, (softmax·sum of the target - target)·dy, from (dy, logarithm of softmax, target).</summary>
public sealed record SoftCrossEntropyGradient(string Reduction) : Operator
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
        var visitor = new Visitor(k, Reduction);
        ElementTypeVisitor.Float(k.Input(1).Type, ref visitor);
    }

    private readonly unsafe struct Visitor(Kernel k, string reduction) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
            double* factors = k.Scratch<double>(2L * outer * inner), sums = factors + (long)outer * inner;
            T* dy = k.In<T>(0), logarithms = k.In<T>(1), target = k.In<T>(2), dx = k.Out<T>(0);
            for (long line = 0; line < (long)outer * inner; line++)
            {
                factors[line] = double.CreateSaturating(dy[reduction == "none" ? line : 0]) / (reduction == "mean" ? (double)outer * inner : 1);
                double sum = 0;
                for (long i = 0, at = line / inner * n * inner + line % inner; i < n; i++, at += inner) sum += double.CreateSaturating(target[at]);
                sums[line] = sum * factors[line];
            }
            if (typeof(T) == typeof(float) && !k.Reference) ClassLoss.Spread((float*)logarithms, (float*)dx, sums, outer, n, inner);
            else for (long i = 0; i < k.Output(0).Count; i++) dx[i] = T.Exp(logarithms[i]) * T.CreateSaturating(sums[Line(i, n, inner)]);
            for (long i = 0; i < k.Output(0).Count; i++) dx[i] -= target[i] * T.CreateSaturating(factors[Line(i, n, inner)]);
        }

        private static long Line(long index, int n, int inner) => index / ((long)n * inner) * inner + index % inner;
    }
}

/// <summary>Applies <see cref="SoftCrossEntropy"/>.</summary>
public static class SoftCrossEntropyBuilder
{
    /// <summary>The mean cross entropy between softmax of scores (N x C x …) and target distributions of the same shape: a scalar.</summary>
    public static Value SoftCrossEntropy(this Value scores, Value targets, string reduction = "mean") =>
        scores.Graph.Add(new SoftCrossEntropy(reduction), scores, targets);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<SoftCrossEntropy>(Operator.OwnDomain);
        OperatorSet.Register<SoftCrossEntropyGradient>(Operator.OwnDomain);
    }
}
