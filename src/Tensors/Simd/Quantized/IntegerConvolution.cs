namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The convolution of eight-bit integers with exact 32-bit sums for planar geometries of fixed sizes, with its packed weights. As in the
/// floating-point convolution the matrix of image patches is never built; here its elements are pairs of neighbouring channels, 16 bits each,
/// less their zero point, so that padding is zero. One thread at a time may run it.
/// </summary>
public sealed unsafe class IntegerConvolution
{
    // With fewer filters than this a tile of the matrix multiply would be mostly empty.
    private const int NarrowFilters = 2;
    private const int MaxDepth = 512;
    private const int MaxLocal = 1 << 15;
    private const double WorkOfTask = 1 << 18;
    private readonly ConvolutionGeometry _g;
    private readonly PaddedPlanes _planes;
    private readonly IntegerFilters? _filters;
    private readonly IntegerWinograd? _winograd;
    private readonly int[] _offsets;
    private readonly int _stride;
    private readonly int _rowsOfBlock;
    private readonly int _blocks;
    private readonly int _blocksOfTask;

    /// <summary>Prepares the convolution.</summary>
    /// <exception cref="ArgumentException">The geometry has three axes.</exception>
    public IntegerConvolution(ConvolutionGeometry geometry)
    {
        if (!geometry.IsPlanar) throw new ArgumentException("A convolution over three axes has no fast kernel.", nameof(geometry));
        _g = geometry;
        WindowAxis h = _g.Height, w = _g.Width;
        (PaddedPlanes planes, int stride) = PaddedPlanes.Forward(_g);
        planes = planes with { Channels = PairChannels };
        _stride = stride;
        _rowsOfBlock = RowsOfBlock(planes);
        _blocks = BlockSizes.Divide(h.Output, _rowsOfBlock);
        _planes = planes with { Rows = (_rowsOfBlock - 1) * stride + h.Extent };
        if (IntegerWinograd.Fits(_g)) _winograd = new IntegerWinograd(_g);
        else _filters = new IntegerFilters(_g);
        _offsets = new int[PairChannels * _g.Taps];
        for (int k = 0; k < _offsets.Length; k++)
            _offsets[k] = IsPointwise ? k * _g.InputPixels : _planes.Offset(k / _g.Taps, k % _g.Taps / w.Kernel * h.Dilation, k % w.Kernel * w.Dilation);
        double work = (double)_rowsOfBlock * w.Output * _g.GroupFilters * _offsets.Length;
        _blocksOfTask = (int)Math.Clamp(WorkOfTask / Math.Max(1, work), 1, Math.Max(1, _g.Batch * _g.Groups * _blocks / 16));
    }

    /// <summary>How many 32-bit numbers <see cref="Run"/> needs for the paired channels.</summary>
    public long Room => IsLocal ? 0 : (long)_g.Batch * _g.Groups * PairChannels * _g.InputPixels + PaddedPlanes.Slack;

    // Where one task takes a whole image of a group, it pairs the channels itself, in memory that stays in its cache.
    private bool IsLocal => _winograd is null && _blocks == 1 && (long)PairChannels * _g.InputPixels <= MaxLocal;

    // Nothing to pad and nothing to skip: the paired channels are read where they stand.
    private bool IsPointwise => _g.Height.IsPointwise && _g.Width.IsPointwise;

    private int RowStep => IsPointwise ? _g.Width.Output : _planes.RowStep * _stride;

    private int PairChannels => (_g.GroupChannels + 1) / 2;

    /// <summary>y = finish(x * w), where a row of <paramref name="finish"/> is a filter.</summary>
    /// <param name="x">The input [Batch, Channels, Height, Width].</param>
    /// <param name="w">The weights [Filters, Channels / Groups, kernel height, kernel width].</param>
    /// <param name="zeros">What stands for zero in each filter's weights in place of the one for all; null for that.</param>
    /// <param name="y">The output [Batch, Filters, output height, output width], of the type that <paramref name="finish"/> says.</param>
    /// <param name="finish">Bias and requantization.</param>
    /// <param name="room">Memory for <see cref="Room"/> numbers.</param>
    /// <param name="version">The packed weights are kept as long as this stays the same; -1 when they may change at any time.</param>
    public void Run(QuantizedBytes x, QuantizedBytes w, int* zeros, void* y, in IntegerFinish finish, int* room, long version = -1)
    {
        if (_filters is not null && _filters.IsStale(version)) _filters.Pack(w, zeros);
        var pairing = new Pairing { Geometry = _g, X = x, Target = room };
        if (!IsLocal) Workers.For(_g.Batch * _g.Groups * PairChannels, Math.Max(1, (1 << 15) / Math.Max(1, _g.InputPixels)), ref pairing);
        if (_winograd is not null)
        {
            _winograd.Run(room, w, zeros, (byte*)y, in finish, version);
            return;
        }
        var task = new Work { Convolution = this, Pairing = pairing, Y = (byte*)y, Finish = finish };
        Workers.For(_g.Batch * _g.Groups * _blocks, _blocksOfTask, ref task);
    }

