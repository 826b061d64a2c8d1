namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The convolution of eight-bit integers with 3 x 3 windows at every place, by Winograd's F(2 x 2, 3 x 3) (Lavin and Gray 2015): 16 products for 4
/// results instead of 36. Twice the weights' transform is whole numbers, so that four times each result is exact in 32 bits, and so is the result.
/// </summary>
internal sealed unsafe class IntegerWinograd
{
    private const int Positions = 16;
    private const int LeastChannels = 8;
    private const int LeastTiles = 24;
    // Four times a sum of 9 products of numbers up to 255 for each channel has to fit 32 bits.
    private const int MostChannels = 900;
    private const double WorkOfTask = 1 << 18;
    private readonly ConvolutionGeometry _g;
    private readonly ConvolutionGeometry _tiles;
    private readonly PaddedPlanes _planes;
    private readonly WinogradFilters _filters;
    private readonly int[] _offsets;
    private readonly int _rowsOfBlock;
    private readonly int _blocks;
    private readonly int _blocksOfTask;

    public IntegerWinograd(ConvolutionGeometry geometry)
    {
        _g = geometry;
        // A tile is a window of 4 x 4 at every second place.
        _tiles = _g with { Height = Tiles(_g.Height), Width = Tiles(_g.Width) };
        (PaddedPlanes planes, _) = PaddedPlanes.Forward(_tiles);
        planes = planes with { Channels = PairChannels };
        int least = BlockSizes.Divide(PairTile.Columns, _tiles.Width.Output), cached = 96 * 1024 / Math.Max(1, planes.Channels * planes.RowStep) / 2;
        int rows = Math.Clamp(Math.Max(least, Math.Min(cached, BlockSizes.Divide(_tiles.Height.Output, 4))), 1, _tiles.Height.Output);
        _blocks = BlockSizes.Divide(_tiles.Height.Output, rows);
        _rowsOfBlock = BlockSizes.Divide(_tiles.Height.Output, _blocks);
        _planes = planes with { Rows = (_rowsOfBlock - 1) * 2 + 4 };
        _offsets = new int[PairChannels * Positions];
        for (int k = 0; k < _offsets.Length; k++) _offsets[k] = _planes.Offset(k / Positions, k % Positions / 4, k % 4);
        _filters = new WinogradFilters(_g);
        double work = (double)_rowsOfBlock * _tiles.Width.Output * _g.GroupFilters * _offsets.Length;
        _blocksOfTask = (int)Math.Clamp(WorkOfTask / Math.Max(1, work), 1, Math.Max(1, _g.Batch * _g.Groups * _blocks / 16));
    }

    private int PairChannels => (_g.GroupChannels + 1) / 2;

    /// <summary>Whether the geometry is one for this, with enough to do that the transforms pay.</summary>
    public static bool Fits(ConvolutionGeometry g) =>
        g.IsPlanar && IsWindow(g.Height) && IsWindow(g.Width) && g.GroupChannels is >= LeastChannels and <= MostChannels && g.GroupFilters >= LeastChannels
        && (long)Tiles(g.Height).Output * Tiles(g.Width).Output >= LeastTiles;

    /// <summary>Runs over paired channels, as <see cref="IntegerConvolution"/> makes them.</summary>
    public void Run(int* pairs, QuantizedBytes w, int* zeros, byte* y, in IntegerFinish finish, long version)
    {
        if (_filters.IsStale(version)) _filters.Pack(w, zeros);
        var task = new Work { Convolution = this, X = pairs, Y = y, Finish = finish };
        Workers.For(_g.Batch * _g.Groups * _blocks, _blocksOfTask, ref task);
    }

    private static bool IsWindow(WindowAxis axis) => axis is { Kernel: 3, Stride: 1, Dilation: 1, Output: > 0 };

    private static WindowAxis Tiles(WindowAxis axis) => new(axis.Input, BlockSizes.Divide(axis.Output, 2), 4, 2, 1, axis.Before);

    private void Block(int index, int* x, byte* y, in IntegerFinish finish)
    {
        int block = index % _blocks, image = index / _blocks, group = image % _g.Groups, width = PairTile.Columns, rows = PairTile.Rows;
        int first = block * _rowsOfBlock, last = Math.Min(_tiles.Height.Output, first + _rowsOfBlock), tilesOfRow = _tiles.Width.Output;
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count), panelCount = ConvolutionBuffer.Aligned(TapPanels.Room(Positions, width));
        long transformedCount = (long)Positions * PairChannels * width;
        float* planes = ConvolutionBuffer.Take(planesCount + panelCount + transformedCount + (Positions + 4) * rows * width);
        float* panel = planes + planesCount;
        var transformed = (int*)(panel + panelCount);
        int* sums = transformed + transformedCount, results = sums + Positions * rows * width;
        _planes.Copy((float*)(x + (long)image * PairChannels * _g.InputPixels), first * 2, planes);
        byte* target = y + (long)image * _g.GroupFilters * _g.OutputPixels * finish.Size;
        fixed (int* offsets = _offsets)
        {
            var panels = new TapPanels(planes, offsets, _planes.RowStep * 2, tilesOfRow);
            int tiles = (last - first) * tilesOfRow;
            for (int t = 0; t < tiles; t += width)
            {
                int count = Math.Min(width, tiles - t);
                for (int p = 0; p < PairChannels; p++)
                {
                    panels.Pack(panel, width, p * Positions, Positions, t, count);
                    WinogradTiles2.Input((short*)panel, (short*)(transformed + p * width), 2 * width, 2 * PairChannels * width);
                }
                for (int f = 0; f < _filters.Panels; f++)
                {
                    int filter = f * _filters.PanelRows, filters = Math.Min(_filters.PanelRows, _g.GroupFilters - filter);
                    for (int position = 0; position < Positions; position++)
                        PairTile.Multiply(PairChannels, _filters.Panel(group, f, position), 1, rows, transformed + position * PairChannels * width,
                            sums + position * rows * width, width, filters, false);
                    for (int m = 0; m < filters; m++) WinogradTiles2.Output(sums + m * width, rows * width, width, results + 4 * m * width);
                    Write(results, group * _g.GroupFilters + filter, filters, first * tilesOfRow + t, count, target + (long)filter * _g.OutputPixels * finish.Size, in finish);
                }
            }
        }
    }

    // The two rows of results of a panel's tiles for some filters, a row of tiles at a time.
    private void Write(int* results, int filter, int filters, int tile, int count, byte* plane, in IntegerFinish finish)
    {
        int width = _g.Width.Output, tilesOfRow = _tiles.Width.Output, row = tile / tilesOfRow, column = tile - row * tilesOfRow;
        for (int t = 0; t < count; row++, column = 0)
        {
            int piece = Math.Min(count - t, tilesOfRow - column), pixels = Math.Min(2 * piece, width - 2 * column);
            for (int r = 0; r < 2 && 2 * row + r < _g.Height.Output; r++)
            {
                int pixel = (2 * row + r) * width + 2 * column;
                finish.Tile(results + (r * PairTile.Columns + t) * 2, 4 * PairTile.Columns, filter, filters, pixel, pixels, plane + (long)pixel * finish.Size, _g.OutputPixels);
            }
            t += piece;
        }
    }

    private struct Work : IRangeTask
    {
        public IntegerWinograd Convolution;
        public int* X;
        public byte* Y;
        public IntegerFinish Finish;

        public readonly void Run(int start, int end)
        {
            for (int index = start; index < end; index++) Convolution.Block(index, X, Y, in Finish);
        }
    }
}
