using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// (x - mean) / √(variance + epsilon)·scale + bias per channel (ONNX BatchNormalization; Ioffe and Szegedy 2015). Operands are x (N x C x …), scale, bias,
/// running mean and running variance. In training mean and variance are x's own over all axes but the channels (the variance divided by
/// the count, not by one less), and the results are y, the new running mean and variance (momentum·old + (1 - momentum)·own), and, beyond
/// ONNX, x's own mean and inverse deviation, which the gradient uses.
/// </summary>
public sealed record BatchNormalization(float Epsilon = 1e-5f, float Momentum = 0.9f, bool TrainingMode = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        for (int p = 1; p < 5; p++)
        {
            i.RequireRank(p, 1, 1);
            i.RequireEqual(i.Shape(p)[0], i.Shape(0)[1], $"the length of input {p} and the number of channels");
        }
        i.OutputLike(0);
        if (!TrainingMode) return;
        for (int p = 0; p < 4; p++) i.Output(i.Element(0), SymbolicShape.Of(i.Shape(0)[1]));
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Input(0).Type != ElementType.Float32 || k.Reference)
        {
            var visitor = new Visitor(k, this);
            ElementTypeVisitor.Float(k.Input(0).Type, ref visitor);
            return;
        }
        if (TrainingMode)
        {
            Train(k, null, relu: false);
            return;
        }
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(0).Shape, 1);
        float* scale = k.In<float>(1), bias = k.In<float>(2), mean = k.In<float>(3), variance = k.In<float>(4), factors = k.Scratch<float>(2L * channels);
        for (int c = 0; c < channels; c++)
        {
            factors[c] = scale[c] / MathF.Sqrt(variance[c] + Epsilon);
            factors[channels + c] = bias[c] - mean[c] * factors[c];
        }
        ChannelScale.Run(k.In<float>(0), factors, factors + channels, k.Out<float>(0), n, channels, inner);
    }

    /// <summary>The training kernel for Float32, with what may follow: a residual that is added, and Relu.</summary>
    internal unsafe void Train(Kernel k, float* residual, bool relu)
    {
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(0).Shape, 1);
        float* x = k.In<float>(0), y = k.Out<float>(0), scale = k.In<float>(1), bias = k.In<float>(2), mean = k.In<float>(3), variance = k.In<float>(4);
        float* scratch = k.Scratch<float>(3L * channels), spread = scratch + 2L * channels;
        float* own = k.HasOutput(3) ? k.Out<float>(3) : scratch, inverse = k.HasOutput(4) ? k.Out<float>(4) : scratch + channels;
        if (inner > 1) VectorBatchNorm.Train(x, scale, bias, y, own, spread, inverse, n, channels, inner, Epsilon, residual, relu);
        else VectorFeatureNorm.Train(x, scale, bias, y, own, spread, inverse, n, channels, Epsilon, residual, relu);
        for (int c = 0; c < channels; c++)
        {
            if (k.HasOutput(1)) k.Out<float>(1)[c] = mean[c] * Momentum + own[c] * (1 - Momentum);
            if (k.HasOutput(2)) k.Out<float>(2)[c] = variance[c] * Momentum + spread[c] * (1 - Momentum);
        }
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (!g.Needs(0) && !g.Needs(1) && !g.Needs(2)) return;
        Node node = g.Graph.AddNode(new BatchNormalizationGradient(Epsilon, TrainingMode), g.Dy, g.Input(0), g.Input(1),
            TrainingMode ? g.Output(3) : g.Input(3), TrainingMode ? g.Output(4) : g.Input(4));
        for (int i = 0; i < 3; i++)
        {
            int operand = i;
            g.Set(operand, () => node.Outputs[operand]);
        }
    }

    private readonly unsafe struct Visitor(Kernel k, BatchNormalization op) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(0).Shape, 1);
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (int c = 0; c < channels; c++)
            {
                double mean = D(k.In<T>(3)[c]), variance = D(k.In<T>(4)[c]);
                if (op.TrainingMode)
                {
                    (double oldMean, double oldVariance) = (mean, variance);
                    (mean, variance) = (0, 0);
                    for (long i = 0; i < (long)n * inner; i++) mean += D(x[At(i)]) / ((double)n * inner);
                    for (long i = 0; i < (long)n * inner; i++) variance += (D(x[At(i)]) - mean) * (D(x[At(i)]) - mean) / ((double)n * inner);
                    if (k.HasOutput(1)) k.Out<T>(1)[c] = T.CreateSaturating(oldMean * op.Momentum + mean * (1 - op.Momentum));
                    if (k.HasOutput(2)) k.Out<T>(2)[c] = T.CreateSaturating(oldVariance * op.Momentum + variance * (1 - op.Momentum));
                    if (k.HasOutput(3)) k.Out<T>(3)[c] = T.CreateSaturating(mean);
                    if (k.HasOutput(4)) k.Out<T>(4)[c] = T.CreateSaturating(1 / Math.Sqrt(variance + op.Epsilon));
                }
                double factor = D(k.In<T>(1)[c]) / Math.Sqrt(variance + op.Epsilon);
                for (long i = 0; i < (long)n * inner; i++) y[At(i)] = T.CreateSaturating((D(x[At(i)]) - mean) * factor + D(k.In<T>(2)[c]));

                long At(long i) => (i / inner * channels + c) * inner + i % inner;
            }
        }

        private static double D<T>(T value) where T : INumber<T> => double.CreateSaturating(value);
    }
}

/// <summary>Applies <see cref="BatchNormalization"/>.</summary>
public static class BatchNormalizationBuilder
{
    /// <summary>Normalizes the channels of x (N x C x …) by given means and variances.</summary>
    public static Value BatchNormalization(this Value x, Value scale, Value bias, Value mean, Value variance, float epsilon = 1e-5f) =>
        x.Graph.Add(new BatchNormalization(epsilon), x, scale, bias, mean, variance);

    /// <summary>
    /// Normalizes the channels of x (N x C x …) by their own means and variances; also gives the new running mean and variance, which are to be
    /// written back (<see cref="Graph.Update"/>).
    /// </summary>
    public static (Value Y, Value Mean, Value Variance) BatchNormalizationTraining(
        this Value x, Value scale, Value bias, Value mean, Value variance, float epsilon = 1e-5f, float momentum = 0.9f)
    {
        Node node = x.Graph.AddNode(new BatchNormalization(epsilon, momentum, true), x, scale, bias, mean, variance);
        return (node.Outputs[0], node.Outputs[1], node.Outputs[2]);
    }

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<BatchNormalization>();
        OperatorSet.Register<BatchNormalizationGradient>(Operator.OwnDomain);
    }
}
