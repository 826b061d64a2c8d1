using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static MlNetDeepLearning.Imaging.CosineBasis;

namespace MlNetDeepLearning.Imaging;

/// <summary>The inverse discrete cosine transform of an 8 x 8 block in single precision, eight lanes at a time. Both passes
/// split into the even and the odd half; the scale that the standard's definition has beyond that stands in the dequantization.</summary>
internal static class InverseDct
{
    /// <summary>The factors of a quantization table (in zigzag order) by columns, with the 1/8 of both passes.</summary>
    public static float[] Scale(ReadOnlySpan<ushort> quantization)
    {
        var scale = new float[64];
        for (int k = 0; k < 64; k++) scale[JpegTables.ZigzagByColumns[k]] = quantization[k] / 8f;
        return scale;
    }

    /// <summary>Writes the 8 x 8 samples of a block that has only a DC coefficient.</summary>
    public static void TransformDc(short coefficient, float[] scale, Span<byte> target, int stride)
    {
        byte value = (byte)Math.Clamp((int)MathF.Round(coefficient * scale[0] + 128), 0, 255);
        ulong row = value * 0x0101010101010101UL;
        ref byte first = ref target[0];
        _ = target[7 * stride + 7];
        for (int y = 0; y < 8; y++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, y * stride), row);
    }

    /// <summary>Writes the 8 x 8 samples of a block of 64 coefficients, by columns.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(ReadOnlySpan<short> coefficients, float[] scale, Span<byte> target, int stride)
    {
        ref short block = ref MemoryMarshal.GetReference(coefficients[..64]);
        ref float factors = ref MemoryMarshal.GetReference(scale.AsSpan(0, 64));
        Vector256<float> v0 = Load(ref block, ref factors, 0), v1 = Load(ref block, ref factors, 1);
        Vector256<float> v2 = Load(ref block, ref factors, 2), v3 = Load(ref block, ref factors, 3);
        Vector256<float> v4 = Load(ref block, ref factors, 4), v5 = Load(ref block, ref factors, 5);
        Vector256<float> v6 = Load(ref block, ref factors, 6), v7 = Load(ref block, ref factors, 7);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        // The level shift comes in with the DC terms.
        v0 += Vector256.Create(128f);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        ref byte row = ref target[0];
        _ = target[7 * stride + 7];
        Store(Pack(v0, v1), Pack(v2, v3), ref row, stride);
        Store(Pack(v4, v5), Pack(v6, v7), ref Unsafe.Add(ref row, 4 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref short block, ref float factors, int index)
    {
        Vector128<short> column = Vector128.LoadUnsafe(ref block, (nuint)(index * 8));
        Vector256<int> wide = Vector256.Create(Vector128.WidenLower(column), Vector128.WidenUpper(column));
        return Vector256.ConvertToSingle(wide) * Vector256.LoadUnsafe(ref factors, (nuint)(index * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<float> v0, ref Vector256<float> v1, ref Vector256<float> v2, ref Vector256<float> v3,
        ref Vector256<float> v4, ref Vector256<float> v5, ref Vector256<float> v6, ref Vector256<float> v7)
    {
        Vector256<float> c1 = Vector256.Create(C1), c3 = Vector256.Create(C3), c5 = Vector256.Create(C5), c7 = Vector256.Create(C7);
        Vector256<float> sum = v0 + v4, difference = v0 - v4;
        Vector256<float> outer = Vector256.MultiplyAddEstimate(v2, Vector256.Create(C2), v6 * Vector256.Create(C6));
        Vector256<float> inner = Vector256.MultiplyAddEstimate(v2, Vector256.Create(C6), v6 * Vector256.Create(-C2));
        Vector256<float> even0 = sum + outer, even3 = sum - outer, even1 = difference + inner, even2 = difference - inner;
        Vector256<float> odd0 = Odd(v1, c1, v3, c3, v5, c5, v7, c7);
        Vector256<float> odd1 = Odd(v1, c3, v3, -c7, v5, -c1, v7, -c5);
        Vector256<float> odd2 = Odd(v1, c5, v3, -c1, v5, c7, v7, c3);
        Vector256<float> odd3 = Odd(v1, c7, v3, -c5, v5, c3, v7, -c1);
        v0 = even0 + odd0;
        v1 = even1 + odd1;
        v2 = even2 + odd2;
        v3 = even3 + odd3;
        v4 = even3 - odd3;
        v5 = even2 - odd2;
        v6 = even1 - odd1;
        v7 = even0 - odd0;
    }

    // Halves go to the even neighbour, as in libjpeg-turbo: flat blocks hit them exactly, so this shows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pack(Vector256<float> upper, Vector256<float> lower) => Vector256.NarrowWithSaturation(
        Vector256.ConvertToInt32Native(Vector256.Round(upper)), Vector256.ConvertToInt32Native(Vector256.Round(lower)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<short> rows01, Vector256<short> rows23, ref byte target, int stride)
    {
        Vector256<short> zero = Vector256<short>.Zero, most = Vector256.Create((short)255);
        Vector256<ulong> rows = Vector256.Narrow(
            Vector256.Min(Vector256.Max(rows01, zero), most).AsUInt16(), Vector256.Min(Vector256.Max(rows23, zero), most).AsUInt16()).AsUInt64();
        Unsafe.WriteUnaligned(ref target, rows.GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, stride), rows.GetElement(1));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 2 * stride), rows.GetElement(2));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 3 * stride), rows.GetElement(3));
    }
}
