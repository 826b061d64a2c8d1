using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors;

public readonly unsafe partial struct Philox
{
    /// <summary>
    /// Writes 1 with the probability <paramref name="keep"/>, rounded to a multiple of 2^-16, else 0, on the calling thread. Each number takes 16 bits
    /// of the sequence from number <paramref name="first"/> on, which must be a multiple of 64.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Choose(byte* target, long first, int count, double keep)
    {
        uint limit = (uint)Math.Clamp(Math.Round(keep * 65536), 0, 65536);
        int i = 0;
        for (; i <= count - 64; i += 64) Choose64(target + i, (ulong)(first + i) / 8, limit);
        if (i == count) return;
        byte* rest = stackalloc byte[64];
        Choose64(rest, (ulong)(first + i) / 8, limit);
        for (int j = i; j < count; j++) target[j] = rest[j - i];
    }

    // The lower halves of thirty-two words decide over the first thirty-two numbers, the upper halves over the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Choose64(byte* target, ulong counter, uint limit)
    {
        if (Avx512F.IsSupported)
        {
            (Vector512<uint> x, Vector512<uint> y) = EightAt(counter);
            Vector512<uint> below = Vector512.Create(limit), low = Vector512.Create(0xFFFFu), one = Vector512<uint>.One;
            Avx512F.ConvertToVector128Byte(Vector512.LessThan(x & low, below) & one).Store(target);
            Avx512F.ConvertToVector128Byte(Vector512.LessThan(y & low, below) & one).Store(target + 16);
            Avx512F.ConvertToVector128Byte(Vector512.LessThan(x >>> 16, below) & one).Store(target + 32);
            Avx512F.ConvertToVector128Byte(Vector512.LessThan(y >>> 16, below) & one).Store(target + 48);
            return;
        }
        for (int half = 0; half < 2; half++)
        {
            (Vector256<uint> x, Vector256<uint> y) = FourAt(counter + (ulong)(4 * half));
            Vector256<uint> below = Vector256.Create(limit), low = Vector256.Create(0xFFFFu);
            Narrow(Vector256.LessThan(x & low, below), Vector256.LessThan(y & low, below)).Store(target + 16 * half);
            Narrow(Vector256.LessThan(x >>> 16, below), Vector256.LessThan(y >>> 16, below)).Store(target + 32 + 16 * half);
        }
    }

    private static Vector128<byte> Narrow(Vector256<uint> x, Vector256<uint> y)
    {
        Vector256<ushort> words = Vector256.Narrow(x, y);
        return Vector128.Narrow(words.GetLower(), words.GetUpper()) & Vector128<byte>.One;
    }

    /// <summary>The thirty-two numbers at eight counters from <paramref name="counter"/>, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<uint> First, Vector512<uint> Second) EightAt(ulong counter)
    {
        // The order of the counters undoes what interleaving within 128 bits does.
        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> counters = Vector512.Create(counter) + Vector512.Create(0ul, 4ul, 1ul, 5ul, 2ul, 6ul, 3ul, 7ul);
        Vector512<ulong> c0 = counters, c1 = counters >>> 32;
        Vector512<ulong> c2 = Vector512.Create(stream), c3 = Vector512.Create(stream >> 32);
        Vector512<uint> m0 = Vector512.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector512<ulong> p0 = Avx512F.Multiply(c0.AsUInt32(), m0), p1 = Avx512F.Multiply(c2.AsUInt32(), m1);
            c0 = (p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c1 = p1 & low;
            c2 = (p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c3 = p0 & low;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        Vector512<ulong> a = (c0 & low) | (c1 << 32), b = (c2 & low) | (c3 << 32);
        return (Avx512F.UnpackLow(a, b).AsUInt32(), Avx512F.UnpackHigh(a, b).AsUInt32());
    }
}
