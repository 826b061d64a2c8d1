using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Batch normalization of single-precision tensors seen as n x channels x inner (inner > 1), both ways. A thread takes whole channels, so
/// that the second pass over a channel finds it in the cache and the results do not depend on the number of threads.
/// </summary>
/// <remarks>
/// Variances come from one pass over x - s, where s is the mean of the channel's first image: close enough to the mean that nothing
/// cancels. Vector accumulators are emptied into doubles every few thousand numbers.
/// </remarks>
public static unsafe class VectorBatchNorm
{
    private const int Grain = 16384, Flush = 4096;

    /// <summary>
    /// y = (x - mean)·scale / deviation + bias over each channel's own statistics, which it leaves in mean, variance and inverse. Where
    /// <paramref name="residual"/> is not null it is added, and with <paramref name="relu"/> what is then negative becomes 0.
    /// </summary>
    public static void Train(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int channels, int inner, float epsilon,
        float* residual = null, bool relu = false)
    {
        if (Vector512.IsHardwareAccelerated) Train<Lanes512>(x, scale, bias, y, mean, variance, inverse, n, channels, inner, epsilon, residual, relu);
        else if (Vector256.IsHardwareAccelerated) Train<Lanes256>(x, scale, bias, y, mean, variance, inverse, n, channels, inner, epsilon, residual, relu);
        else Train<Lanes128>(x, scale, bias, y, mean, variance, inverse, n, channels, inner, epsilon, residual, relu);
    }

