using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Batch normalization of single-precision matrices n x features, both ways: vectors run over neighbouring features, each thread takes some
/// columns. Variances come from a second pass over x - mean.
/// </summary>
public static unsafe class VectorFeatureNorm
{
    private const int Grain = 16384, Flush = 256;

    /// <summary>y = (x - mean)·scale / deviation + bias over each column's own statistics, which it leaves in mean, variance and inverse.</summary>
    public static void Train(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int features, float epsilon)
    {
        if (Vector512.IsHardwareAccelerated) Train<Lanes512>(x, scale, bias, y, mean, variance, inverse, n, features, epsilon);
        else if (Vector256.IsHardwareAccelerated) Train<Lanes256>(x, scale, bias, y, mean, variance, inverse, n, features, epsilon);
        else Train<Lanes128>(x, scale, bias, y, mean, variance, inverse, n, features, epsilon);
    }

    /// <summary>The gradients by x, scale and bias; see VectorBatchNorm.</summary>
    public static void Gradient(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int features, bool training)
    {
        if (Vector512.IsHardwareAccelerated) Gradient<Lanes512>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, features, training);
        else if (Vector256.IsHardwareAccelerated) Gradient<Lanes256>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, features, training);
        else Gradient<Lanes128>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, features, training);
    }

    private static void Train<V>(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int features, float epsilon)
        where V : struct, IVectorLanes<V>
    {
        var task = new Training<V>(x, scale, bias, y, mean, variance, inverse, n, features, epsilon);
        Workers.For((features + V.Count - 1) / V.Count, Math.Max(1, Grain / Math.Max(1, n * V.Count)), ref task);
    }

    private static void Gradient<V>(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int features, bool training)
        where V : struct, IVectorLanes<V>
    {
        var task = new Gradients<V>(dy, x, scale, mean, inverse, dx, dScale, dBias, n, features, training);
        Workers.For((features + V.Count - 1) / V.Count, Math.Max(1, Grain / Math.Max(1, n * V.Count)), ref task);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V>(float* source, int width) where V : struct, IVectorLanes<V> =>
        width >= V.Count ? V.Load(source) : LoadPart<V>(source, width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(V value, float* target, int width) where V : struct, IVectorLanes<V>
    {
        if (width >= V.Count) value.Store(target);
        else StorePart(value, target, width);
    }

    private static V LoadPart<V>(float* source, int width) where V : struct, IVectorLanes<V>
    {
        float* lanes = stackalloc float[V.Count];
        for (int i = 0; i < V.Count; i++) lanes[i] = i < width ? source[i] : 0;
        return V.Load(lanes);
    }

    private static void StorePart<V>(V value, float* target, int width) where V : struct, IVectorLanes<V>
    {
        float* lanes = stackalloc float[V.Count];
        value.Store(lanes);
        for (int i = 0; i < width; i++) target[i] = lanes[i];
    }

    // Column sums in parts of a few hundred rows, so that long columns do not lose small numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (V Sum, V Products) Sums<V>(float* a, float* b, V shift, int n, int features, int width) where V : struct, IVectorLanes<V>
    {
        V sum = V.Create(0), products = sum;
        for (int from = 0; from < n; from += Flush)
        {
            V s = V.Create(0), p = s;
            for (int row = from; row < Math.Min(n, from + Flush); row++)
            {
                V u = Load<V>(a + (long)row * features, width), v = Load<V>(b + (long)row * features, width) - shift;
                s += u;
                p = V.FusedMultiplyAdd(a == b ? v : u, v, p);
            }
            sum += s;
            products += p;
        }
        return (sum, products);
    }

    private readonly struct Training<V>(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int features, float epsilon)
        : IRangeTask where V : struct, IVectorLanes<V>
    {
        public void Run(int start, int end)
        {
            for (int block = start; block < end; block++) Columns(block * V.Count, Math.Min(V.Count, features - block * V.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Columns(int column, int width)
        {
            V count = V.Create(n), m = Sums(x + column, x + column, V.Create(0), n, features, width).Sum / count;
            V v = Sums(x + column, x + column, m, n, features, width).Products / count;
            V inv = V.Create(1) / V.Sqrt(v + V.Create(epsilon));
            Store(m, mean + column, width);
            Store(v, variance + column, width);
            Store(inv, inverse + column, width);
            V factor = Load<V>(scale + column, width) * inv, offset = Load<V>(bias + column, width);
            for (int row = 0; row < n; row++)
            {
                long at = (long)row * features + column;
                Store(V.FusedMultiplyAdd(Load<V>(x + at, width) - m, factor, offset), y + at, width);
            }
        }
    }

    private readonly struct Gradients<V>(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int features, bool training)
        : IRangeTask where V : struct, IVectorLanes<V>
    {
        public void Run(int start, int end)
        {
            for (int block = start; block < end; block++) Columns(block * V.Count, Math.Min(V.Count, features - block * V.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Columns(int column, int width)
        {
            V m = Load<V>(mean + column, width), inv = Load<V>(inverse + column, width);
            (V sum, V products) = Sums(dy + column, x + column, m, n, features, width);
            if (dBias != null) Store(sum, dBias + column, width);
            if (dScale != null) Store(products * inv, dScale + column, width);
            if (dx == null) return;
            V factor = Load<V>(scale + column, width) * inv, share = V.Create(training ? -1.0 / n : 0);
            V slope = factor * inv * inv * products * share, offset = factor * sum * share;
            for (int row = 0; row < n; row++)
            {
                long at = (long)row * features + column;
                V term = V.FusedMultiplyAdd(Load<V>(x + at, width) - m, slope, offset);
                Store(V.FusedMultiplyAdd(Load<V>(dy + at, width), factor, term), dx + at, width);
            }
        }
    }
}
