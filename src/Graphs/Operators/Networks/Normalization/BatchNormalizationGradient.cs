using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradients of <see cref="BatchNormalization"/> by x, scale and bias. Operands: dy, x, scale, and x's own mean and inverse deviation (in
/// training), or the given mean and variance (else).
/// </summary>
public sealed record BatchNormalizationGradient(float Epsilon, bool TrainingMode) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.OutputLike(1);
        i.OutputLike(2);
        i.OutputLike(2);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input < 2;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
        if (k.Input(1).Type != ElementType.Float32 || k.Reference)
        {
            var visitor = new Visitor(k, Epsilon, TrainingMode);
            ElementTypeVisitor.Float(k.Input(1).Type, ref visitor);
            return;
        }
        float* dy = k.In<float>(0), x = k.In<float>(1), scale = k.In<float>(2), mean = k.In<float>(3), inverse = k.In<float>(4);
        float* dScale = k.HasOutput(1) ? k.Out<float>(1) : null, dBias = k.HasOutput(2) ? k.Out<float>(2) : null;
        if (!TrainingMode)
        {
            inverse = k.Scratch<float>(channels);
            for (int c = 0; c < channels; c++) inverse[c] = 1 / MathF.Sqrt(k.In<float>(4)[c] + Epsilon);
        }
        if (inner == 1) VectorFeatureNorm.Gradient(dy, x, scale, mean, inverse, k.Out<float>(0), dScale, dBias, n, channels, TrainingMode);
        else VectorBatchNorm.Gradient(dy, x, scale, mean, inverse, k.Out<float>(0), dScale, dBias, n, channels, inner, TrainingMode);
    }

    private readonly unsafe struct Visitor(Kernel k, float epsilon, bool training) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
            T* dy = k.In<T>(0), x = k.In<T>(1), dx = k.Out<T>(0);
            double count = (double)n * inner;
            for (int c = 0; c < channels; c++)
            {
                double mean = D(k.In<T>(3)[c]), inverse = D(k.In<T>(4)[c]), sum = 0, products = 0;
                if (!training) inverse = 1 / Math.Sqrt(inverse + epsilon);
                for (long i = 0; i < (long)n * inner; i++)
                {
                    sum += D(dy[At(i)]);
                    products += D(dy[At(i)]) * (D(x[At(i)]) - mean) * inverse;
                }
                if (k.HasOutput(1)) k.Out<T>(1)[c] = T.CreateSaturating(products);
                if (k.HasOutput(2)) k.Out<T>(2)[c] = T.CreateSaturating(sum);
                double factor = D(k.In<T>(2)[c]) * inverse;
                for (long i = 0; i < (long)n * inner; i++)
                {
                    double d = D(dy[At(i)]);
                    if (training) d -= sum / count + (D(x[At(i)]) - mean) * inverse * products / count;
                    dx[At(i)] = T.CreateSaturating(factor * d);
                }

                long At(long i) => (i / inner * channels + c) * inner + i % inner;
            }
        }

        private static double D<T>(T value) where T : INumber<T> => double.CreateSaturating(value);
    }
}
