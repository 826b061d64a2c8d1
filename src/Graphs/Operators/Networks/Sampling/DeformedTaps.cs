using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Reads an image where the taps of a <see cref="DeformConv"/> lie: piece p is tap p % taps of the channels of offset group p / taps.</summary>
internal readonly unsafe struct DeformedTaps<T>(Kernel k, ConvolutionGeometry g, int image, int channels, T* columns) : ITask
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public void Run(int piece)
    {
        int taps = g.Height.Kernel * g.Width.Kernel, pixels = g.OutputPixels, tap = piece % taps, first = piece / taps * channels;
        long places = (long)image * k.Input(2).Shape[1] / 2 + piece;
        T* down = k.In<T>(2) + 2 * places * pixels, right = down + pixels;
        T* mask = k.HasInput(4) ? k.In<T>(4) + places * pixels : null;
        int height = g.Height.Input, width = g.Width.Input;
        for (int o = 0; o < pixels; o++)
        {
            T y = T.CreateChecked(g.Height.At(o / g.Width.Output, tap / g.Width.Kernel)) + down[o];
            T x = T.CreateChecked(g.Width.At(o % g.Width.Output, tap % g.Width.Kernel)) + right[o];
            bool inside = y > -T.One && x > -T.One && y < T.CreateChecked(height) && x < T.CreateChecked(width);
            int top = inside ? int.CreateTruncating(T.Floor(y)) : 0, left = inside ? int.CreateTruncating(T.Floor(x)) : 0;
            T below = y - T.CreateChecked(top), behind = x - T.CreateChecked(left), above = T.One - below, before = T.One - behind, factor = mask == null ? T.One : mask[o];
            T* source = k.In<T>(0) + ((long)image * g.Channels + first) * height * width, target = columns + ((long)first * taps + tap) * pixels + o;
            for (int c = 0; c < channels; c++, source += (long)height * width, target += (long)taps * pixels)
            {
                T sum = T.Zero;
                if (inside)
                {
                    T* row = source + (long)top * width + left;
                    if (top >= 0 && left >= 0) sum += above * before * row[0];
                    if (top >= 0 && left + 1 < width) sum += above * behind * row[1];
                    if (top + 1 < height && left >= 0) sum += below * before * row[width];
                    if (top + 1 < height && left + 1 < width) sum += below * behind * row[width + 1];
                }
                *target = sum * factor;
            }
        }
    }
}
