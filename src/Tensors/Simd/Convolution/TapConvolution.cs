namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A convolution as a matrix multiply whose second matrix is never built: for each image and block of output rows, the channels' rows
/// are copied with their padding, panels of pixels are packed from them as they are needed, and the tile kernel runs over the weights.
/// </summary>
internal sealed unsafe class TapConvolution
{
    // With fewer filters than this a tile of the matrix multiply would be mostly empty.
    private const int NarrowChannels = 2;
    private const double WorkOfTask = 1 << 18;

    // Pieces of work for several threads. Of few small images the filters are divided too, but less: each part packs the same pixels again.
    private const int Enough = 8;
    private const int EnoughParts = 4;
    private readonly TapPhase[] _phases;
    private readonly PaddedPlanes _planes;
    private readonly TapResult _result;
    private readonly int _images;
    private readonly int _groups;
    private readonly int _stride;
    private readonly int _rowsOfBlock;
    private readonly int _blocks;
    private readonly int _blocksOfTask;
    private readonly int _parts;
    private readonly bool _narrow;

    /// <param name="batch">The number of images.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="planes">How a group's channels are padded; the number of rows held is set here.</param>
    /// <param name="phases">The phases of the results, by row and column.</param>
    /// <param name="extent">Padded rows that one output row reads.</param>
    /// <param name="stride">Padded rows between output rows.</param>
    /// <param name="result">Where the results go.</param>
    public TapConvolution(int batch, int groups, PaddedPlanes planes, TapPhase[] phases, int extent, int stride, TapResult result)
    {
        (_images, _groups, _stride, _result, _phases) = (batch * groups, groups, stride, result, phases);
        _rowsOfBlock = RowsOfBlock(_images, result.Height, result.Width, stride, extent, planes);
        _blocks = BlockSizes.Divide(result.Height, _rowsOfBlock);
        _planes = planes with { Rows = (_rowsOfBlock - 1) * stride + extent };
        foreach (TapPhase phase in phases) phase.Locate(_planes);
        _narrow = result.Channels <= NarrowChannels;
        double work = (double)_rowsOfBlock * result.Width * result.Channels * phases.Sum(p => p.Taps.Length);
        _parts = _narrow || !result.IsDense ? 1 : Math.Clamp(EnoughParts / Math.Max(1, _images * _blocks), 1, phases[0].Weights.Panels);
        _blocksOfTask = (int)Math.Clamp(WorkOfTask / Math.Max(1, work / _parts), 1, Math.Max(1, _images * _blocks * _parts / 16));
    }

    public ReadOnlySpan<TapPhase> Phases => _phases;

    /// <summary>Runs over all images; <paramref name="epilogue"/> may have a row bias and an activation.</summary>
    public void Run(float* x, float* y, in Epilogue epilogue)
    {
        var task = new Work { Convolution = this, X = x, Y = y, Epilogue = epilogue };
        Workers.For(_images * _blocks * _parts, _blocksOfTask, ref task);
    }

    // Blocks small enough for the second-level cache, and enough of them for several threads when there are few images.
    private static int RowsOfBlock(int images, int height, int width, int stride, int extent, PaddedPlanes planes)
    {
        const int cached = 96 * 1024;
        int floatsOfRow = Math.Max(1, planes.Channels * planes.RowStep);
        int rows = Math.Max(1, (cached / floatsOfRow - extent) / stride + 1);
        if (images < Enough) rows = Math.Min(rows, Math.Max(1, BlockSizes.Divide(height, BlockSizes.Divide(Enough, Math.Max(1, images)))));
        int least = BlockSizes.Divide(2 * GemmKernel.Columns, Math.Max(1, width));
        rows = Math.Clamp(Math.Max(rows, least), 1, Math.Max(1, height));
        return BlockSizes.Divide(Math.Max(1, height), BlockSizes.Divide(Math.Max(1, height), rows));
    }

    private void Block(int index, float* x, float* y, in Epilogue epilogue)
    {
        int part = index % _parts, block = index / _parts % _blocks, image = index / _parts / _blocks, group = image % _groups;
        int first = block * _rowsOfBlock, last = Math.Min(_result.Height, first + _rowsOfBlock);
        int width = GemmKernel.Columns, depth = 1, rows = 0;
        foreach (TapPhase phase in _phases)
        {
            depth = Math.Max(depth, BlockSizes.Depth(phase.Taps.Length));
            rows = Math.Max(rows, GemmKernel.Rows * phase.Weights.Panels);
        }
        int tileCount = Math.Max(rows * width, _narrow ? _result.Channels * _rowsOfBlock * _result.Width : 0);
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count), panelCount = ConvolutionBuffer.Aligned(TapPanels.Room(depth, width));
        float* planes = ConvolutionBuffer.Take(planesCount + panelCount + (long)tileCount * _result.ColumnStride);
        float* panel = planes + planesCount, tiles = panel + panelCount;
        long pixels = (long)_planes.Height * _planes.Width, start = image * _planes.Channels * pixels;
        _planes.Copy(x + start, first * _stride, planes);