    // As in the floating-point convolution: blocks for the second-level cache, and several of them when there are few images.
    private int RowsOfBlock(PaddedPlanes planes)
    {
        const int cached = 96 * 1024, enough = 8;
        int images = Math.Max(1, _g.Batch * _g.Groups), height = Math.Max(1, _g.Height.Output), row = Math.Max(1, planes.Channels * planes.RowStep);
        int rows = Math.Max(1, (cached / row - _g.Height.Extent) / _stride + 1);
        if (images < enough) rows = Math.Min(rows, Math.Max(1, BlockSizes.Divide(height, BlockSizes.Divide(enough, images))));
        int least = BlockSizes.Divide(2 * PairTile.Columns, Math.Max(1, _g.Width.Output));
        rows = Math.Clamp(Math.Max(rows, least), 1, height);
        return BlockSizes.Divide(height, BlockSizes.Divide(height, rows));
    }

    private void Block(int index, in Pairing pairing, byte* y, in IntegerFinish finish)
    {
        int block = index % _blocks, image = index / _blocks, group = image % _g.Groups;
        int first = block * _rowsOfBlock, last = Math.Min(_g.Height.Output, first + _rowsOfBlock), width = PairTile.Columns;
        int depth = Math.Min(MaxDepth, _offsets.Length);
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count), panelCount = ConvolutionBuffer.Aligned(TapPanels.Room(depth, width));
        long sumsCount = Math.Max((long)_filters!.Panels * PairTile.Rows * width, (last - first) * (long)_g.Width.Output + width);
        long localCount = IsLocal ? ConvolutionBuffer.Aligned((long)PairChannels * _g.InputPixels + PaddedPlanes.Slack) : 0;
        float* planes = ConvolutionBuffer.Take(localCount + planesCount + panelCount + sumsCount), source = planes;
        planes += localCount;
        float* panel = planes + planesCount;
        var sums = (int*)(panel + panelCount);
        if (IsLocal) (pairing with { Target = (int*)source - (long)image * PairChannels * _g.InputPixels }).Run(image * PairChannels, (image + 1) * PairChannels);
        else source = (float*)(pairing.Target + (long)image * PairChannels * _g.InputPixels);
        if (IsPointwise) planes = source + first * _g.Width.Output;
        else _planes.Copy(source, first * _stride, planes);
        byte* target = y + (long)image * _g.GroupFilters * _g.OutputPixels * finish.Size;
        if (_g.GroupFilters <= NarrowFilters) Rows((int*)planes, group, first, last, sums, target, in finish);
        else Pixels(planes, group, first, last, panel, sums, target, in finish);
    }

    private void Rows(int* planes, int group, int first, int last, int* sums, byte* target, in IntegerFinish finish)
    {
        int width = _g.Width.Output, pixels = (last - first) * width;
        for (int m = 0; m < _g.GroupFilters; m++)
        {
            fixed (int* offsets = _offsets)
                PairRows.Sum(planes, RowStep, offsets, _filters!.Panel(group, 0, 0) + m, PairTile.Rows, _offsets.Length, sums, last - first, width);
            finish.Row(sums, group * _g.GroupFilters + m, first * width, pixels, target + ((long)m * _g.OutputPixels + (long)first * width) * finish.Size);
        }
    }

    private void Pixels(float* planes, int group, int first, int last, float* panel, int* sums, byte* target, in IntegerFinish finish)
    {
        int width = PairTile.Columns, pixels = (last - first) * _g.Width.Output, taps = _offsets.Length;
        fixed (int* offsets = _offsets)
        {
            var panels = new TapPanels(planes, offsets, RowStep, _g.Width.Output);
            for (int p = 0; p < pixels; p += width)
            {
                int count = Math.Min(width, pixels - p), pixel = first * _g.Width.Output + p;
                for (int k = 0; k < taps; k += MaxDepth)
                {
                    int depth = Math.Min(MaxDepth, taps - k);
                    panels.Pack(panel, width, k, depth, p, count);
                    for (int f = 0; f < _filters!.Panels; f++)
                    {
                        int filter = f * _filters.PanelRows, filters = Math.Min(_filters.PanelRows, _g.GroupFilters - filter);
                        // Sums that are whole after one block are finished while they are in the first-level cache.
                        int* own = taps <= MaxDepth ? sums : sums + filter * width;
                        PairTile.Multiply(depth, _filters.Panel(group, f, k), 1, PairTile.Rows, (int*)panel, own, width, filters, k > 0);
                        if (k + depth < taps) continue;
                        finish.Tile(own, width, group * _g.GroupFilters + filter, filters, pixel, count, target + ((long)filter * _g.OutputPixels + pixel) * finish.Size, _g.OutputPixels);
                    }
                }
            }
        }
    }

    private struct Pairing : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public QuantizedBytes X;
        public int* Target;

        public readonly void Run(int start, int end)
        {
            int pixels = Geometry.InputPixels, channels = Geometry.GroupChannels, pairs = (channels + 1) / 2;
            for (int index = start; index < end; index++)
            {
                int channel = index % pairs * 2;
                long plane = ((long)(index / pairs) * channels + channel) * pixels;
                PairPacking.Interleave(X, plane, channel + 1 < channels ? plane + pixels : -1, pixels, Target + (long)index * pixels);
            }
        }
    }

    private struct Work : IRangeTask
    {
        public IntegerConvolution Convolution;
        public Pairing Pairing;
        public byte* Y;
        public IntegerFinish Finish;

        public readonly void Run(int start, int end)
        {
            for (int index = start; index < end; index++) Convolution.Block(index, in Pairing, Y, in Finish);
        }
    }
}
