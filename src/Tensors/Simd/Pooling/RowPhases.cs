using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Takes the numbers at even and at odd places of a row apart, and puts them together again.</summary>
internal static unsafe class RowPhases
{
    private static readonly Vector512<int> First = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    private static readonly Vector512<int> Second = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);

    /// <summary>even[i] = x[2i], odd[i] = x[2i + 1] for i below <paramref name="pairs"/>.</summary>
    public static void Split(float* x, float* even, float* odd, int pairs)
    {
        if (Vector512.IsHardwareAccelerated && pairs >= Lanes512.Count) Split<Lanes512>(x, even, odd, pairs);
        else if (Vector256.IsHardwareAccelerated && pairs >= Lanes256.Count) Split<Lanes256>(x, even, odd, pairs);
        else if (Vector128.IsHardwareAccelerated && pairs >= Lanes128.Count) Split<Lanes128>(x, even, odd, pairs);
        else
            for (int i = 0; i < pairs; i++)
            {
                even[i] = x[2 * i];
                odd[i] = x[2 * i + 1];
            }
    }

    /// <summary>x[2i] = even[i], x[2i + 1] = odd[i] for i below <paramref name="pairs"/>.</summary>
    public static void Join(float* even, float* odd, float* x, int pairs)
    {
        int i = 0;
        if (Avx512F.IsSupported)
            for (; i <= pairs - 16; i += 16)
            {
                Vector512<float> a = Vector512.Load(even + i), b = Vector512.Load(odd + i);
                Avx512F.PermuteVar16x32x2(a, First, b).Store(x + 2 * i);
                Avx512F.PermuteVar16x32x2(a, Second, b).Store(x + 2 * i + 16);
            }
        if (Avx.IsSupported && pairs >= 8)
            for (; i < pairs; i += 8)
            {
                i = Math.Min(i, pairs - 8);
                Vector256<float> a = Vector256.Load(even + i), b = Vector256.Load(odd + i);
                Vector256<float> low = Avx.UnpackLow(a, b), high = Avx.UnpackHigh(a, b);
                Avx.Permute2x128(low, high, 0x20).Store(x + 2 * i);
                Avx.Permute2x128(low, high, 0x31).Store(x + 2 * i + 8);
            }
        else if (Sse.IsSupported)
            for (; i <= pairs - 4; i += 4)
            {
                Vector128<float> a = Vector128.Load(even + i), b = Vector128.Load(odd + i);
                Sse.UnpackLow(a, b).Store(x + 2 * i);
                Sse.UnpackHigh(a, b).Store(x + 2 * i + 4);
            }
        else if (AdvSimd.Arm64.IsSupported)
            for (; i <= pairs - 4; i += 4)
            {
                Vector128<float> a = Vector128.Load(even + i), b = Vector128.Load(odd + i);
                AdvSimd.Arm64.ZipLow(a, b).Store(x + 2 * i);
                AdvSimd.Arm64.ZipHigh(a, b).Store(x + 2 * i + 4);
            }
        for (; i < pairs; i++)
        {
            x[2 * i] = even[i];
            x[2 * i + 1] = odd[i];
        }
    }

    // The last vectors overlap those before.
    private static void Split<V>(float* x, float* even, float* odd, int pairs) where V : struct, IVectorLanes<V>
    {
        for (int i = 0; i < pairs; i += V.Count)
        {
            i = Math.Min(i, pairs - V.Count);
            V a = V.Load(x + 2 * i), b = V.Load(x + 2 * i + V.Count);
            V.Evens(a, b).Store(even + i);
            V.Odds(a, b).Store(odd + i);
        }
    }
}
