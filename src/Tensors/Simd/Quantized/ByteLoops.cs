using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A function of two numbers that stand in eight-bit operands, less their zero points; its result is in steps of the result's scale.</summary>
public interface IQuantizedFunction
{
    /// <summary>The result for eight pairs.</summary>
    Vector256<float> Invoke(Vector256<float> a, Vector256<float> b);

    /// <summary>The result for one pair, of the same bits.</summary>
    float Invoke(float a, float b);
}

/// <summary>Loops over eight-bit memory.</summary>
public static unsafe class ByteLoops
{
    /// <summary>y[i] = saturate(round(f(a[i · aStep], b[i · bStep])) + zero) with steps of 0 or 1.</summary>
    /// <param name="f">The function.</param>
    /// <param name="a">The first operand.</param>
    /// <param name="aStep">1, or 0 when its first number serves all.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="bStep">1, or 0 when its first number serves all.</param>
    /// <param name="y">The results.</param>
    /// <param name="count">How many.</param>
    /// <param name="finish">Zero point and limits of the results.</param>
    public static void Map<F>(F f, QuantizedBytes a, int aStep, QuantizedBytes b, int bStep, byte* y, int count, in IntegerFinish finish)
        where F : struct, IQuantizedFunction
    {
        float low = finish.Low - finish.Zero, high = finish.High - finish.Zero;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> least = Vector256.Create(low), most = Vector256.Create(high);
            Vector256<int> zero = Vector256.Create(finish.Zero), mask = Vector256.Create(0xFF);
            for (; i <= count - 16; i += 16)
            {
                Load(a, i * aStep, aStep, out Vector256<float> a0, out Vector256<float> a1);
                Load(b, i * bStep, bStep, out Vector256<float> b0, out Vector256<float> b1);
                Vector256<int> y0 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Min(Vector256.Max(f.Invoke(a0, b0), least), most))) + zero;
                Vector256<int> y1 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Min(Vector256.Max(f.Invoke(a1, b1), least), most))) + zero;
                Vector256<ushort> words = Vector256.Narrow((y0 & mask).AsUInt32(), (y1 & mask).AsUInt32());
                Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(y + i);
            }
        }
        for (; i < count; i++)
            y[i] = (byte)((int)MathF.Round(Math.Min(Math.Max(f.Invoke(a[i * aStep], b[i * bStep]), low), high)) + finish.Zero);
    }

    /// <summary>y[i] = table[x[i]] for a table of 256 bytes.</summary>
    public static void Lookup(byte* x, byte* y, long count, byte* table)
    {
        long i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            Vector512<byte> a = Vector512.Load(table), b = Vector512.Load(table + 64), c = Vector512.Load(table + 128), d = Vector512.Load(table + 192);
            for (; i <= count - 64; i += 64)
            {
                Vector512<byte> at = Vector512.Load(x + i);
                Vector512<byte> lower = Avx512Vbmi.PermuteVar64x8x2(a, at, b), upper = Avx512Vbmi.PermuteVar64x8x2(c, at, d);
                Vector512.ConditionalSelect(Vector512.LessThan(at.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower).Store(y + i);
            }
        }
        for (; i < count; i++) y[i] = table[x[i]];
    }

    /// <summary>The sum of numbers less their zero point.</summary>
    public static int Sum(QuantizedBytes x, long first, int count)
    {
        byte* a = x.Pointer + first;
        int i = 0, sum = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<uint> sums = default;
            Vector128<byte> flip = Vector128.Create(x.Flip);
            for (; i <= count - 16; i += 16)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Load(a + i) ^ flip);
                Vector128<ushort> both = lower + upper;
                sums += Vector256.WidenLower(both.ToVector256());
            }
            sum = (int)Vector256.Sum(sums) - i * x.Offset;
        }
        for (; i < count; i++) sum += (a[i] ^ x.Flip) - x.Offset;
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(QuantizedBytes x, int i, int step, out Vector256<float> lower, out Vector256<float> upper)
    {
        if (step == 0)
        {
            lower = upper = Vector256.Create((float)x[0]);
            return;
        }
        Vector256<int> offset = Vector256.Create((int)x.Offset);
        (Vector128<ushort> a, Vector128<ushort> b) = Vector128.Widen(Vector128.Load(x.Pointer + i) ^ Vector128.Create(x.Flip));
        lower = Vector256.ConvertToSingle(Vector256.WidenLower(a.ToVector256()).AsInt32() - offset);
        upper = Vector256.ConvertToSingle(Vector256.WidenLower(b.ToVector256()).AsInt32() - offset);
    }
}
