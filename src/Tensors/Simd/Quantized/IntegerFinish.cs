using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>What becomes of 32-bit sums of products.</summary>
public enum IntegerResult
{
    /// <summary>They are the result.</summary>
    Int32,
    /// <summary>They are scaled to floating-point numbers.</summary>
    Float32,
    /// <summary>They are scaled, rounded half to even and saturated to eight bits, signed or not.</summary>
    Byte,
}

/// <summary>
/// The end of an integer product or convolution: adds the bias and requantizes the sums (Jacob et al. 2018, section 2.2), in one pass over a row of
/// them. A row is a row of a matrix product, or one filter's pixels.
/// </summary>
public unsafe struct IntegerFinish
{
    /// <summary>What the results are.</summary>
    public IntegerResult Result;

    /// <summary>One integer a row to add, or null.</summary>
    public int* RowBias;

    /// <summary>One integer a column to add, or null.</summary>
    public int* ColumnBias;

    /// <summary>The factor on all sums.</summary>
    public float Scale;

    /// <summary>One more factor a row, or null.</summary>
    public float* RowScales;

    /// <summary>One more factor a column, or null.</summary>
    public float* ColumnScales;

    /// <summary>One number a column to add to floating-point results, or null.</summary>
    public float* ColumnShift;

    /// <summary>What stands for zero in eight-bit results.</summary>
    public int Zero;

    /// <summary>The smallest eight-bit result; a Relu raises it to <see cref="Zero"/>.</summary>
    public int Low;

    /// <summary>The largest eight-bit result.</summary>
    public int High;

    /// <summary>The bytes of one result.</summary>
    public readonly int Size => Result == IntegerResult.Byte ? 1 : 4;

    /// <summary>Writes the results of <paramref name="count"/> sums of a row from <paramref name="column"/> on.</summary>
    public readonly void Row(int* sums, int row, int column, int count, void* target)
    {
        int bias = RowBias == null ? 0 : RowBias[row];
        int* columnBias = ColumnBias == null ? null : ColumnBias + column;
        float scale = RowScales == null ? Scale : Scale * RowScales[row];
        float* scales = ColumnScales == null ? null : ColumnScales + column;
        switch (Result)
        {
            case IntegerResult.Int32: Sums(sums, bias, columnBias, count, (int*)target); break;
            case IntegerResult.Float32: Floats(sums, bias, columnBias, scale, scales, ColumnShift == null ? null : ColumnShift + column, count, (float*)target); break;
            default: Bytes(sums, bias, columnBias, scale, scales, count, (byte*)target); break;
        }
    }

