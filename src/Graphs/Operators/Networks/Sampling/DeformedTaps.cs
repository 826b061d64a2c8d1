using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Reads an image where the taps of a <see cref="DeformConv"/> lie: piece p is tap p % taps of the channels of offset group p / taps.</summary>
internal readonly unsafe struct DeformedTaps<T>(Kernel k, ConvolutionGeometry g, int image, int channels, T* columns) : ITask
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = 256;

    /// <inheritdoc/>
    public void Run(int piece)
    {
        int taps = g.Height.Kernel * g.Width.Kernel, pixels = g.OutputPixels, tap = piece % taps, first = piece / taps * channels;
        long places = (long)image * k.Input(2).Shape[1] / 2 + piece;
        T* down = k.In<T>(2) + 2 * places * pixels, right = down + pixels;
        T* mask = k.HasInput(4) ? k.In<T>(4) + places * pixels : null;
        int height = g.Height.Input, width = g.Width.Input;
        int* offsets = stackalloc int[4 * Block];
        T* weights = stackalloc T[4 * Block];
        for (int start = 0; start < pixels; start += Block)
        {
            int count = Math.Min(Block, pixels - start);
            for (int i = 0; i < count; i++)
            {
                int o = start + i;
                T y = T.CreateTruncating(g.Height.At(o / g.Width.Output, tap / g.Width.Kernel)) + down[o];
                T x = T.CreateTruncating(g.Width.At(o % g.Width.Output, tap % g.Width.Kernel)) + right[o];
                Place(y, x, mask == null ? T.One : mask[o], offsets + i, weights + i);
            }
            T* source = k.In<T>(0) + ((long)image * g.Channels + first) * height * width, target = columns + ((long)first * taps + tap) * pixels + start;
            for (int c = 0; c < channels; c++, source += (long)height * width, target += (long)taps * pixels)
                GatheredSums.Run(source, offsets, weights, 4, Block, target, count);
        }
    }

    // The four elements around a place; those outside of the image have no weight.
    private void Place(T y, T x, T factor, int* offsets, T* weights)
    {
        int height = g.Height.Input, width = g.Width.Input;
        bool inside = y > -T.One && x > -T.One && y < T.CreateTruncating(height) && x < T.CreateTruncating(width);
        int top = inside ? int.CreateTruncating(T.Floor(y)) : -2, left = inside ? int.CreateTruncating(T.Floor(x)) : -2;
        T below = inside ? y - T.CreateTruncating(top) : T.Zero, behind = inside ? x - T.CreateTruncating(left) : T.Zero;
        for (int corner = 0; corner < 4; corner++)
        {
            int row = top + corner / 2, column = left + corner % 2;
            bool there = (uint)row < (uint)height && (uint)column < (uint)width;
            offsets[corner * Block] = Math.Clamp(row, 0, height - 1) * width + Math.Clamp(column, 0, width - 1);
            weights[corner * Block] = there ? (corner / 2 == 0 ? T.One - below : below) * (corner % 2 == 0 ? T.One - behind : behind) * factor : T.Zero;
        }
    }
}
