using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Weighted sums of elements that stand anywhere: what interpolation between the elements of an image comes to.</summary>
public static unsafe class GatheredSums
{
    /// <summary>
    /// y[p] = Σ weights[i·step + p] · source[offsets[i·step + p]] over <paramref name="taps"/> values of i, for each of <paramref name="count"/> places p.
    /// </summary>
    /// <param name="source">The elements.</param>
    /// <param name="offsets">Where they stand.</param>
    /// <param name="weights">What they are multiplied by.</param>
    /// <param name="taps">How many are summed.</param>
    /// <param name="step">The distance of the lists of one tap and the next.</param>
    /// <param name="y">The sums.</param>
    /// <param name="count">How many sums there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* source, int* offsets, T* weights, int taps, int step, T* y, int count) where T : unmanaged, INumber<T>
    {
        int p = 0;
        if (typeof(T) == typeof(float) && Avx2.IsSupported)
            for (; p <= count - 8; p += 8)
            {
                Vector256<float> sum = Vector256<float>.Zero;
                for (int i = p; i < taps * step; i += step)
                    sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)weights + i), Avx2.GatherVector256((float*)source, Vector256.Load(offsets + i), 4), sum);
                sum.Store((float*)y + p);
            }
        for (; p < count; p++)
        {
            T sum = T.Zero;
            for (int i = p; i < taps * step; i += step) sum += weights[i] * source[offsets[i]];
            y[p] = sum;
        }
    }

    /// <summary>y += factor · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled<T>(T* x, T factor, T* y, int count) where T : unmanaged, INumber<T>
    {
        int i = 0;
        if (typeof(T) == typeof(float))
            for (Vector256<float> f = Vector256.Create((float)(object)factor); i <= count - 8; i += 8)
                Vector256.FusedMultiplyAdd(f, Vector256.Load((float*)x + i), Vector256.Load((float*)y + i)).Store((float*)y + i);
        for (; i < count; i++) y[i] += factor * x[i];
    }
}
