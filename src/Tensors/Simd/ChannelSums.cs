using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Sums over the pixels and images of each channel of [batch, channels, pixels].</summary>
public static unsafe class ChannelSums
{
    /// <summary>y[c] = the sum of all x[n, c, p].</summary>
    public static void Run(float* x, int batch, int channels, int pixels, float* y)
    {
        var task = new Sums { X = x, Batch = batch, Channels = channels, Pixels = pixels, Y = y };
        if (pixels == 1) Workers.For(channels, 64, ref task);
        else Workers.For(channels, Math.Max(1, channels / 16), ref task);
    }

    /// <summary>The sum of consecutive numbers: four vectors of partial sums, so that rounding errors grow little.</summary>
    internal static float Sum(float* x, int count)
    {
        Vector<float> a = default, b = default, c = default, d = default;
        int step = Vector<float>.Count, i = 0;
        for (; i <= count - 4 * step; i += 4 * step)
        {
            a += Vector.Load(x + i);
            b += Vector.Load(x + i + step);
            c += Vector.Load(x + i + 2 * step);
            d += Vector.Load(x + i + 3 * step);
        }
        for (; i <= count - step; i += step) a += Vector.Load(x + i);
        float sum = Vector.Sum((a + b) + (c + d));
        for (; i < count; i++) sum += x[i];
        return sum;
    }

    private struct Sums : IRangeTask
    {
        public float* X;
        public int Batch;
        public int Channels;
        public int Pixels;
        public float* Y;

        public void Run(int start, int end)
        {
            if (Pixels == 1)
            {
                new Span<float>(Y + start, end - start).Clear();
                for (int n = 0; n < Batch; n++)
                    Vectorized.Map(default(Plus), Y + start, 1, X + (long)n * Channels + start, 1, Y + start, end - start);
                return;
            }
            for (int c = start; c < end; c++)
            {
                // Double: the sum over a batch of images has many terms.
                double sum = 0;
                for (int n = 0; n < Batch; n++) sum += Sum(X + ((long)n * Channels + c) * Pixels, Pixels);
                Y[c] = (float)sum;
            }
        }
    }

    private readonly struct Plus : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }
}
