using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tensors;

/// <summary>Transposes a matrix whose rows lie at any distance, tile by tile, so that each cache line is touched once on either side.</summary>
internal static unsafe class TileTranspose
{
    /// <summary>The width of a tile in items.</summary>
    public const int Tile = 16;

    // Up to this many items a row of the target is too short for tiles; it is written column by column in runs that stay in the cache.
    private const int MaxShort = 6;
    private const int ShortRun = 1024;

    /// <summary>Writes columns <paramref name="start"/> to <paramref name="end"/> - 1 of the source as rows of the target.</summary>
    /// <param name="x">The source: <paramref name="length"/> rows.</param>
    /// <param name="from">The distance of the source's rows.</param>
    /// <param name="y">The target: a row of <paramref name="length"/> items for each column of the source.</param>
    /// <param name="to">The distance of the target's rows.</param>
    /// <param name="start">The first column.</param>
    /// <param name="end">The column after the last.</param>
    /// <param name="length">The number of the source's rows.</param>
    public static void Run<T>(ref T x, nint from, ref T y, nint to, int start, int end, int length)
    {
        if (length <= MaxShort)
        {
            for (int p = start; p < end; p += ShortRun)
                for (int j = 0; j < length; j++)
                {
                    ref T source = ref Unsafe.Add(ref x, j * from);
                    ref T target = ref Unsafe.Add(ref y, j);
                    for (int i = p; i < Math.Min(end, p + ShortRun); i++) Unsafe.Add(ref target, i * to) = Unsafe.Add(ref source, i);
                }
            return;
        }
        for (int p = start; p < end; p += Tile)
        {
            int width = Math.Min(end - p, Tile), q = 0;
            if (typeof(T) == typeof(uint) && Transpose4.IsSupported)
                q = Registers((float*)Unsafe.AsPointer(ref x) + p, from, (float*)Unsafe.AsPointer(ref y) + p * to, to, width, length);
            for (; q < length; q += Tile) Plain(ref Unsafe.Add(ref x, q * from + p), from, ref Unsafe.Add(ref y, p * to + q), to, width, Math.Min(length - q, Tile));
        }
    }

    // Whole blocks of 8 or 4 rows in vector registers; gives the number of rows done. Bits are moved as they are, whatever they mean.
    private static int Registers(float* x, nint from, float* y, nint to, int width, int length)
    {
        int block = Transpose8.IsSupported && width >= 8 ? 8 : 4, q = 0;
        if (width % block != 0) return 0;
        for (; q + block <= length; q += block)
            for (int i = 0; i < width; i += block)
            {
                if (block == 8) Transpose8.Run(x + q * from + i, from, y + i * to + q, to);
                else Transpose4.Run(x + q * from + i, from, y + i * to + q, to);
            }
        return q;
    }

    private static void Plain<T>(ref T x, nint from, ref T y, nint to, int width, int length)
    {
        for (int i = 0; i < width; i++)
        {
            ref T source = ref Unsafe.Add(ref x, i);
            ref T target = ref Unsafe.Add(ref y, i * to);
            for (nint j = 0; j < length; j++) Unsafe.Add(ref target, j) = Unsafe.Add(ref source, j * from);
        }
    }
}
