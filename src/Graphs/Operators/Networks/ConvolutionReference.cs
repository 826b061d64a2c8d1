using System.Numerics;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The convolution in its plainest form, for any element type: all triples of an input, a weight and an output that meet. The three
/// passes differ only in which of the three is summed into.
/// </summary>
internal static unsafe class ConvolutionReference
{
    /// <summary>y = bias + x * w.</summary>
    public static void Forward<T>(ConvolutionGeometry g, T* x, T* w, T* bias, T* y) where T : unmanaged, INumber<T>
    {
        Fill(y, bias, g.Batch, g.Filters, g.OutputPixels);
        var meeting = new ToOutput<T>(x, w, y);
        Visit(g, ref meeting);
    }

    /// <summary>dx = bias + what each dy gives back through the weights.</summary>
    public static void GradientInput<T>(ConvolutionGeometry g, T* w, T* dy, T* bias, T* dx) where T : unmanaged, INumber<T>
    {
        Fill(dx, bias, g.Batch, g.Channels, g.InputPixels);
        var meeting = new ToInput<T>(w, dy, dx);
        Visit(g, ref meeting);
    }

    /// <summary>dw = the sums of x · dy over all places where a weight is used.</summary>
    public static void GradientWeight<T>(ConvolutionGeometry g, T* x, T* dy, T* dw) where T : unmanaged, INumber<T>
    {
        new Span<T>(dw, g.Filters * g.GroupChannels * g.Taps).Clear();
        var meeting = new ToWeight<T>(x, dy, dw);
        Visit(g, ref meeting);
    }

    private static void Fill<T>(T* y, T* bias, int batch, int channels, int pixels) where T : unmanaged, INumber<T>
    {
        for (long i = 0; i < (long)batch * channels; i++) new Span<T>(y + i * pixels, pixels).Fill(bias == null ? T.Zero : bias[i % channels]);
    }

    private static void Visit<TMeeting>(ConvolutionGeometry g, ref TMeeting meeting) where TMeeting : struct, IMeeting
    {
        for (int n = 0; n < g.Batch; n++)
            for (int m = 0; m < g.Filters; m++)
                for (int c = 0; c < g.GroupChannels; c++)
                {
                    long x = ((long)n * g.Channels + m / g.GroupFilters * g.GroupChannels + c) * g.InputPixels;
                    long w = ((long)m * g.GroupChannels + c) * g.Taps, y = ((long)n * g.Filters + m) * g.OutputPixels;
                    Plane(g, x, w, y, ref meeting);
                }
    }

    private static void Plane<TMeeting>(ConvolutionGeometry g, long x, long w, long y, ref TMeeting meeting) where TMeeting : struct, IMeeting
    {
        for (int od = 0; od < g.Depth.Output; od++)
            for (int oh = 0; oh < g.Height.Output; oh++)
                for (int ow = 0; ow < g.Width.Output; ow++, y++)
                {
                    long tap = w;
                    for (int kd = 0; kd < g.Depth.Kernel; kd++)
                        for (int kh = 0; kh < g.Height.Kernel; kh++)
                            for (int kw = 0; kw < g.Width.Kernel; kw++, tap++)
                            {
                                int d = g.Depth.At(od, kd), h = g.Height.At(oh, kh), v = g.Width.At(ow, kw);
                                if ((uint)d < (uint)g.Depth.Input && (uint)h < (uint)g.Height.Input && (uint)v < (uint)g.Width.Input)
                                    meeting.Meet(x + ((long)d * g.Height.Input + h) * g.Width.Input + v, tap, y);
                            }
                }
    }

    private interface IMeeting
    {
        void Meet(long x, long w, long y);
    }

    private readonly struct ToOutput<T>(T* x, T* w, T* y) : IMeeting where T : unmanaged, INumber<T>
    {
        public void Meet(long xi, long wi, long yi) => y[yi] += x[xi] * w[wi];
    }

    private readonly struct ToInput<T>(T* w, T* dy, T* dx) : IMeeting where T : unmanaged, INumber<T>
    {
        public void Meet(long xi, long wi, long yi) => dx[xi] += w[wi] * dy[yi];
    }

    private readonly struct ToWeight<T>(T* x, T* dy, T* dw) : IMeeting where T : unmanaged, INumber<T>
    {
        public void Meet(long xi, long wi, long yi) => dw[wi] += x[xi] * dy[yi];
    }
}
