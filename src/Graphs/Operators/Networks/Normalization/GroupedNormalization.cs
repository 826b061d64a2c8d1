using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What GroupNormalization and InstanceNormalization share: groups of channels of each image, normalized on their own.</summary>
internal static unsafe class GroupedNormalization
{
    /// <summary>The shape rule: x is N x C x …, scale and bias have C numbers.</summary>
    public static void CheckOperands(Inference i)
    {
        i.RequireSameElement();
        i.RequireRank(0, 2);
        for (int p = 1; p < 3; p++) i.RequireEqual(i.Shape(p).Count, i.Shape(0)[1], $"the length of input {p} and the number of channels");
        i.OutputLike(0);
    }

    /// <summary>The kernel.</summary>
    public static void Run(Kernel k, int groups, float epsilon)
    {
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(0).Shape, 1);
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            VectorGroupNorm.Run(k.In<float>(0), k.In<float>(1), k.In<float>(2), k.Out<float>(0), n, channels, inner, groups, epsilon);
            return;
        }
        var forward = new Forward(k, n, channels, inner, groups, epsilon);
        ElementTypeVisitor.Float(k.Input(0).Type, ref forward);
    }

    /// <summary>The gradients by x, scale and bias from dy, x and scale.</summary>
    public static void RunGradient(Kernel k, int groups, float epsilon)
    {
        (int n, int channels, int inner) = SoftmaxLines.Split(k.Input(1).Shape, 1);
        if (k.Input(1).Type == ElementType.Float32 && !k.Reference)
        {
            VectorGroupNorm.Gradient(k.In<float>(0), k.In<float>(1), k.In<float>(2), k.Out<float>(0), k.HasOutput(1) ? k.Out<float>(1) : null,
                k.HasOutput(2) ? k.Out<float>(2) : null, k.Scratch<double>(2L * n * channels), n, channels, inner, groups, epsilon);
            return;
        }
        var backward = new Backward(k, n, channels, inner, groups, epsilon);
        ElementTypeVisitor.Float(k.Input(1).Type, ref backward);
    }

    private static double D<T>(T value) where T : INumber<T> => double.CreateSaturating(value);

    private static (double Mean, double Inverse) Moments<T>(T* x, int n, float epsilon) where T : unmanaged, INumber<T>
    {
        double mean = 0, variance = 0;
        for (int i = 0; i < n; i++) mean += D(x[i]) / n;
        for (int i = 0; i < n; i++) variance += (D(x[i]) - mean) * (D(x[i]) - mean) / n;
        return (mean, 1 / Math.Sqrt(variance + epsilon));
    }

    private readonly struct Forward(Kernel k, int n, int channels, int inner, int groups, float epsilon) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            int size = channels / groups * inner;
            for (int group = 0; group < n * groups; group++)
            {
                T* x = k.In<T>(0) + (long)group * size, y = k.Out<T>(0) + (long)group * size;
                (double mean, double inverse) = Moments(x, size, epsilon);
                for (int i = 0; i < size; i++)
                {
                    int c = group % groups * (channels / groups) + i / inner;
                    y[i] = T.CreateSaturating((D(x[i]) - mean) * inverse * D(k.In<T>(1)[c]) + D(k.In<T>(2)[c]));
                }
            }
        }
    }

    private readonly struct Backward(Kernel k, int n, int channels, int inner, int groups, float epsilon) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            double* dScale = k.Scratch<double>(2L * channels), dBias = dScale + channels;
            new Span<double>(dScale, 2 * channels).Clear();
            int size = channels / groups * inner;
            for (int group = 0; group < n * groups; group++)
            {
                T* dy = k.In<T>(0) + (long)group * size, x = k.In<T>(1) + (long)group * size, dx = k.Out<T>(0) + (long)group * size;
                (double mean, double inverse) = Moments(x, size, epsilon);
                double sum = 0, products = 0;
                int first = group % groups * (channels / groups);
                for (int i = 0; i < size; i++)
                {
                    double g = D(dy[i]), hat = (D(x[i]) - mean) * inverse, scale = D(k.In<T>(2)[first + i / inner]);
                    dScale[first + i / inner] += g * hat;
                    dBias[first + i / inner] += g;
                    sum += g * scale;
                    products += g * scale * hat;
                }
                for (int i = 0; i < size; i++)
                {
                    double hat = (D(x[i]) - mean) * inverse, scale = D(k.In<T>(2)[first + i / inner]);
                    dx[i] = T.CreateSaturating((D(dy[i]) * scale - sum / size - hat * products / size) * inverse);
                }
            }
            for (int c = 0; c < channels; c++)
            {
                if (k.HasOutput(1)) k.Out<T>(1)[c] = T.CreateSaturating(dScale[c]);
                if (k.HasOutput(2)) k.Out<T>(2)[c] = T.CreateSaturating(dBias[c]);
            }
        }
    }
}
