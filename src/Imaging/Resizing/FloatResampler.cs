using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>Weighted sums of float planes along one axis and then the other; nothing is rounded or clipped.</summary>
internal static class FloatResampler
{
    public static void Resample(ReadOnlySpan<float> source, int width, int height, Span<float> target, ResampleWeights across, ResampleWeights down)
    {
        int targetWidth = across.First.Length;
        float[] middle = ArrayPool<float>.Shared.Rent(height * targetWidth);
        for (int y = 0; y < height; y++) Across(source.Slice(y * width, width), middle.AsSpan(y * targetWidth, targetWidth), across);
        for (int y = 0; y < down.First.Length; y++)
        {
            Span<float> row = target.Slice(y * targetWidth, targetWidth);
            row.Clear();
            for (int i = 0; i < down.Count[y]; i++)
                AddScaled(middle.AsSpan((down.First[y] + i) * targetWidth, targetWidth), down.Float[y * down.Taps + i], row);
        }
        ArrayPool<float>.Shared.Return(middle);
    }

    private static void Across(ReadOnlySpan<float> source, Span<float> target, ResampleWeights across)
    {
        for (int x = 0; x < target.Length; x++)
        {
            ReadOnlySpan<float> weights = across.Float.AsSpan(x * across.Taps, across.Count[x]);
            ReadOnlySpan<float> pixels = source.Slice(across.First[x], weights.Length);
            float sum = 0;
            for (int i = 0; i < weights.Length; i++) sum += pixels[i] * weights[i];
            target[x] = sum;
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(source);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (int i = 0; i < to.Length; i++) to[i] += from[i] * weight;
        for (int i = to.Length * Vector<float>.Count; i < target.Length; i++) target[i] += source[i] * weight;
    }
}
