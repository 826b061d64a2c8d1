using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Local response normalization of single-precision images (Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012).</summary>
public static unsafe class LocalResponse
{
    private const int Block = 1024;

    /// <summary>y = x · (bias + alpha / size · Σ x²)^-beta, the sum over the channels from <c>(size - 1) / 2</c> before to <c>size / 2</c> behind.</summary>
    /// <param name="x">Images of channels x pixels numbers, one behind the other.</param>
    /// <param name="y">The result; in other memory.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="channels">The channels of each.</param>
    /// <param name="pixels">The pixels of each channel.</param>
    /// <param name="size">The channels that are summed over.</param>
    /// <param name="alpha">What their squares' mean is multiplied by.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="bias">What is added.</param>
    public static void Run(float* x, float* y, int images, int channels, int pixels, int size, float alpha, float beta, float bias)
    {
        int blocks = (pixels + Block - 1) / Block;
        var task = new Blocks { X = x, Y = y, Channels = channels, Pixels = pixels, PerImage = blocks, Size = size, Alpha = alpha / size, Beta = beta, Bias = bias };
        Workers.Run(images * blocks, ref task);
    }

    private struct Blocks : ITask
    {
        public float* X, Y;
        public int Channels, Pixels, PerImage, Size;
        public float Alpha, Beta, Bias;

        public readonly void Run(int index)
        {
            long image = (long)(index / PerImage) * Channels * Pixels;
            int start = index % PerImage * Block, count = Math.Min(Block, Pixels - start);
            float* x = X + image + start, y = Y + image + start;
            for (int c = 0; c < Channels; c++)
            {
                int first = Math.Max(0, c - (Size - 1) / 2), last = Math.Min(Channels - 1, c + Size / 2);
                if (Vector512.IsHardwareAccelerated && count >= Lanes512.Count) Row<Lanes512>(x, y, c, first, last, count);
                else if (Vector256.IsHardwareAccelerated && count >= Lanes256.Count) Row<Lanes256>(x, y, c, first, last, count);
                else if (count >= Lanes128.Count) Row<Lanes128>(x, y, c, first, last, count);
                else Rest(x, y, c, first, last, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row<V>(float* x, float* y, int c, int first, int last, int count) where V : struct, IVectorLanes<V>
        {
            bool roots = Beta == 0.75f;
            // The last vector begins so early that it ends with the row; what it computes twice is the same both times.
            for (int p = 0; ; p = Math.Min(p + V.Count, count - V.Count))
            {
                V sum = V.Create(0);
                for (int n = first; n <= last; n++)
                {
                    V v = V.Load(x + (long)n * Pixels + p);
                    sum = V.FusedMultiplyAdd(v, v, sum);
                }
                sum = V.FusedMultiplyAdd(sum, V.Create(Alpha), V.Create(Bias));
                V root = V.Sqrt(sum), power = roots ? V.Create(1) / (root * V.Sqrt(root)) : V.Exp(V.Log(sum) * V.Create(-Beta));
                (V.Load(x + (long)c * Pixels + p) * power).Store(y + (long)c * Pixels + p);
                if (p == count - V.Count) return;
            }
        }

        private readonly void Rest(float* x, float* y, int c, int first, int last, int count)
        {
            for (int p = 0; p < count; p++)
            {
                float sum = 0;
                for (int n = first; n <= last; n++) sum += x[(long)n * Pixels + p] * x[(long)n * Pixels + p];
                y[(long)c * Pixels + p] = x[(long)c * Pixels + p] * MathF.Pow(Bias + Alpha * sum, -Beta);
            }
        }
    }
}