    /// <summary>
    /// The gradients by x, scale and bias. With <paramref name="training"/> mean and inverse deviation are x's own, else they are given
    /// numbers that do not depend on x. Where <paramref name="result"/> is not null it came out of a Relu behind the normalization, and dy counts
    /// only where it is positive; dx must then not be the memory of x.
    /// </summary>
    public static void Gradient(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int channels, int inner, bool training,
        float* result = null)
    {
        if (Vector512.IsHardwareAccelerated) Gradient<Lanes512>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, channels, inner, training, result);
        else if (Vector256.IsHardwareAccelerated) Gradient<Lanes256>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, channels, inner, training, result);
        else Gradient<Lanes128>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, channels, inner, training, result);
    }

    private static void Train<V>(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int channels, int inner, float epsilon,
        float* residual, bool relu) where V : struct, IVectorLanes<V>
    {
        var task = new Training<V>(x, scale, bias, y, mean, variance, inverse, n, channels, inner, epsilon, residual, relu);
        Workers.For(channels, Math.Max(1, Grain / Math.Max(1, n * inner)), ref task);
    }

    private static void Gradient<V>(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int channels, int inner, bool training,
        float* result) where V : struct, IVectorLanes<V>
    {
        var task = new Gradients<V>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, channels, inner, training, result);
        Workers.For(channels, Math.Max(1, Grain / Math.Max(1, n * inner)), ref task);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<V>(V v) where V : struct, IVectorLanes<V>
    {
        float* lanes = stackalloc float[V.Count];
        v.Store(lanes);
        double sum = 0;
        for (int i = 0; i < V.Count; i++) sum += lanes[i];
        return sum;
    }

    private readonly struct Mask : IBinaryFunction
    {
        public V Invoke<V>(V dy, V y) where V : struct, IFloatLanes<V> => V.Select(V.Less(V.Create(0), y), dy, V.Create(0));
    }

    private readonly struct Training<V>(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int channels, int inner, float epsilon,
        float* residual, bool relu) : IRangeTask where V : struct, IVectorLanes<V>
    {
        public void Run(int start, int end)
        {
            for (int c = start; c < end; c++)
            {
                (double m, double v) = Statistics(x + (long)c * inner);
                double inv = 1 / Math.Sqrt(v + epsilon);
                mean[c] = (float)m;
                variance[c] = (float)v;
                inverse[c] = (float)inv;
                long at = (long)c * inner;
                Normalize(x + at, residual == null ? null : residual + at, y + at, (float)m, (float)(scale[c] * inv), bias[c]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (double Mean, double Variance) Statistics(float* source)
        {
            double shift = 0;
            for (int i = 0; i < inner && n > 0; i++) shift += source[i];
            shift = (float)(shift / inner);
            V s = V.Create(shift), zero = V.Create(0), a = zero, b = zero, c = zero, d = zero;
            double sum = 0, squares = 0;
            int pending = 0;
            for (int image = 0; image < n; image++)
            {
                float* p = source + (long)image * channels * inner;
                int i = 0;
                for (; i <= inner - 2 * V.Count; i += 2 * V.Count)
                {
                    V u = V.Load(p + i) - s, v = V.Load(p + i + V.Count) - s;
                    a += u;
                    b = V.FusedMultiplyAdd(u, u, b);
                    c += v;
                    d = V.FusedMultiplyAdd(v, v, d);
                }
                for (; i <= inner - V.Count; i += V.Count)
                {
                    V u = V.Load(p + i) - s;
                    a += u;
                    b = V.FusedMultiplyAdd(u, u, b);
                }
                for (; i < inner; i++)
                {
                    double u = p[i] - shift;
                    sum += u;
                    squares += u * u;
                }
                pending += inner;
                if (pending < Flush && image < n - 1) continue;
                sum += Sum(a + c);
                squares += Sum(b + d);
                a = b = c = d = zero;
                pending = 0;
            }
            double count = (double)n * inner, offset = sum / count;
            return (shift + offset, Math.Max(0, squares / count - offset * offset));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Normalize(float* source, float* added, float* target, float m, float factor, float offset)
        {
            V shift = V.Create(m), f = V.Create(factor), o = V.Create(offset), zero = V.Create(0);
            for (int image = 0; image < n; image++)
            {
                long at = (long)image * channels * inner;
                float* p = source + at, q = target + at, r = added + at;
                int i = 0;
                for (; i <= inner - V.Count; i += V.Count)
                {
                    V v = V.FusedMultiplyAdd(V.Load(p + i) - shift, f, o);
                    if (added != null) v += V.Load(r + i);
                    if (relu) v = V.Select(V.Less(v, zero), zero, v);
                    v.Store(q + i);
                }
                for (; i < inner; i++)
                {
                    float v = float.FusedMultiplyAdd(p[i] - m, factor, offset);
                    if (added != null) v += r[i];
                    q[i] = relu && v < 0 ? 0 : v;
                }
            }
        }
    }

    private readonly struct Gradients<V>(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int channels, int inner, bool training,
        float* result) : IRangeTask where V : struct, IVectorLanes<V>
    {
        public void Run(int start, int end)
        {
            double count = (double)n * inner;
            for (int c = start; c < end; c++)
            {
                long at = (long)c * inner;
                float* g = dy + at;
                if (result != null)
                {
                    // The channel's masked gradient waits in the cache, where dx will be.
                    for (int image = 0; image < n; image++)
                    {
                        long part = at + (long)image * channels * inner;
                        Vectorized.Map(default(Mask), dy + part, 1, result + part, 1, dx + part, inner);
                    }
                    g = dx + at;
                }
                (double sum, double products) = Sums(g, x + at, mean[c]);
                if (dBias != null) dBias[c] = (float)sum;
                if (dScale != null) dScale[c] = (float)(products * inverse[c]);
                if (dx == null) continue;
                double factor = (double)scale[c] * inverse[c];
                // dx = factor·(dy - mean dy - (x - mean)·inverse²·mean(dy·(x - mean))); with given statistics only the first term.
                double slope = training ? -factor * inverse[c] * inverse[c] * products / count : 0;
                double offset = training ? -factor * sum / count : 0;
                Apply(g, x + at, dx + at, mean[c], (float)factor, (float)slope, (float)offset);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (double Sum, double Products) Sums(float* dy, float* x, float m)
        {
            V shift = V.Create(m), zero = V.Create(0), a = zero, b = zero, c = zero, d = zero;
            double sum = 0, products = 0;
            int pending = 0;
            for (int image = 0; image < n; image++)
            {
                float* p = dy + (long)image * channels * inner, q = x + (long)image * channels * inner;
                int i = 0;
                for (; i <= inner - 2 * V.Count; i += 2 * V.Count)
                {
                    V u = V.Load(p + i), v = V.Load(p + i + V.Count);
                    a += u;
                    b = V.FusedMultiplyAdd(u, V.Load(q + i) - shift, b);
                    c += v;
                    d = V.FusedMultiplyAdd(v, V.Load(q + i + V.Count) - shift, d);
                }
                for (; i <= inner - V.Count; i += V.Count)
                {
                    V u = V.Load(p + i);
                    a += u;
                    b = V.FusedMultiplyAdd(u, V.Load(q + i) - shift, b);
                }
                for (; i < inner; i++)
                {
                    sum += p[i];
                    products += p[i] * (double)(q[i] - m);
                }
                pending += inner;
                if (pending < Flush && image < n - 1) continue;
                sum += Sum(a + c);
                products += Sum(b + d);
                a = b = c = d = zero;
                pending = 0;
            }
            return (sum, products);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Apply(float* dy, float* x, float* dx, float m, float factor, float slope, float offset)
        {
            V shift = V.Create(m), f = V.Create(factor), s = V.Create(slope), o = V.Create(offset);
            for (int image = 0; image < n; image++)
            {
                long at = (long)image * channels * inner;
                float* p = dy + at, q = x + at, r = dx + at;
                int i = 0;
                for (; i <= inner - V.Count; i += V.Count)
                    V.FusedMultiplyAdd(V.Load(p + i), f, V.FusedMultiplyAdd(V.Load(q + i) - shift, s, o)).Store(r + i);
                for (; i < inner; i++) r[i] = float.FusedMultiplyAdd(p[i], factor, float.FusedMultiplyAdd(q[i] - m, slope, offset));
            }
        }
    }
}
