using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>Resamples float planes through an <see cref="AffineMap"/> with bilinear weights, or copies where it only moves whole pixels.</summary>
internal static class AffineWarp
{
    private const float WholePixel = 1e-4f;

    /// <summary>Writes the channels x height x width <paramref name="target"/>; <paramref name="map"/> counts from the middle.</summary>
    public static void Apply(ReadOnlySpan<float> source, Span<float> target, int channels, int height, int width, AffineMap map, FillMode mode, float fill)
    {
        AffineMap pixels = map.FromFirstPixel(height, width);
        if (MathF.Abs(MathF.Abs(pixels.XByX) - 1) < 1e-6f && MathF.Abs(MathF.Abs(pixels.YByY) - 1) < 1e-6f && MathF.Abs(pixels.XByY) < 1e-6f
            && MathF.Abs(pixels.YByX) < 1e-6f && IsWhole(pixels.X) && IsWhole(pixels.Y))
        {
            WholePixelMove.Apply(source, target, channels, height, width, pixels, mode, fill);
            return;
        }
        Tap[] rented = ArrayPool<Tap>.Shared.Rent(width);
        Span<Tap> taps = rented.AsSpan(0, width);
        int plane = height * width;
        for (int y = 0; y < height; y++)
        {
            FindTaps(taps, y, height, width, pixels, mode);
            for (int c = 0; c < channels; c++)
            {
                Span<float> row = target.Slice(c * plane + y * width, width);
                ref float from = ref MemoryMarshal.GetReference(source.Slice(c * plane, plane));
                for (int x = 0; x < taps.Length; x++)
                {
                    ref Tap tap = ref taps[x];
                    row[x] = Unsafe.Add(ref from, tap.TopLeft) * tap.TopLeftWeight + Unsafe.Add(ref from, tap.TopRight) * tap.TopRightWeight
                        + (Unsafe.Add(ref from, tap.BottomLeft) * tap.BottomLeftWeight + Unsafe.Add(ref from, tap.BottomRight) * tap.BottomRightWeight)
                        + fill * tap.FillWeight;
                }
            }
        }
        ArrayPool<Tap>.Shared.Return(rented);
    }

    private static bool IsWhole(float value) => MathF.Abs(value - MathF.Round(value)) < WholePixel;

    private static void FindTaps(Span<Tap> taps, int y, int height, int width, AffineMap map, FillMode mode)
    {
        float startX = map.XByY * y + map.X, startY = map.YByY * y + map.Y;
        for (int x = 0; x < taps.Length; x++)
        {
            float sourceX = startX + map.XByX * x, sourceY = startY + map.YByX * x;
            float left = MathF.Floor(sourceX), top = MathF.Floor(sourceY);
            float right = sourceX - left, bottom = sourceY - top;
            int column = (int)left, line = (int)top;
            ref Tap tap = ref taps[x];
            tap.TopLeftWeight = (1 - right) * (1 - bottom);
            tap.TopRightWeight = right * (1 - bottom);
            tap.BottomLeftWeight = (1 - right) * bottom;
            tap.BottomRightWeight = right * bottom;
            tap.FillWeight = 0;
            if ((uint)column < (uint)(width - 1) && (uint)line < (uint)(height - 1))
            {
                tap.TopLeft = line * width + column;
                tap.TopRight = tap.TopLeft + 1;
                tap.BottomLeft = tap.TopLeft + width;
                tap.BottomRight = tap.BottomLeft + 1;
                continue;
            }
            int x0 = Border.Resolve(column, width, mode), x1 = Border.Resolve(column + 1, width, mode);
            int y0 = Border.Resolve(line, height, mode), y1 = Border.Resolve(line + 1, height, mode);
            tap.TopLeft = Place(x0, y0, width, ref tap.TopLeftWeight, ref tap.FillWeight);
            tap.TopRight = Place(x1, y0, width, ref tap.TopRightWeight, ref tap.FillWeight);
            tap.BottomLeft = Place(x0, y1, width, ref tap.BottomLeftWeight, ref tap.FillWeight);
            tap.BottomRight = Place(x1, y1, width, ref tap.BottomRightWeight, ref tap.FillWeight);
        }
    }

    private static int Place(int x, int y, int width, ref float weight, ref float fillWeight)
    {
        if (x >= 0 && y >= 0) return y * width + x;
        fillWeight += weight;
        weight = 0;
        return 0;
    }

    /// <summary>The four source pixels of a target pixel, the same in every channel.</summary>
    private struct Tap
    {
        public int TopLeft, TopRight, BottomLeft, BottomRight;
        public float TopLeftWeight, TopRightWeight, BottomLeftWeight, BottomRightWeight, FillWeight;
    }
}
