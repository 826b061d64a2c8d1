using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Between floating-point numbers and eight-bit ones, with one scale and one zero point.</summary>
public static unsafe class QuantizationLoops
{
    /// <summary>y[i] = saturate(round(x[i] / scale) + zero), halves to the even number; not-a-number becomes the zero point.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="y">The eight-bit results, signed or not: their low bytes.</param>
    /// <param name="count">How many.</param>
    /// <param name="scale">The step.</param>
    /// <param name="zero">What stands for zero.</param>
    /// <param name="low">The smallest result.</param>
    /// <param name="high">The largest result.</param>
    public static void Quantize(float* x, byte* y, long count, float scale, int zero, int low, int high)
    {
        float least = low - zero, most = high - zero;
        long i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> step = Vector256.Create(scale), from = Vector256.Create(least), to = Vector256.Create(most);
            Vector256<int> shift = Vector256.Create(zero), mask = Vector256.Create(0xFF);
            for (; i <= count - 32; i += 32)
            {
                Vector256<uint> a = Rounded(x + i, step, from, to, shift, mask), b = Rounded(x + i + 8, step, from, to, shift, mask);
                Vector256<uint> c = Rounded(x + i + 16, step, from, to, shift, mask), d = Rounded(x + i + 24, step, from, to, shift, mask);
                Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).Store(y + i);
            }
        }
        for (; i < count; i++)
        {
            float v = x[i] / scale;
            if (float.IsNaN(v)) v = 0;
            y[i] = (byte)((int)MathF.Round(Math.Min(Math.Max(v, least), most)) + zero);
        }
    }

    /// <summary>y[i] = (x[i] - zero) · scale.</summary>
    public static void Dequantize(QuantizedBytes x, float* y, long count, float scale)
    {
        byte* a = x.Pointer;
        long i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> step = Vector256.Create(scale);
            Vector256<int> shift = Vector256.Create((int)x.Offset);
            Vector128<byte> flip = Vector128.Create(x.Flip);
            for (; i <= count - 16; i += 16)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Load(a + i) ^ flip);
                Vector256<ushort> words = Vector256.Create(lower, upper);
                (Vector256.ConvertToSingle(Vector256.WidenLower(words).AsInt32() - shift) * step).Store(y + i);
                (Vector256.ConvertToSingle(Vector256.WidenUpper(words).AsInt32() - shift) * step).Store(y + i + 8);
            }
        }
        for (; i < count; i++) y[i] = x[i] * scale;
    }

    /// <summary>The scale and the zero point with which numbers and 0 take up all of 0 to 255; scale 1 when all are 0.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="vectors">False to look at them one by one.</param>
    public static (float Scale, int Zero) RangeOf(float* x, long count, bool vectors = true)
    {
        float low = 0, high = 0;
        long i = 0;
        if (vectors && Vector256.IsHardwareAccelerated && count >= 8)
        {
            Vector256<float> least = default, most = default;
            for (; i <= count - 8; i += 8)
            {
                Vector256<float> v = Vector256.Load(x + i);
                least = Vector256.MinNative(v, least);
                most = Vector256.MaxNative(v, most);
            }
            for (int j = 0; j < 8; j++) (low, high) = (Math.Min(low, least[j]), Math.Max(high, most[j]));
        }
        for (; i < count; i++)
        {
            if (x[i] < low) low = x[i];
            if (x[i] > high) high = x[i];
        }
        float scale = low == high ? 1 : (high - low) / 255;
        return (scale, (int)Math.Clamp(MathF.Round(-low / scale), 0, 255));
    }

    private static Vector256<uint> Rounded(
        float* x, Vector256<float> step, Vector256<float> from, Vector256<float> to, Vector256<int> shift, Vector256<int> mask)
    {
        Vector256<float> v = Vector256.Load(x) / step;
        v = Vector256.ConditionalSelect(Vector256.Equals(v, v), v, Vector256<float>.Zero);
        return ((Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Min(Vector256.Max(v, from), to))) + shift) & mask).AsUInt32();
    }
}
