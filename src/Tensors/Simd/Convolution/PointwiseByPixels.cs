namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Pointwise convolutions with pixels in the lanes: each task packs some panels of pixels and runs the tile kernel over the panels of filters,
/// which stay in the nearest cache for all of the task's panels.
/// </summary>
internal sealed unsafe class PointwiseByPixels : PointwiseConvolution
{
    private const int MostPanels = 4;

    // Of few filters each pixel is read so few times that a packed copy does not pay.
    private const int PanelsInPlace = 2;
    private readonly TapWeights _weights;
    private readonly int _pixelsOfBlock;
    private readonly int _blocks;
    private readonly int _parts;
    private readonly int _blocksOfTask;

    public PointwiseByPixels(int batch, int groups, int depth, int filters, int pixels) : base(batch, groups, depth, filters, pixels)
    {
        _weights = new TapWeights(groups, filters, depth);
        int panels = Math.Max(1, BlockSizes.Divide(pixels, GemmKernel.Columns)), least = BlockSizes.Divide(Enough, Math.Max(1, Images));
        int panelsOfBlock = Math.Clamp(BlockSizes.Divide(panels, least), 1, MostPanels);
        _pixelsOfBlock = panelsOfBlock * GemmKernel.Columns;
        _blocks = BlockSizes.Divide(panels, panelsOfBlock);
        _parts = Math.Clamp(BlockSizes.Divide(least, 2 * _blocks), 1, _weights.Panels);
        double work = (double)_pixelsOfBlock * filters * depth / _parts;
        _blocksOfTask = (int)Math.Clamp(WorkOfTask / Math.Max(1, work), 1, Math.Max(1, Images * _blocks * _parts / 16));
    }

    protected override void Pack(int group, float* w, bool turned)
    {
        if (turned) _weights.PackTurned(group, w, Depth, [0], 1);
        else _weights.Pack(group, w);
    }

    protected override void Multiply(float* x, float* y, in Epilogue epilogue)
    {
        var task = new Work { Convolution = this, X = x, Y = y, Epilogue = epilogue };
        Workers.For(Images * _blocks * _parts, _blocksOfTask, ref task);
    }

    private void Block(int index, float* x, float* y, in Epilogue epilogue)
    {
        int part = index % _parts, block = index / _parts % _blocks, image = index / _parts / _blocks, group = image % Groups;
        int first = block * _pixelsOfBlock, count = Math.Min(_pixelsOfBlock, Pixels - first);
        int from = part * _weights.Panels / _parts, to = (part + 1) * _weights.Panels / _parts;
        Epilogue own = epilogue;
        if (own.RowBias != null) own.RowBias += group * Filters;
        x += (long)image * Depth * Pixels + first;
        y += (long)image * Filters * Pixels + first;

        int width = GemmKernel.Columns, depth = BlockSizes.Depth(Depth);
        int inPlace = to - from <= PanelsInPlace ? count - count % width : 0;
        float* packed = ConvolutionBuffer.Take((long)depth * _pixelsOfBlock);
        var source = new MatrixPanels(x, Pixels, false);
        for (int k = 0; k < Depth; k += depth)
        {
            int kCount = Math.Min(depth, Depth - k);
            TileFinish finish = TileFinish.Create(1, 0, in own, k == 0, k + kCount >= Depth);
            for (int j = inPlace; j < count; j += width)
                source.Pack(packed + j * depth, width, k, kCount, j, Math.Min(width, count - j));
            for (int p = from; p < to; p++)
            {
                int row = p * _weights.PanelRows, rows = Math.Min(_weights.PanelRows, Filters - row);
                float* w = _weights.Panel(group, p, k);
                for (int j = 0; j < count; j += width)
                {
                    bool read = j < inPlace;
                    GemmKernel.Multiply(kCount, w, 1, GemmKernel.Rows, read ? source.At(j, k) : packed + j * depth, read ? Pixels : width,
                        y + (long)row * Pixels + j, Pixels, rows, Math.Min(width, count - j), row, j, in finish);
                }
            }
        }
    }

    private struct Work : IRangeTask
    {
        public PointwiseByPixels Convolution;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public readonly void Run(int start, int end)
        {
            for (int index = start; index < end; index++) Convolution.Block(index, X, Y, in Epilogue);
        }
    }
}