        Epilogue own = epilogue;
        if (own.RowBias != null) own.RowBias += group * _result.Channels;
        float* target = y + (long)image * _result.Channels * _result.PlaneStep;
        if (_narrow) Rows(planes, group, first, last, tiles, tileCount, target, in own);
        else if (_result.IsDense) Dense(planes, group, part, first, last, panel, target, in own);
        else Pixels(planes, group, first, last, panel, tiles, tileCount, target, in own);
    }

    private void Dense(
        float* planes, int group, int part, int first, int last, float* panel, float* target, in Epilogue epilogue)
    {
        int width = GemmKernel.Columns, pixels = (last - first) * _result.Width, panels = _phases[0].Weights.Panels;
        int from = part * panels / _parts, to = (part + 1) * panels / _parts;
        for (int p = 0; p < pixels; p += width)
            Panel(_phases[0], planes, group, from, to, panel, p, Math.Min(width, pixels - p), target + first * _result.Width + p, _result.PlaneStep, in epilogue);
    }

    private void Pixels(
        float* planes, int group, int first, int last, float* panel, float* tiles, int tileCount, float* target, in Epilogue epilogue)
    {
        int width = GemmKernel.Columns, pixels = (last - first) * _result.Width;
        for (int p = 0; p < pixels; p += width)
        {
            int count = Math.Min(width, pixels - p), pixel = first * _result.Width + p;
            foreach (TapPhase phase in _phases)
            {
                Panel(phase, planes, group, 0, phase.Weights.Panels, panel, p, count, tiles + phase.Column * tileCount, width, in epilogue);
                if (phase.Column == _result.ColumnStride - 1)
                    _result.Scatter(tiles, width, tileCount, target, phase.Row, pixel, count);
            }
        }
    }

    private void Rows(float* planes, int group, int first, int last, float* rows, int rowsCount, float* target, in Epilogue epilogue)
    {
        int width = _result.Width;
        if (_result.IsDense)
        {
            for (int m = 0; m < _result.Channels; m++)
                Sum(_phases[0], planes, group, m, target + (long)m * _result.PlaneStep + (long)first * width, last - first, in epilogue);
            return;
        }
        int pixels = (last - first) * width;
        foreach (TapPhase phase in _phases)
        {
            for (int m = 0; m < _result.Channels; m++)
                Sum(phase, planes, group, m, rows + phase.Column * rowsCount + m * pixels, last - first, in epilogue);
            if (phase.Column == _result.ColumnStride - 1) _result.Scatter(rows, pixels, rowsCount, target, phase.Row, first * width, pixels);
        }
    }

    private void Sum(TapPhase phase, float* planes, int group, int m, float* y, int rows, in Epilogue epilogue)
    {
        float bias = epilogue.RowBias == null ? 0 : epilogue.RowBias[m];
        fixed (int* offsets = phase.Offsets)
            TapRows.Sum(planes, _planes.RowStep * _stride, offsets, phase.Weights.Panel(group, 0, 0) + m, GemmKernel.Rows,
                phase.Offsets.Length, bias, y, rows, _result.Width);
        ActivationLoop.Apply(epilogue.Activation, y, rows * _result.Width, epilogue.Alpha, epilogue.Beta);
    }

    private void Panel(
        TapPhase phase, float* planes, int group, int from, int to, float* panel, int pixel, int count, float* c, nint ldc, in Epilogue epilogue)
    {
        TapWeights weights = phase.Weights;
        int k = 0, depth = BlockSizes.Depth(weights.Taps);
        fixed (int* offsets = phase.Offsets)
        {
            var panels = new TapPanels(planes, offsets, _planes.RowStep * _stride, _result.Width);
            do
            {
                int kCount = Math.Min(depth, weights.Taps - k);
                panels.Pack(panel, GemmKernel.Columns, k, kCount, pixel, count);
                TileFinish finish = TileFinish.Create(1, 0, in epilogue, k == 0, k + kCount >= weights.Taps);
                for (int p = from; p < to; p++)
                {
                    int row = p * weights.PanelRows;
                    GemmKernel.Multiply(kCount, weights.Panel(group, p, k), 1, GemmKernel.Rows, panel, GemmKernel.Columns, c + row * ldc, ldc,
                        Math.Min(weights.PanelRows, weights.Rows - row), count, row, 0, in finish);
                }
                k += kCount;
            }
            while (k < weights.Taps);
        }
    }

    private struct Work : IRangeTask
    {
        public TapConvolution Convolution;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public void Run(int start, int end)
        {
            for (int index = start; index < end; index++) Convolution.Block(index, X, Y, in Epilogue);
        }
    }
}
