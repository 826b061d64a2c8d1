using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Mean and variance of contiguous numbers: two passes, vector accumulators that are emptied into doubles every few thousand.</summary>
internal static unsafe class VectorMoments
{
    private const int Flush = 4096;

    /// <summary>The mean and the mean squared distance from it; not <paramref name="centered"/>, 0 and the mean square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Mean, double Variance) Of<V>(float* x, int n, bool centered) where V : struct, IVectorLanes<V>
    {
        double mean = centered ? Sum<V>(x, n, 0, squares: false) / n : 0;
        float shift = (float)mean;
        double variance = Sum<V>(x, n, shift, squares: true) / n;
        // The mean was rounded for the second pass: what that adds is known.
        return (mean, Math.Max(0, variance - (mean - shift) * (mean - shift)));
    }

    /// <summary>The sum of the vector's numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<V>(V v) where V : struct, IVectorLanes<V>
    {
        float* lanes = stackalloc float[V.Count];
        v.Store(lanes);
        double sum = 0;
        for (int i = 0; i < V.Count; i++) sum += lanes[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<V>(float* x, int n, float shift, bool squares) where V : struct, IVectorLanes<V>
    {
        V s = V.Create(shift), zero = V.Create(0);
        double total = 0;
        for (int from = 0; from < n; from += Flush)
        {
            int to = Math.Min(n, from + Flush), i = from;
            V a = zero, b = zero;
            if (squares)
            {
                for (; i <= to - 2 * V.Count; i += 2 * V.Count)
                {
                    V u = V.Load(x + i) - s, v = V.Load(x + i + V.Count) - s;
                    a = V.FusedMultiplyAdd(u, u, a);
                    b = V.FusedMultiplyAdd(v, v, b);
                }
            }
            else
            {
                for (; i <= to - 2 * V.Count; i += 2 * V.Count)
                {
                    a += V.Load(x + i);
                    b += V.Load(x + i + V.Count);
                }
            }
            total += Sum(a + b);
            for (; i < to; i++)
            {
                double u = x[i] - shift;
                total += squares ? u * u : u;
            }
        }
        return total;
    }
}
