namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Pointwise convolutions with filters in the lanes, for images of few pixels: the pixels are read where they stand, each task computes a panel of
/// filters for all of them into a small matrix and turns that into the result. Images with fewer pixels than a tile has rows are put together.
/// </summary>
internal sealed unsafe class PointwiseByFilters : PointwiseConvolution
{
    private const int TilesOfBlock = 4;
    private readonly TensorMemory _weights;
    private readonly int _panels;
    private readonly int _tiles;
    private readonly int _parts;
    private readonly int _tasks;
    private readonly int _imagesOfBlock = 1;

    public PointwiseByFilters(int batch, int groups, int depth, int filters, int pixels) : base(batch, groups, depth, filters, pixels)
    {
        _panels = BlockSizes.Divide(filters, GemmKernel.Columns);
        _tiles = BlockSizes.Divide(pixels, GemmKernel.Rows);
        _weights = new TensorMemory((long)groups * _panels * depth * GemmKernel.Columns * sizeof(float));
        if (groups == 1 && pixels < GemmKernel.Rows && Images > 1)
        {
            _imagesOfBlock = Math.Min(Images, BlockSizes.Divide(TilesOfBlock * GemmKernel.Rows, pixels));
            _parts = Math.Clamp(BlockSizes.Divide(Enough, BlockSizes.Divide(Images, _imagesOfBlock)), 1, _panels);
            return;
        }
        _parts = Images * _panels < Enough ? Math.Clamp(_tiles, 1, 2) : 1;
        double work = (double)pixels * GemmKernel.Columns * depth / _parts;
        _tasks = (int)Math.Clamp(WorkOfTask / Math.Max(1, work), 1, Math.Max(1, Images * _panels * _parts / 16));
    }

    protected override void Pack(int group, float* w, bool turned)
    {
        var source = new MatrixPanels(w, turned ? Filters : Depth, !turned);
        for (int p = 0; p < _panels; p++)
            source.Pack(Panel(group, p), GemmKernel.Columns, 0, Depth, p * GemmKernel.Columns, Math.Min(GemmKernel.Columns, Filters - p * GemmKernel.Columns));
    }

    protected override void Multiply(float* x, float* y, in Epilogue epilogue)
    {
        var task = new Work { Convolution = this, X = x, Y = y, Epilogue = epilogue };
        if (_imagesOfBlock > 1) Workers.For(BlockSizes.Divide(Images, _imagesOfBlock) * _parts, 1, ref task);
        else Workers.For(Images * _panels * _parts, _tasks, ref task);
    }

    private float* Panel(int group, int panel) => (float*)_weights.Pointer + ((long)group * _panels + panel) * Depth * GemmKernel.Columns;

    private void Block(int index, float* x, float* y, in Epilogue epilogue)
    {
        int part = index % _parts, panel = index / _parts % _panels, image = index / _parts / _panels, group = image % Groups;
        int columns = GemmKernel.Columns, height = GemmKernel.Rows, filter = panel * columns, filters = Math.Min(columns, Filters - filter);
        int first = part * _tiles / _parts * height, last = Math.Min(Pixels, (part + 1) * _tiles / _parts * height);
        x += (long)image * Depth * Pixels;
        y += ((long)image * Filters + filter) * Pixels;

        long sumsCount = ConvolutionBuffer.Aligned((long)(last - first + height) * columns);
        float* sums = ConvolutionBuffer.Take(sumsCount + columns + (long)Depth * height), bias = sums + sumsCount, edge = bias + columns;
        Epilogue own = ByColumns(in epilogue, group * Filters + filter, filters, bias);
        int over = (last - first) % height;
        if (over > 0) new MatrixPanels(x, Pixels, false).Pack(edge, height, 0, Depth, last - over, over);
        Sum(Panel(group, panel), x + first, last - first - over, edge, last - first, sums, in own);
        Turning.Run(sums, columns, y + first, Pixels, last - first, filters);
    }

    private void Together(int index, float* x, float* y, in Epilogue epilogue)
    {
        int part = index % _parts, image = index / _parts * _imagesOfBlock, images = Math.Min(_imagesOfBlock, Images - image);
        int columns = GemmKernel.Columns, height = GemmKernel.Rows, rows = images * Pixels, whole = BlockSizes.Round(rows, height);
        long sumsCount = (long)whole * columns, packedCount = ConvolutionBuffer.Aligned((long)whole * Depth);
        float* sums = ConvolutionBuffer.Take(sumsCount + packedCount + columns), packed = sums + sumsCount, bias = packed + packedCount;
        new Span<float>(packed, whole * Depth).Clear();
        for (int row = 0; row < rows; row++)
        {
            float* from = x + (long)(image + row / Pixels) * Depth * Pixels + row % Pixels, to = packed + (long)(row - row % height) * Depth + row % height;
            for (int k = 0; k < Depth; k++) to[k * height] = from[k * Pixels];
        }
        for (int panel = part * _panels / _parts; panel < (part + 1) * _panels / _parts; panel++)
        {
            int filter = panel * columns, filters = Math.Min(columns, Filters - filter);
            Epilogue own = ByColumns(in epilogue, filter, filters, bias);
            Sum(Panel(0, panel), x, 0, packed, rows, sums, in own);
            for (int i = 0; i < images; i++)
                Turning.Run(sums + i * Pixels * columns, columns, y + ((long)(image + i) * Filters + filter) * Pixels, Pixels, Pixels, filters);
        }
    }

    // A panel of filters for rows of pixels: the first ones, a multiple of the tile's, are read where they stand, the others from packed tiles.
    private void Sum(float* w, float* x, int inPlace, float* packed, int rows, float* sums, in Epilogue epilogue)
    {
        int columns = GemmKernel.Columns, height = GemmKernel.Rows, depth = BlockSizes.Depth(Depth);
        for (int k = 0; k < Depth; k += depth, w += (long)depth * columns)
        {
            int kCount = Math.Min(depth, Depth - k);
            TileFinish finish = TileFinish.Create(1, 0, in epilogue, k == 0, k + kCount >= Depth);
            for (int i = 0; i < inPlace; i += height)
                GemmKernel.Multiply(kCount, x + i + (long)k * Pixels, 1, Pixels, w, columns, sums + i * columns, columns, height, columns, 0, 0, in finish);
            for (int i = inPlace; i < rows; i += height)
                GemmKernel.Multiply(kCount, packed + (long)(i - inPlace) * Depth + k * height, 1, height, w, columns, sums + i * columns, columns,
                    Math.Min(height, BlockSizes.Round(rows - i, 4)), columns, 0, 0, in finish);
        }
    }

    // What stands beyond the last filter is computed too, and dropped: so the bias is copied to where there are enough numbers.
    private static Epilogue ByColumns(in Epilogue epilogue, int filter, int filters, float* bias)
    {
        Epilogue own = epilogue;
        own.RowBias = null;
        if (epilogue.RowBias == null) return own;
        for (int j = 0; j < GemmKernel.Columns; j++) bias[j] = j < filters ? epilogue.RowBias[filter + j] : 0;
        own.ColumnBias = bias;
        return own;
    }

    private struct Work : IRangeTask
    {
        public PointwiseByFilters Convolution;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public readonly void Run(int start, int end)
        {
            for (int index = start; index < end; index++)
                if (Convolution._imagesOfBlock > 1) Convolution.Together(index, X, Y, in Epilogue);
                else Convolution.Block(index, X, Y, in Epilogue);
        }
    }
}
