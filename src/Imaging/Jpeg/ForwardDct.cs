using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static MlNetDeepLearning.Imaging.CosineBasis;

namespace MlNetDeepLearning.Imaging;

/// <summary>The discrete cosine transform of an 8 x 8 block in single precision, eight lanes at a time, and quantization.</summary>
internal static class ForwardDct
{
    /// <summary>What a transformed block (by columns) is multiplied with to give coefficients, the 1/8 of both passes included.</summary>
    /// <param name="quantization">A quantization table by rows.</param>
    public static float[] Scale(ReadOnlySpan<byte> quantization)
    {
        var scale = new float[64];
        for (int i = 0; i < 64; i++) scale[(i & 7) * 8 + (i >> 3)] = 1f / (8 * quantization[i]);
        return scale;
    }

    /// <summary>The quantized coefficients, by columns, of the 64 samples (centred on 0, rows <paramref name="stride"/> apart).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(ReadOnlySpan<float> samples, int stride, float[] scale, Span<short> coefficients)
    {
        Vector256<float> v0 = Vector256.Create(samples), v1 = Vector256.Create(samples[stride..]);
        Vector256<float> v2 = Vector256.Create(samples[(2 * stride)..]), v3 = Vector256.Create(samples[(3 * stride)..]);
        Vector256<float> v4 = Vector256.Create(samples[(4 * stride)..]), v5 = Vector256.Create(samples[(5 * stride)..]);
        Vector256<float> v6 = Vector256.Create(samples[(6 * stride)..]), v7 = Vector256.Create(samples[(7 * stride)..]);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Store(v0, v1, scale, coefficients, 0);
        Store(v2, v3, scale, coefficients, 16);
        Store(v4, v5, scale, coefficients, 32);
        Store(v6, v7, scale, coefficients, 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<float> v0, ref Vector256<float> v1, ref Vector256<float> v2, ref Vector256<float> v3,
        ref Vector256<float> v4, ref Vector256<float> v5, ref Vector256<float> v6, ref Vector256<float> v7)
    {
        Vector256<float> c1 = Vector256.Create(C1), c3 = Vector256.Create(C3), c5 = Vector256.Create(C5), c7 = Vector256.Create(C7);
        Vector256<float> sum0 = v0 + v7, sum1 = v1 + v6, sum2 = v2 + v5, sum3 = v3 + v4;
        Vector256<float> d0 = v0 - v7, d1 = v1 - v6, d2 = v2 - v5, d3 = v3 - v4;
        Vector256<float> outer = sum0 - sum3, inner = sum1 - sum2, ends = sum0 + sum3, middle = sum1 + sum2;
        v0 = ends + middle;
        v4 = ends - middle;
        v2 = Vector256.MultiplyAddEstimate(outer, Vector256.Create(C2), inner * Vector256.Create(C6));
        v6 = Vector256.MultiplyAddEstimate(outer, Vector256.Create(C6), inner * Vector256.Create(-C2));
        v1 = Odd(d0, c1, d1, c3, d2, c5, d3, c7);
        v3 = Odd(d0, c3, d1, -c7, d2, -c1, d3, -c5);
        v5 = Odd(d0, c5, d1, -c1, d2, c7, d3, c3);
        v7 = Odd(d0, c7, d1, -c5, d2, c3, d3, -c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> a, Vector256<float> b, float[] scale, Span<short> target, int at)
    {
        Vector256<int> first = Vector256.ConvertToInt32(Vector256.Round(a * Vector256.Create(scale, at)));
        Vector256<int> second = Vector256.ConvertToInt32(Vector256.Round(b * Vector256.Create(scale, at + 8)));
        Vector256.NarrowWithSaturation(first, second).CopyTo(target[at..]);
    }
}
