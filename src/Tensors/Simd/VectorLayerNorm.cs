using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Normalization of each row of a single-precision matrix, with a scale and an offset for each column: layer normalization, and without the
/// mean root-mean-square normalization; both ways.
/// </summary>
public static unsafe class VectorLayerNorm
{
    private const int Grain = 16384, PartRows = 32;

    /// <summary>y = (x - mean)·inverse·scale + bias for each row; bias, means and inverses may be null.</summary>
    public static void Run(float* x, float* scale, float* bias, float* y, float* means, float* inverses, int rows, int columns, float epsilon, bool centered)
    {
        var task = new Forward(x, scale, bias, y, means, inverses, columns, epsilon, centered);
        Workers.For(rows, Math.Max(1, Grain / Math.Max(1, columns)), ref task);
    }

    /// <summary>The floats of scratch memory that the gradient needs.</summary>
    public static long Scratch(int rows, int columns) => 2L * ((rows + PartRows - 1) / PartRows) * columns;

    /// <summary>The gradients by x and, where not null, by scale and bias. Rows are summed in parts of 32 that follow from the shape alone.</summary>
    public static void Gradient(
        float* dy, float* x, float* scale, float* dx, float* dScale, float* dBias, float* scratch, int rows, int columns, float epsilon, bool centered)
    {
        var task = new Backward(dy, x, scale, dx, scratch, rows, columns, epsilon, centered);
        int parts = (rows + PartRows - 1) / PartRows;
        Workers.Run(parts, ref task);
        Join(scratch, dScale, parts, columns);
        Join(scratch + columns, dBias, parts, columns);
    }

    private static void Join(float* partial, float* target, int parts, int columns)
    {
        if (target == null) return;
        new Span<float>(target, columns).Clear();
        for (int part = 0; part < parts; part++)
            Vectorized.Map(default(Total), target, 1, partial + 2L * part * columns, 1, target, columns);
    }

    private readonly struct Total : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Mean, double Variance) Moments(float* x, int n, bool centered) =>
        Vector512.IsHardwareAccelerated ? VectorMoments.Of<Lanes512>(x, n, centered)
        : Vector256.IsHardwareAccelerated ? VectorMoments.Of<Lanes256>(x, n, centered)
        : VectorMoments.Of<Lanes128>(x, n, centered);

    private readonly struct Forward(
        float* x, float* scale, float* bias, float* y, float* means, float* inverses, int columns, float epsilon, bool centered) : IRangeTask
    {
        public void Run(int start, int end)
        {
            for (int row = start; row < end; row++)
            {
                float* p = x + (long)row * columns, q = y + (long)row * columns;
                (double mean, double variance) = Moments(p, columns, centered);
                double inverse = 1 / Math.Sqrt(variance + epsilon);
                if (means != null) means[row] = (float)mean;
                if (inverses != null) inverses[row] = (float)inverse;
                Vectorized.Map(new Scaled((float)mean, (float)inverse), p, 1, scale, 1, q, columns);
                if (bias != null) Vectorized.Map(default(Total), q, 1, bias, 1, q, columns);
            }
        }
    }

    private readonly struct Scaled(float mean, float inverse) : IBinaryFunction
    {
        public V Invoke<V>(V x, V scale) where V : struct, IFloatLanes<V> => (x - V.Create(mean)) * V.Create(inverse) * scale;
    }

    private readonly struct Backward(
        float* dy, float* x, float* scale, float* dx, float* scratch, int rows, int columns, float epsilon, bool centered) : ITask
    {
        public void Run(int index)
        {
            if (Vector512.IsHardwareAccelerated) Rows<Lanes512>(index);
            else if (Vector256.IsHardwareAccelerated) Rows<Lanes256>(index);
            else Rows<Lanes128>(index);
        }

        private void Rows<V>(int part) where V : struct, IVectorLanes<V>
        {
            float* sums = scratch + 2L * part * columns;
            new Span<float>(sums, 2 * columns).Clear();
            for (int row = part * PartRows; row < Math.Min(rows, (part + 1) * PartRows); row++)
            {
                long at = (long)row * columns;
                (double mean, double variance) = Moments(x + at, columns, centered);
                Row<V>(dy + at, x + at, dx + at, sums, sums + columns, (float)mean, (float)(1 / Math.Sqrt(variance + epsilon)));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Row<V>(float* dy, float* x, float* dx, float* dScale, float* dBias, float mean, float inverse) where V : struct, IVectorLanes<V>
        {
            V m = V.Create(mean), inv = V.Create(inverse), a = V.Create(0), b = a;
            double sum = 0, products = 0;
            int i = 0;
            for (; i <= columns - V.Count; i += V.Count)
            {
                V g = V.Load(dy + i), hat = (V.Load(x + i) - m) * inv, scaled = g * V.Load(scale + i);
                V.FusedMultiplyAdd(g, hat, V.Load(dScale + i)).Store(dScale + i);
                (V.Load(dBias + i) + g).Store(dBias + i);
                a += scaled;
                b = V.FusedMultiplyAdd(scaled, hat, b);
            }
            for (; i < columns; i++)
            {
                float hat = (x[i] - mean) * inverse, scaled = dy[i] * scale[i];
                dScale[i] += dy[i] * hat;
                dBias[i] += dy[i];
                sum += scaled;
                products += scaled * hat;
            }
            float average = centered ? (float)((sum + VectorMoments.Sum(a)) / columns) : 0, slope = (float)((products + VectorMoments.Sum(b)) / columns);
            V c = V.Create(average), s = V.Create(slope);
            for (i = 0; i <= columns - V.Count; i += V.Count)
            {
                V hat = (V.Load(x + i) - m) * inv;
                ((V.Load(dy + i) * V.Load(scale + i) - c - hat * s) * inv).Store(dx + i);
            }
            for (; i < columns; i++) dx[i] = (dy[i] * scale[i] - average - (x[i] - mean) * inverse * slope) * inverse;
        }
    }
}