    /// <summary>Writes the results of a tile of sums: <paramref name="rows"/> rows, <paramref name="step"/> sums apart.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="step">The distance of rows of sums.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">How many columns.</param>
    /// <param name="target">Where the first row's results go.</param>
    /// <param name="targetStep">The distance of rows of results, in results.</param>
    public readonly void Tile(int* sums, int step, int row, int rows, int column, int count, byte* target, nint targetStep)
    {
        if (Avx512F.IsSupported && Result == IntegerResult.Byte && count == 32 && ColumnBias == null && ColumnScales == null)
        {
            // The same as a row at a time, with the constants in registers over all rows.
            Vector512<float> least = Vector512.Create((float)(Low - Zero)), most = Vector512.Create((float)(High - Zero));
            Vector512<int> zero = Vector512.Create(Zero);
            for (int i = row; i < row + rows; i++, sums += step, target += targetStep)
            {
                Vector512<int> bias = RowBias == null ? default : Vector512.Create(RowBias[i]);
                Vector512<float> scale = Vector512.Create(RowScales == null ? Scale : Scale * RowScales[i]);
                Vector512<float> a = Vector512.ConvertToSingle(Vector512.Load(sums) + bias) * scale, b = Vector512.ConvertToSingle(Vector512.Load(sums + 16) + bias) * scale;
                Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(Vector512.Min(Vector512.Max(a, least), most)) + zero).Store(target);
                Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(Vector512.Min(Vector512.Max(b, least), most)) + zero).Store(target + 16);
            }
            return;
        }
        for (int i = row; i < row + rows; i++, sums += step, target += targetStep * Size) Row(sums, i, column, count, target);
    }

    private static void Sums(int* sums, int bias, int* columnBias, int count, int* target)
    {
        for (int j = 0; j < count; j++) target[j] = sums[j] + bias + (columnBias == null ? 0 : columnBias[j]);
    }

    private static void Floats(int* sums, int bias, int* columnBias, float scale, float* scales, float* shift, int count, float* target)
    {
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; j <= count - 8; j += 8)
            {
                Vector256<float> y = Scaled(sums + j, bias, columnBias == null ? null : columnBias + j, scale, scales == null ? null : scales + j);
                if (shift != null) y += Vector256.Load(shift + j);
                y.Store(target + j);
            }
        for (; j < count; j++)
        {
            float y = Scaled(sums, j, bias, columnBias, scale, scales);
            target[j] = shift == null ? y : y + shift[j];
        }
    }

    private readonly void Bytes(int* sums, int bias, int* columnBias, float scale, float* scales, int count, byte* target)
    {
        float low = Low - Zero, high = High - Zero;
        int j = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<float> least = Vector512.Create(low), most = Vector512.Create(high), factor = Vector512.Create(scale);
            Vector512<int> zero = Vector512.Create(Zero), more = Vector512.Create(bias);
            for (; j <= count - 16; j += 16)
            {
                Vector512<int> x = Vector512.Load(sums + j) + more;
                if (columnBias != null) x += Vector512.Load(columnBias + j);
                Vector512<float> y = Vector512.ConvertToSingle(x) * (scales == null ? factor : factor * Vector512.Load(scales + j));
                // This conversion rounds halves to the even number by itself.
                x = Avx512F.ConvertToVector512Int32(Vector512.Min(Vector512.Max(y, least), most)) + zero;
                Avx512F.ConvertToVector128Byte(x).Store(target + j);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> least = Vector256.Create(low), most = Vector256.Create(high);
            Vector256<int> zero = Vector256.Create(Zero);
            Vector256<int> mask = Vector256.Create(0xFF);
            for (; j <= count - 32; j += 32)
            {
                Vector256<int> a = Rounded(sums + j, bias, At(columnBias, j), scale, At(scales, j), least, most, zero) & mask;
                Vector256<int> b = Rounded(sums + j + 8, bias, At(columnBias, j + 8), scale, At(scales, j + 8), least, most, zero) & mask;
                Vector256<int> c = Rounded(sums + j + 16, bias, At(columnBias, j + 16), scale, At(scales, j + 16), least, most, zero) & mask;
                Vector256<int> d = Rounded(sums + j + 24, bias, At(columnBias, j + 24), scale, At(scales, j + 24), least, most, zero) & mask;
                Vector256.Narrow(Vector256.Narrow(a.AsUInt32(), b.AsUInt32()), Vector256.Narrow(c.AsUInt32(), d.AsUInt32())).Store(target + j);
            }
            for (; j <= count - 8; j += 8)
            {
                Vector256<uint> a = (Rounded(sums + j, bias, At(columnBias, j), scale, At(scales, j), least, most, zero) & mask).AsUInt32();
                Vector256<ushort> words = Vector256.Narrow(a, a);
                *(long*)(target + j) = Vector256.Narrow(words, words).AsInt64().ToScalar();
            }
        }
        for (; j < count; j++)
        {
            float y = Math.Min(Math.Max(Scaled(sums, j, bias, columnBias, scale, scales), low), high);
            target[j] = (byte)((int)MathF.Round(y) + Zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(
        int* sums, int bias, int* columnBias, float scale, float* scales, Vector256<float> least, Vector256<float> most, Vector256<int> zero)
    {
        Vector256<float> y = Vector256.Min(Vector256.Max(Scaled(sums, bias, columnBias, scale, scales), least), most);
        return Vector256.ConvertToInt32Native(Vector256.Round(y)) + zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scaled(int* sums, int bias, int* columnBias, float scale, float* scales)
    {
        Vector256<int> x = Vector256.Load(sums) + Vector256.Create(bias);
        if (columnBias != null) x += Vector256.Load(columnBias);
        Vector256<float> factor = Vector256.Create(scale);
        if (scales != null) factor *= Vector256.Load(scales);
        return Vector256.ConvertToSingle(x) * factor;
    }

    private static float Scaled(int* sums, int j, int bias, int* columnBias, float scale, float* scales) =>
        (sums[j] + bias + (columnBias == null ? 0 : columnBias[j])) * (scales == null ? scale : scale * scales[j]);

    private static int* At(int* numbers, int j) => numbers == null ? null : numbers + j;

    private static float* At(float* numbers, int j) => numbers == null ? null : numbers + j;
}
