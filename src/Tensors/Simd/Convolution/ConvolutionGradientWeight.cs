namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The pass of a planar convolution back to its weights. The images are divided into parts by their number alone; each part sums into
/// its own copy of the weights, and the copies are added in a fixed order, so threads do not change the result.
/// </summary>
public sealed unsafe class ConvolutionGradientWeight
{
    private const int MaxParts = 16;
    private const long MaxScratch = 16 << 20;
    private readonly ConvolutionGeometry _g;
    private readonly PaddedPlanes _planes = null!;
    private readonly int[] _offsets = [];
    private readonly WinogradWeightGradient? _winograd;
    private readonly DepthwiseWeightGradient? _depthwise;
    private readonly int _taps;
    private readonly int _filters;
    private readonly int _rowsOfBlock;
    private readonly int _parts;
    private readonly int _stride;

    /// <summary>Prepares the pass.</summary>
    /// <exception cref="ArgumentException">The geometry has three axes.</exception>
    public ConvolutionGradientWeight(ConvolutionGeometry geometry)
    {
        if (!geometry.IsPlanar) throw new ArgumentException("A convolution over three axes has no fast kernel.", nameof(geometry));
        _g = geometry;
        if (WinogradConvolution.Fits(_g))
        {
            _winograd = new WinogradWeightGradient(_g);
            return;
        }
        if (DepthwiseWeightGradient.Fits(_g))
        {
            _depthwise = new DepthwiseWeightGradient(_g);
            return;
        }
        WindowAxis h = _g.Height, w = _g.Width;
        _taps = _g.GroupChannels * _g.Taps;
        _filters = BlockSizes.Round(_g.GroupFilters, StridedTiles.Lanes);
        (PaddedPlanes planes, _stride) = PaddedPlanes.Forward(_g);
        int floatsOfRow = Math.Max(1, planes.Channels * planes.RowStep * _stride + _filters * w.Output);
        _rowsOfBlock = Math.Clamp(96 * 1024 / floatsOfRow, 1, Math.Max(1, h.Output));
        _planes = planes with { Rows = (_rowsOfBlock - 1) * _stride + h.Extent };
        _offsets = new int[BlockSizes.Round(_taps, StridedTiles.Rows)];
        _parts = Math.Min((int)Math.Clamp(MaxScratch / Math.Max(1, PartCount), 2, MaxParts), _g.Batch);
        for (int k = 0; k < _offsets.Length; k++)
        {
            int tap = Math.Min(k, _taps - 1);
            _offsets[k] = _planes.Offset(tap / _g.Taps, tap % _g.Taps / w.Kernel * h.Dilation, tap % w.Kernel * w.Dilation);
        }
    }

    /// <summary>The numbers of scratch memory that a run needs.</summary>
    public long ScratchCount => _winograd?.ScratchCount ?? _parts * PartCount;

    private long PartCount => (long)_g.Groups * _offsets.Length * _filters;

    /// <summary>dw = the sums of x · dy over all places where a weight is used.</summary>
    /// <param name="x">The input [Batch, Channels, Height, Width].</param>
    /// <param name="dy">The gradient by the output [Batch, Filters, output height, output width].</param>
    /// <param name="dw">The gradient by the weights [Filters, Channels / Groups, kernel height, kernel width].</param>
    /// <param name="scratch"><see cref="ScratchCount"/> numbers.</param>
    public void Run(float* x, float* dy, float* dw, float* scratch)
    {
        if (_winograd is not null)
        {
            _winograd.Run(x, dy, dw, scratch);
            return;
        }
        if (_depthwise is not null)
        {
            _depthwise.Run(x, dy, dw);
            return;
        }
        var sums = new Sums { Pass = this, X = x, Dy = dy, Scratch = scratch };
        Workers.Run(_parts * _g.Groups, ref sums);
        var total = new Total { Pass = this, Dw = dw, Scratch = scratch };
        Workers.For(_g.Groups * _taps, 64, ref total);
    }

    private void Part(int index, float* x, float* dy, float* scratch)
    {
        int part = index / _g.Groups, group = index % _g.Groups;
        int firstImage = (int)((long)_g.Batch * part / _parts), lastImage = (int)((long)_g.Batch * (part + 1) / _parts);
        float* dw = scratch + part * PartCount + (long)group * _offsets.Length * _filters;
        new Span<float>(dw, _offsets.Length * _filters).Clear();
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count);
        int width = _g.Width.Output;
        float* planes = ConvolutionBuffer.Take(planesCount + (long)_rowsOfBlock * width * _filters), turned = planes + planesCount;
        fixed (int* offsets = _offsets)
        {
            for (int n = firstImage; n < lastImage; n++)
            {
                float* image = x + ((long)n * _g.Groups + group) * _g.GroupChannels * _g.InputPixels;
                var gradient = new MatrixPanels(dy + ((long)n * _g.Groups + group) * _g.GroupFilters * _g.OutputPixels, _g.OutputPixels, true);
                for (int row = 0; row < _g.Height.Output; row += _rowsOfBlock)
                {
                    int rows = Math.Min(_rowsOfBlock, _g.Height.Output - row);
                    _planes.Copy(image, row * _stride, planes);
                    gradient.Pack(turned, _filters, row * width, rows * width, 0, _g.GroupFilters);
                    new StridedTiles
                    {
                        X = planes,
                        Offsets = offsets,
                        Tiles = _offsets.Length / StridedTiles.Rows,
                        OffsetsOfTile = StridedTiles.Rows,
                        Step = 1,
                        Length = width,
                        Stretches = rows,
                        StretchStep = _planes.RowStep * _stride,
                        B = turned,
                        BStep = _filters,
                        Columns = _filters,
                        C = dw,
                        CStep = _filters,
                        Add = true,
                    }.Run();
                }
            }
        }
    }

    private void Reduce(int start, int end, float* dw, float* scratch)
    {
        for (int i = start; i < end; i++)
        {
            float* sums = scratch + ((long)(i / _taps) * _offsets.Length + i % _taps) * _filters;
            for (int p = 1; p < _parts; p++)
                Vectorized.Map(default(Plus), sums, 1, sums + p * PartCount, 1, sums, _filters);
            float* target = dw + (long)(i / _taps) * _g.GroupFilters * _taps + i % _taps;
            for (int m = 0; m < _g.GroupFilters; m++) target[(long)m * _taps] = _parts == 0 ? 0 : sums[m];
        }
    }

    private readonly struct Plus : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }

    private struct Sums : ITask
    {
        public ConvolutionGradientWeight Pass;
        public float* X;
        public float* Dy;
        public float* Scratch;

        public void Run(int index) => Pass.Part(index, X, Dy, Scratch);
    }

    private struct Total : IRangeTask
    {
        public ConvolutionGradientWeight Pass;
        public float* Dw;
        public float* Scratch;

        public void Run(int start, int end) => Pass.Reduce(start, end, Dw, Scratch);
    }
}
