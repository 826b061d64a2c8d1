namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A convolution as a matrix multiply whose second matrix is never built: for each image and block of output rows, the channels' rows
/// are copied with their padding, panels of pixels are packed from them as they are needed, and the tile kernel runs over the weights.
/// </summary>
internal sealed unsafe class TapConvolution
{
    private readonly int[] _offsets;
    private readonly PaddedPlanes _planes;
    private readonly int _rowsOfBlock;
    private readonly int _blocks;

    /// <param name="batch">The number of images.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="planes">How a group's channels are padded; the number of rows held is set here.</param>
    /// <param name="offsets">Gives, for each tap, channel, row and column in the padded planes of the first output's tap.</param>
    /// <param name="extent">Padded rows that one output row reads.</param>
    /// <param name="stride">Padded rows between output rows.</param>
    /// <param name="result">Where the results go.</param>
    public TapConvolution(int batch, int groups, PaddedPlanes planes, (int Channel, int Row, int Column)[] offsets, int extent, int stride, TapResult result)
    {
        (Batch, Groups, Result, Stride) = (batch, groups, result, stride);
        _rowsOfBlock = RowsOfBlock(batch * groups, result.Height, result.Width, stride, extent, planes);
        _blocks = result.Height == 0 ? 0 : BlockSizes.Divide(result.Height, _rowsOfBlock);
        _planes = planes with { Rows = (_rowsOfBlock - 1) * stride + extent };
        _offsets = [.. offsets.Select(o => _planes.Offset(o.Channel, o.Row, o.Column))];
        Weights = new TapWeights(groups, result.Channels, offsets.Length);
    }

    public int Batch { get; }

    public int Groups { get; }

    public int Stride { get; }

    public TapResult Result { get; }

    public TapWeights Weights { get; }

    /// <summary>Runs over all images; <paramref name="epilogue"/> may have a row bias and an activation.</summary>
    public void Run(float* x, float* y, in Epilogue epilogue)
    {
        var task = new Work { Convolution = this, X = x, Y = y, Epilogue = epilogue };
        Workers.Run(Batch * Groups * _blocks, ref task);
    }

    // Blocks small enough for the second-level cache, and enough of them for several threads when there are few images.
    private static int RowsOfBlock(int images, int height, int width, int stride, int extent, PaddedPlanes planes)
    {
        const int cached = 96 * 1024, enough = 8;
        int floatsOfRow = Math.Max(1, planes.Channels * planes.RowStep);
        int rows = Math.Max(1, (cached / floatsOfRow - extent) / stride + 1);
        if (images < enough) rows = Math.Min(rows, Math.Max(1, BlockSizes.Divide(height, BlockSizes.Divide(enough, Math.Max(1, images)))));
        int least = BlockSizes.Divide(2 * GemmKernel.Columns, Math.Max(1, width));
        rows = Math.Clamp(Math.Max(rows, least), 1, Math.Max(1, height));
        return BlockSizes.Divide(Math.Max(1, height), BlockSizes.Divide(Math.Max(1, height), rows));
    }

    private void Block(int index, float* x, float* y, in Epilogue epilogue)
    {
        int block = index % _blocks, image = index / _blocks, group = image % Groups;
        int first = block * _rowsOfBlock, last = Math.Min(Result.Height, first + _rowsOfBlock);
        int depth = BlockSizes.Depth(Weights.Taps), width = GemmKernel.Columns;
        long planesCount = ConvolutionBuffer.Aligned(_planes.Count), panelCount = ConvolutionBuffer.Aligned(TapPanels.Room(depth, width));
        float* planes = ConvolutionBuffer.Take(planesCount + panelCount + GemmKernel.Rows * width * (Weights.Panels + 1));
        float* panel = planes + planesCount, tiles = panel + panelCount;
        _planes.Copy(x + (long)image * _planes.Channels * _planes.Height * _planes.Width, first * Stride, planes);

        Epilogue own = epilogue;
        if (own.RowBias != null) own.RowBias += group * Result.Channels;
        float* target = y + (long)image * Result.Channels * Result.PlaneStep;
        fixed (int* offsets = _offsets)
        {
            var panels = new TapPanels(planes, offsets, _planes.RowStep * Stride, Result.Width);
            int pixels = (last - first) * Result.Width;
            for (int p = 0; p < pixels; p += width)
            {
                int count = Math.Min(width, pixels - p), pixel = first * Result.Width + p;
                float* c = Result.IsDense ? target + pixel : tiles;
                Panel(in panels, group, panel, depth, p, count, c, Result.IsDense ? Result.PlaneStep : width, in own);
                if (!Result.IsDense) Result.Scatter(tiles, width, target, pixel, count);
            }
        }
    }

    private void Panel(in TapPanels panels, int group, float* panel, int depth, int pixel, int count, float* c, nint ldc, in Epilogue epilogue)
    {
        int k = 0;
        do
        {
            int kCount = Math.Min(depth, Weights.Taps - k);
            panels.Pack(panel, GemmKernel.Columns, k, kCount, pixel, count);
            TileFinish finish = TileFinish.Create(1, 0, in epilogue, k == 0, k + kCount >= Weights.Taps);
            for (int p = 0; p < Weights.Panels; p++)
            {
                int row = p * Weights.PanelRows;
                GemmKernel.Multiply(kCount, Weights.Panel(group, p, k), 1, GemmKernel.Rows, panel, GemmKernel.Columns, c + row * ldc, ldc,
                    Math.Min(Weights.PanelRows, Result.Channels - row), count, row, 0, in finish);
            }
            k += kCount;
        }
        while (k < Weights.Taps);
    }

    private struct Work : ITask
    {
        public TapConvolution Convolution;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public void Run(int index) => Convolution.Block(index, X, Y, in Epilogue);
    }
}
