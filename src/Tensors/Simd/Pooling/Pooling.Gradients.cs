namespace MlNetDeepLearning.Tensors.Simd;

public static unsafe partial class Pooling
{
    /// <summary>The gradient of <see cref="Max"/>: each dy goes to the first element of its window that is the largest.</summary>
    /// <param name="g">The sizes; planar.</param>
    /// <param name="kept">What is kept for the next call with the same sizes; null at first.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output.</param>
    /// <param name="dy">The gradient by the output.</param>
    /// <param name="dx">The gradient by the input.</param>
    public static void MaxGradient(ConvolutionGeometry g, ref object? kept, float* x, float* y, float* dy, float* dx)
    {
        var windows = kept as MaxWindows;
        if (windows is null && !PairedPooling.Fits(g)) kept = windows = new MaxWindows(g);
        var task = new MaxGradients { Geometry = g, Windows = windows, X = x, Y = y, Dy = dy, Dx = dx };
        Workers.For(g.Batch * g.Channels, PlanesOfTask, ref task);
    }

    /// <summary>The gradient of <see cref="Average"/>.</summary>
    /// <param name="g">The sizes; planar.</param>
    /// <param name="dy">The gradient by the output.</param>
    /// <param name="dx">The gradient by the input.</param>
    /// <param name="factors">As for <see cref="Average"/>.</param>
    public static void AverageGradient(ConvolutionGeometry g, float* dy, float* dx, float* factors)
    {
        var task = new AverageGradients { Geometry = g, Dy = dy, Dx = dx, Factors = factors };
        Workers.For(g.Batch * g.Channels, PlanesOfTask, ref task);
    }

    private struct MaxGradients : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public MaxWindows? Windows;
        public float* X;
        public float* Y;
        public float* Dy;
        public float* Dx;

        public readonly void Run(int start, int end)
        {
            int inputs = Geometry.InputPixels, outputs = Geometry.OutputPixels;
            float* room = Windows is null ? null : ConvolutionBuffer.Take(Windows.Room);
            for (long plane = start; plane < end; plane++)
            {
                float* x = X + plane * inputs, y = Y + plane * outputs, dy = Dy + plane * outputs, dx = Dx + plane * inputs;
                if (Windows is null) PairedPooling.MaxGradient(Geometry, x, y, dy, dx);
                else Windows.Plane(x, y, dy, dx, room);
            }
        }
    }

    private struct AverageGradients : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public float* Dy;
        public float* Dx;
        public float* Factors;

        public void Run(int start, int end)
        {
            WindowAxis h = Geometry.Height, w = Geometry.Width;
            float* row = ConvolutionBuffer.Take(w.Input + w.Output + 16);
            for (long plane = start; plane < end; plane++)
            {
                float* dy = Dy + plane * Geometry.OutputPixels, dx = Dx + plane * Geometry.InputPixels, factors = Factors;
                new Span<float>(dx, Geometry.InputPixels).Clear();
                for (int oh = 0; oh < h.Output; oh++, dy += w.Output, factors += w.Output)
                {
                    Spread(dy, factors, row, row + w.Input, w);
                    for (int kh = 0; kh < h.Kernel; kh++)
                    {
                        int at = h.At(oh, kh);
                        if ((uint)at >= (uint)h.Input) continue;
                        float* target = dx + (long)at * w.Input;
                        Vectorized.Map(default(Sum), target, 1, row, 1, target, w.Input);
                    }
                }
            }
        }

        private static void Spread(float* dy, float* factors, float* row, float* scaled, WindowAxis w)
        {
            Vectorized.Map(default(Product), dy, 1, factors, 1, scaled, w.Output);
            new Span<float>(row, w.Input).Clear();
            for (int kw = 0; kw < w.Kernel; kw++)
            {
                int first = w.At(0, kw), from = first >= 0 ? 0 : (-first + w.Stride - 1) / w.Stride;
                int to = Math.Min(w.Output, first >= w.Input ? 0 : (w.Input - 1 - first) / w.Stride + 1);
                if (to <= from) continue;
                float* target = row + first + from * w.Stride;
                if (w.Stride == 1) Vectorized.Map(default(Sum), target, 1, scaled + from, 1, target, to - from);
                else
                    for (int o = from; o < to; o++, target += w.Stride) *target += scaled[o];
            }
        }
    }
}
