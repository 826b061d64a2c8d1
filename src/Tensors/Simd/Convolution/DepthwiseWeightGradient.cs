namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The pass back to the weights of a convolution with many groups of one filter or two: vectors run along the rows of one channel, and
/// a group's sums over all images are one piece of work.
/// </summary>
internal sealed unsafe class DepthwiseWeightGradient
{
    private const int TapsAtOnce = 3;
    private readonly ConvolutionGeometry _g;
    private readonly PaddedPlanes _planes;
    private readonly PaddedPlanes _gradient;
    private readonly int[] _offsets;
    private readonly int _taps;
    private readonly int _stride;

    /// <summary>Prepares the pass.</summary>
    public DepthwiseWeightGradient(ConvolutionGeometry g)
    {
        _g = g;
        (PaddedPlanes planes, _stride) = PaddedPlanes.Forward(g);
        _planes = planes with { Rows = (g.Height.Output - 1) * _stride + g.Height.Extent };
        _gradient = new PaddedPlanes(1, g.Height.Output, g.Width.Output, 0, 0, g.Height.Output, BlockSizes.Round(g.Width.Output, 16), 1);
        _taps = g.GroupChannels * g.Taps;
        _offsets = new int[BlockSizes.Round(_taps, TapsAtOnce)];
        for (int k = 0; k < _offsets.Length; k++)
        {
            int tap = Math.Min(k, _taps - 1);
            _offsets[k] = _planes.Offset(tap / g.Taps, tap % g.Taps / g.Width.Kernel * g.Height.Dilation, tap % g.Width.Kernel * g.Width.Dilation);
        }
    }

    /// <summary>True where many groups have few filters each.</summary>
    public static bool Fits(ConvolutionGeometry g) => g.Groups >= 4 && g.GroupFilters <= 2 && g.OutputPixels > 0;

    /// <summary>dw = the sums of x · dy over all places where a weight is used.</summary>
    public void Run(float* x, float* dy, float* dw)
    {
        var task = new Work { Pass = this, X = x, Dy = dy, Dw = dw };
        Workers.Run(_g.Groups, ref task);
    }

    private void Group(int group, float* x, float* dy, float* dw)
    {
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count), gradientCount = ConvolutionBuffer.Aligned(_gradient.Count);
        int filters = _g.GroupFilters, sumsCount = filters * _offsets.Length * TapRows.SumStep;
        float* planes = ConvolutionBuffer.Take(planesCount + gradientCount + sumsCount);
        float* gradient = planes + planesCount, sums = gradient + gradientCount;
        new Span<float>(sums, sumsCount).Clear();
        for (int n = 0; n < _g.Batch; n++)
        {
            _planes.Copy(x + ((long)n * _g.Groups + group) * _g.GroupChannels * _g.InputPixels, 0, planes);
            for (int m = 0; m < filters; m++)
            {
                _gradient.Copy(dy + (((long)n * _g.Groups + group) * filters + m) * _g.OutputPixels, 0, gradient);
                fixed (int* offsets = _offsets)
                    for (int k = 0; k < _offsets.Length; k += TapsAtOnce)
                        TapRows.Meet(planes, offsets + k, _planes.RowStep * _stride, gradient, _gradient.RowStep, _g.Height.Output, sums + (m * _offsets.Length + k) * TapRows.SumStep);
            }
        }
        for (int m = 0; m < filters; m++)
            for (int k = 0; k < _taps; k++)
            {
                float sum = 0;
                foreach (float part in new ReadOnlySpan<float>(sums + (m * _offsets.Length + k) * TapRows.SumStep, TapRows.SumStep)) sum += part;
                dw[((long)group * filters + m) * _taps + k] = sum;
            }
    }

    private struct Work : ITask
    {
        public DepthwiseWeightGradient Pass;
        public float* X;
        public float* Dy;
        public float* Dw;

        public void Run(int index) => Pass.Group(index, X, Dy, Dw);
    }
}
