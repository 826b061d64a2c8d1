using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Eight-bit numbers and what stands for zero among them. Signed ones are read as unsigned with the top bit turned and 128 added to the zero
/// point, so that there is one way to widen them.
/// </summary>
/// <param name="Data">The first number.</param>
/// <param name="Signed">Whether the numbers are signed.</param>
/// <param name="Zero">What stands for zero.</param>
public readonly unsafe record struct QuantizedBytes(nint Data, bool Signed, int Zero)
{
    /// <summary>The numbers as bytes.</summary>
    public byte* Pointer => (byte*)Data;

    internal byte Flip => Signed ? (byte)0x80 : (byte)0;

    internal short Offset => (short)(Signed ? Zero + 128 : Zero);

    /// <summary>One number less its zero point.</summary>
    public int this[long index] => (Signed ? ((sbyte*)Data)[index] : ((byte*)Data)[index]) - Zero;
}

/// <summary>Widens eight-bit numbers to 16 bits less their zero point and pairs them, as <see cref="PairTile"/> takes them.</summary>
internal static unsafe class PairPacking
{
    /// <summary>Two 16-bit numbers in one.</summary>
    public static int Pair(int low, int high) => (low & 0xFFFF) | (high << 16);

    /// <summary>target[j] = the pair of number j of two rows; without a second row its half is zero.</summary>
    public static void Interleave(QuantizedBytes x, long first, long second, int count, int* target)
    {
        byte* a = x.Pointer + first, b = second < 0 ? null : x.Pointer + second;
        int j = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<int> zero = Vector512.Create((int)x.Offset), low = Vector512.Create(0xFFFF);
            Vector128<byte> flip = Vector128.Create(x.Flip);
            for (; j <= count - 16; j += 16)
            {
                Vector512<int> pair = (Avx512F.ConvertToVector512Int32(Vector128.Load(a + j) ^ flip) - zero) & low;
                if (b != null) pair |= (Avx512F.ConvertToVector512Int32(Vector128.Load(b + j) ^ flip) - zero) << 16;
                pair.Store(target + j);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<short> zero = Vector256.Create(x.Offset);
            Vector128<byte> flip = Vector128.Create(x.Flip);
            for (; j <= count - 16; j += 16)
            {
                Vector256<ushort> u = Widen(Vector128.Load(a + j) ^ flip, zero);
                Vector256<ushort> v = b == null ? default : Widen(Vector128.Load(b + j) ^ flip, zero);
                (Vector256.WidenLower(u) | (Vector256.WidenLower(v) << 16)).AsInt32().Store(target + j);
                (Vector256.WidenUpper(u) | (Vector256.WidenUpper(v) << 16)).AsInt32().Store(target + j + 8);
            }
        }
        for (; j < count; j++) target[j] = Pair((a[j] ^ x.Flip) - x.Offset, b == null ? 0 : (b[j] ^ x.Flip) - x.Offset);
    }

    /// <summary>target[j] = the pair of numbers 2j and 2j + 1 of a row; the half beyond its end is zero.</summary>
    public static void Neighbours(QuantizedBytes x, long first, int count, int* target)
    {
        byte* a = x.Pointer + first;
        var halves = (short*)target;
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<short> zero = Vector256.Create(x.Offset);
            Vector128<byte> flip = Vector128.Create(x.Flip);
            for (; j <= count - 16; j += 16) Widen(Vector128.Load(a + j) ^ flip, zero).AsInt16().Store(halves + j);
        }
        for (; j < count; j++) halves[j] = (short)((a[j] ^ x.Flip) - x.Offset);
        if (count % 2 != 0) halves[count] = 0;
    }

    private static Vector256<ushort> Widen(Vector128<byte> bytes, Vector256<short> zero)
    {
        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(bytes);
        return (Vector256.Create(lower, upper).AsInt16() - zero).AsUInt16();
    }
}
