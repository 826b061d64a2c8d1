using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// Counter-based random numbers: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// A number follows from seed, stream and position alone, so any part of a sequence can be had anywhere and on any thread.
/// </summary>
/// <param name="seed">The key: different seeds give unrelated numbers.</param>
/// <param name="stream">The upper half of the counter: for each seed 2^64 sequences that never overlap, each of 2^66 numbers.</param>
public readonly partial struct Philox(ulong seed, ulong stream = 0)
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The key.</summary>
    public ulong Seed => seed;

    /// <summary>Which of the seed's sequences this is.</summary>
    public ulong Stream => stream;

    /// <summary>The four random 32-bit numbers at <paramref name="counter"/>.</summary>
    public Vector128<uint> At(ulong counter)
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = (uint)stream, c3 = (uint)(stream >> 32);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return Vector128.Create(c0, c1, c2, c3);
    }

    /// <summary>The sixteen numbers at four counters from <paramref name="counter"/>, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<uint> First, Vector256<uint> Second) FourAt(ulong counter)
    {
        if (!Avx2.IsSupported)
        {
            return (Vector256.Create(At(counter), At(counter + 1)), Vector256.Create(At(counter + 2), At(counter + 3)));
        }

        // One counter in each 64-bit lane, its words in the lower halves of c0 to c3. Lanes 1 and 2 are exchanged, because
        // interleaving works within 128 bits.
        Vector256<ulong> low = Vector256.Create(uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u).AsUInt64();
        Vector256<ulong> counters = Vector256.Create(counter) + Vector256.Create(0ul, 2ul, 1ul, 3ul);
        Vector256<ulong> c0 = counters, c1 = counters >>> 32;
        Vector256<ulong> c2 = Vector256.Create(stream), c3 = Vector256.Create(stream >> 32);
        Vector256<uint> m0 = Vector256.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0), p1 = Avx2.Multiply(c2.AsUInt32(), m1);
            c0 = (p1 >>> 32) ^ c1 ^ Vector256.Create((ulong)k0);
            c1 = p1 & low;
            c2 = (p0 >>> 32) ^ c3 ^ Vector256.Create((ulong)k1);
            c3 = p0 & low;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        Vector256<ulong> a = (c0 & low) | (c1 << 32), b = (c2 & low) | (c3 << 32);
        return (Avx2.UnpackLow(a, b).AsUInt32(), Avx2.UnpackHigh(a, b).AsUInt32());
    }
}
