using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transforms;

/// <summary>MurmurHash3, 32 bits (Appleby), word by word, and the forms of it that n-grams are hashed by.</summary>
internal static class MurmurHash
{
    /// <summary>Mixes four bytes into a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Round(uint hash, uint word)
        => BitOperations.RotateLeft(hash ^ Scramble(word), 13) * 5 + 0xE6546B64;

    /// <summary>Ends a hash over <paramref name="length"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Finish(uint hash, int length = 0)
    {
        hash ^= (uint)length;
        hash = (hash ^ hash >> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >> 13) * 0xC2B2AE35;
        return hash ^ hash >> 16;
    }

    /// <summary>The hash of a sequence of keys: their number counts as a last word, instead of as the length in bytes.</summary>
    public static uint OfKeys(uint seed, ReadOnlySpan<uint> keys)
    {
        uint hash = seed;
        foreach (uint key in keys) hash = Round(hash, key);
        return Finish(Round(hash, (uint)keys.Length));
    }

    /// <summary>
    /// The hash of a text's UTF-8 bytes. Letters beyond ASCII enter as the official package has them: their bytes turn the unfinished word around,
    /// so only ASCII texts have the hash that other implementations give.
    /// </summary>
    public static uint OfText(uint seed, ReadOnlySpan<char> text)
    {
        uint hash = seed;
        ulong pending = 0;
        int bits = 0, length = 0;
        foreach (char letter in text)
        {
            (uint code, int width) = Encode(letter);
            pending |= (ulong)code << bits;
            if (width == 16) pending = pending << 8 & 0xFF00 | pending >> 8;
            if (width == 24) pending = pending << 16 & 0xFF0000 | pending & 0xFF00 | pending >> 16;
            bits += width;
            if (bits < 32) continue;
            hash = Round(hash, (uint)pending);
            pending >>= 32;
            bits -= 32;
            length += 4;
        }
        length += bits / 8;
        if (bits > 0) hash ^= Scramble((uint)pending & (uint)((1UL << bits) - 1));
        return Finish(hash, length);
    }

    private static uint Scramble(uint word) => BitOperations.RotateLeft(word * 0xCC9E2D51, 15) * 0x1B873593;

    private static (uint Code, int Width) Encode(uint letter) => letter switch
    {
        < 0x80 => (letter, 8),
        < 0x800 => (0xC080 | letter << 2 & 0x1F00 | letter & 0x3F, 16),
        _ => (0xE08080 | letter << 4 & 0xF0000 | letter << 2 & 0x3F00 | letter & 0x3F, 24),
    };
}
