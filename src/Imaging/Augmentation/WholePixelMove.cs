using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>Flips and shifts by whole pixels: rows are copied, mirrored where need be, and only the border is filled pixel by pixel.</summary>
internal static class WholePixelMove
{
    public static void Apply(ReadOnlySpan<float> source, Span<float> target, int channels, int height, int width, AffineMap map, FillMode mode, float fill)
    {
        bool mirrored = map.XByX < 0, upsideDown = map.YByY < 0;
        int offsetX = (int)MathF.Round(map.X), offsetY = (int)MathF.Round(map.Y), plane = height * width;
        // Target columns first..last-1 come from within the source: column x from offsetX + x, or offsetX - x where mirrored.
        int first = Math.Clamp(mirrored ? offsetX - width + 1 : -offsetX, 0, width);
        int last = Math.Clamp(mirrored ? offsetX + 1 : width - offsetX, first, width);
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<float> to = target.Slice(c * plane + y * width, width);
                int line = Border.Resolve(upsideDown ? offsetY - y : offsetY + y, height, mode);
                if (line < 0)
                {
                    to.Fill(fill);
                    continue;
                }
                ReadOnlySpan<float> from = source.Slice(c * plane + line * width, width);
                if (last > first)
                {
                    if (mirrored) Mirror(from.Slice(offsetX - last + 1, last - first), to[first..last]);
                    else from.Slice(offsetX + first, last - first).CopyTo(to[first..last]);
                }
                for (int x = 0; x < width; x++)
                {
                    if (x == first && last > first) x = last;
                    if (x >= width) break;
                    int column = Border.Resolve(mirrored ? offsetX - x : offsetX + x, width, mode);
                    to[x] = column < 0 ? fill : from[column];
                }
            }
        }
    }

    private static void Mirror(ReadOnlySpan<float> source, Span<float> target)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        int x = 0;
        for (; x <= target.Length - Vector256<float>.Count; x += Vector256<float>.Count)
        {
            Vector256<float> pixels = Vector256.LoadUnsafe(ref from, (nuint)(source.Length - x - Vector256<float>.Count));
            Vector256.Shuffle(pixels, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0)).StoreUnsafe(ref to, (nuint)x);
        }
        for (; x < target.Length; x++) target[x] = source[source.Length - 1 - x];
    }
}
