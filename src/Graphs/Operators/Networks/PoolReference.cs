using System.Numerics;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Poolings in their plainest form, for any element type and up to three axes.</summary>
internal static unsafe class PoolReference
{
    /// <summary>For each window the index of its first largest element within its plane (a NaN counts as largest); -1 for a window of padding alone.</summary>
    public static void Largest<T>(ConvolutionGeometry g, T* x, int* indices) where T : unmanaged, INumber<T>
    {
        for (long plane = 0; plane < (long)g.Batch * g.Channels; plane++, x += g.InputPixels)
            for (int o = 0; o < g.OutputPixels; o++)
            {
                int best = -1;
                foreach (int i in new Window(g, o))
                    if (best < 0 || (!T.IsNaN(x[best]) && !(x[i] <= x[best]))) best = i;
                *indices++ = best;
            }
    }

    /// <summary>y = the sum of each window times its factor.</summary>
    public static void Average<T>(ConvolutionGeometry g, T* x, T* y, float[] factors) where T : unmanaged, INumber<T>
    {
        for (long plane = 0; plane < (long)g.Batch * g.Channels; plane++, x += g.InputPixels)
            for (int o = 0; o < g.OutputPixels; o++)
            {
                T sum = T.Zero;
                foreach (int i in new Window(g, o)) sum += x[i];
                *y++ = sum / T.CreateSaturating(Math.Round(1 / factors[o]));
            }
    }

    /// <summary>dx = the shares of the windows that each element is in.</summary>
    public static void AverageGradient<T>(ConvolutionGeometry g, T* dy, T* dx, float[] factors) where T : unmanaged, INumber<T>
    {
        new Span<T>(dx, checked(g.Batch * g.Channels * g.InputPixels)).Clear();
        for (long plane = 0; plane < (long)g.Batch * g.Channels; plane++, dx += g.InputPixels)
            for (int o = 0; o < g.OutputPixels; o++, dy++)
                foreach (int i in new Window(g, o)) dx[i] += *dy / T.CreateSaturating(Math.Round(1 / factors[o]));
    }

    /// <summary>The indices within a plane of the elements that a window covers.</summary>
    private ref struct Window(ConvolutionGeometry g, int output)
    {
        private int _tap = -1;

        public readonly Window GetEnumerator() => this;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (++_tap < g.Taps)
            {
                int d = g.Depth.At(output / (g.Height.Output * g.Width.Output), _tap / (g.Height.Kernel * g.Width.Kernel));
                int h = g.Height.At(output / g.Width.Output % g.Height.Output, _tap / g.Width.Kernel % g.Height.Kernel);
                int w = g.Width.At(output % g.Width.Output, _tap % g.Width.Kernel);
                Current = (d * g.Height.Input + h) * g.Width.Input + w;
                if ((uint)d < (uint)g.Depth.Input && (uint)h < (uint)g.Height.Input && (uint)w < (uint)g.Width.Input) return true;
            }
            return false;
        }
    }
}
