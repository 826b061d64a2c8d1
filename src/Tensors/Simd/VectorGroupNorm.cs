using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Normalization of each group of neighbouring channels of each image, of single-precision tensors n x channels x inner, with a scale
/// and an offset for each channel; both ways. A thread takes whole groups.
/// </summary>
public static unsafe class VectorGroupNorm
{
    private const int Grain = 16384;

    /// <summary>y = (x - mean)·scale / deviation + bias; x and y may be the same memory.</summary>
    public static void Run(float* x, float* scale, float* bias, float* y, int n, int channels, int inner, int groups, float epsilon)
    {
        var task = new Forward(x, scale, bias, y, channels, inner, groups, epsilon);
        Workers.For(checked(n * groups), Math.Max(1, Grain / Math.Max(1, channels / groups * inner)), ref task);
    }

    /// <summary>The gradients by x and, where not null, by scale and bias; scratch takes 2·n·channels doubles.</summary>
    public static void Gradient(
        float* dy, float* x, float* scale, float* dx, float* dScale, float* dBias, double* scratch, int n, int channels, int inner, int groups, float epsilon)
    {
        var task = new Backward(dy, x, scale, dx, scratch, scratch + (long)n * channels, channels, inner, groups, epsilon);
        Workers.For(checked(n * groups), Math.Max(1, Grain / Math.Max(1, channels / groups * inner)), ref task);
        for (int c = 0; c < channels; c++)
        {
            double products = 0, sum = 0;
            for (int image = 0; image < n; image++)
            {
                products += scratch[image * channels + c];
                sum += scratch[(n + image) * channels + c];
            }
            if (dScale != null) dScale[c] = (float)products;
            if (dBias != null) dBias[c] = (float)sum;
        }
    }

    private static (double Mean, double Variance) Moments(float* x, int n) =>
        Vector512.IsHardwareAccelerated ? VectorMoments.Of<Lanes512>(x, n, centered: true)
        : Vector256.IsHardwareAccelerated ? VectorMoments.Of<Lanes256>(x, n, centered: true)
        : VectorMoments.Of<Lanes128>(x, n, centered: true);

    private readonly struct Line(float mean, float factor, float offset) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(x - V.Create(mean), V.Create(factor), V.Create(offset));
    }

    private readonly struct Slope(float mean, float factor, float slope, float offset) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> =>
            V.FusedMultiplyAdd(dy, V.Create(factor), V.FusedMultiplyAdd(x - V.Create(mean), V.Create(slope), V.Create(offset)));
    }

    private readonly struct Forward(float* x, float* scale, float* bias, float* y, int channels, int inner, int groups, float epsilon) : IRangeTask
    {
        public void Run(int start, int end)
        {
            int members = channels / groups;
            for (int group = start; group < end; group++)
            {
                long at = (long)group * members * inner;
                (double mean, double variance) = Moments(x + at, members * inner);
                double inverse = 1 / Math.Sqrt(variance + epsilon);
                int first = group % groups * members;
                for (int c = first; c < first + members; c++, at += inner)
                    Vectorized.Map(new Line((float)mean, (float)(inverse * scale[c]), bias[c]), x + at, y + at, inner);
            }
        }
    }

    private readonly struct Backward(
        float* dy, float* x, float* scale, float* dx, double* products, double* sums, int channels, int inner, int groups, float epsilon) : IRangeTask
    {
        public void Run(int start, int end)
        {
            int members = channels / groups;
            for (int group = start; group < end; group++)
            {
                long begin = (long)group * members * inner, at = begin;
                (double mean, double variance) = Moments(x + at, members * inner);
                double inverse = 1 / Math.Sqrt(variance + epsilon), sum = 0, product = 0, count = (double)members * inner;
                int first = group % groups * members;
                long slot = (long)(group / groups) * channels + first;
                for (int c = 0; c < members; c++, at += inner)
                {
                    (double s, double p) = Vector512.IsHardwareAccelerated ? Sums<Lanes512>(dy + at, x + at, (float)mean)
                        : Vector256.IsHardwareAccelerated ? Sums<Lanes256>(dy + at, x + at, (float)mean)
                        : Sums<Lanes128>(dy + at, x + at, (float)mean);
                    products[slot + c] = p * inverse;
                    sums[slot + c] = s;
                    sum += s * scale[first + c];
                    product += p * inverse * scale[first + c];
                }
                at = begin;
                float slope = (float)(-inverse * inverse * product / count), offset = (float)(-inverse * sum / count);
                for (int c = first; c < first + members; c++, at += inner)
                    Vectorized.Map(new Slope((float)mean, (float)(inverse * scale[c]), slope, offset), dy + at, 1, x + at, 1, dx + at, inner);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (double Sum, double Products) Sums<V>(float* dy, float* x, float mean) where V : struct, IVectorLanes<V>
        {
            V m = V.Create(mean);
            double sum = 0, product = 0;
            for (int from = 0; from < inner; from += 4096)
            {
                V a = V.Create(0), b = a;
                int to = Math.Min(inner, from + 4096), i = from;
                for (; i <= to - V.Count; i += V.Count)
                {
                    V g = V.Load(dy + i);
                    a += g;
                    b = V.FusedMultiplyAdd(g, V.Load(x + i) - m, b);
                }
                sum += VectorMoments.Sum(a);
                product += VectorMoments.Sum(b);
                for (; i < to; i++)
                {
                    sum += dy[i];
                    product += dy[i] * (double)(x[i] - mean);
                }
            }
            return (sum, product);
        }
    }
}
