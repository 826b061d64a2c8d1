namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Pointwise convolutions with filters in the lanes, for images of few pixels: the pixels are read where they stand, each task computes a panel of
/// filters for all of them into a small matrix and turns that into the result.
/// </summary>
internal sealed unsafe class PointwiseByFilters : PointwiseConvolution
{
    private readonly TensorMemory _weights;
    private readonly int _panels;
    private readonly int _tiles;
    private readonly int _parts;
    private readonly int _tasks;

    public PointwiseByFilters(int batch, int groups, int depth, int filters, int pixels) : base(batch, groups, depth, filters, pixels)
    {
        _panels = BlockSizes.Divide(filters, GemmKernel.Columns);
        _tiles = BlockSizes.Divide(pixels, GemmKernel.Rows);
        _parts = Images * _panels < Enough ? Math.Clamp(_tiles, 1, 2) : 1;
        _weights = new TensorMemory((long)groups * _panels * depth * GemmKernel.Columns * sizeof(float));
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
        Workers.For(Images * _panels * _parts, _tasks, ref task);
    }

    private float* Panel(int group, int panel) => (float*)_weights.Pointer + ((long)group * _panels + panel) * Depth * GemmKernel.Columns;

    private void Block(int index, float* x, float* y, in Epilogue epilogue)
    {
        int part = index % _parts, panel = index / _parts % _panels, image = index / _parts / _panels, group = image % Groups;
        int columns = GemmKernel.Columns, height = GemmKernel.Rows, filter = panel * columns, filters = Math.Min(columns, Filters - filter);
        int first = part * _tiles / _parts * height, last = Math.Min(Pixels, (part + 1) * _tiles / _parts * height);
        x += (long)image * Depth * Pixels;
        y += ((long)image * Filters + filter) * Pixels;

        // What stands beyond the last filter is computed with whatever bias is near, and dropped: so the bias is copied first.
        long sumsCount = ConvolutionBuffer.Aligned((long)(last - first + height) * columns);
        float* sums = ConvolutionBuffer.Take(sumsCount + columns + (long)Depth * height), bias = sums + sumsCount, edge = bias + columns;
        Epilogue own = epilogue;
        own.RowBias = null;
        if (epilogue.RowBias != null)
        {
            for (int j = 0; j < columns; j++) bias[j] = j < filters ? epilogue.RowBias[group * Filters + filter + j] : 0;
            own.ColumnBias = bias;
        }
        var source = new MatrixPanels(x, Pixels, false);
        int over = (last - first) % height, depth = BlockSizes.Depth(Depth);
        if (over > 0) source.Pack(edge, height, 0, Depth, last - over, over);
        for (int k = 0; k < Depth; k += depth)
        {
            int kCount = Math.Min(depth, Depth - k);
            TileFinish finish = TileFinish.Create(1, 0, in own, k == 0, k + kCount >= Depth);
            float* w = Panel(group, panel) + (long)k * columns;
            for (int i = first; i < last; i += height)
            {
                float* c = sums + (i - first) * columns;
                if (last - i >= height) GemmKernel.Multiply(kCount, source.At(i, k), 1, Pixels, w, columns, c, columns, height, columns, 0, 0, in finish);
                else GemmKernel.Multiply(kCount, edge + k * height, 1, height, w, columns, c, columns, Math.Min(height, BlockSizes.Round(over, 4)), columns, 0, 0, in finish);
            }
        }
        Turning.Run(sums, columns, y + first, Pixels, last - first, filters);
    }

    private struct Work : IRangeTask
    {
        public PointwiseByFilters Convolution;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public readonly void Run(int start, int end)
        {
            for (int index = start; index < end; index++) Convolution.Block(index, X, Y, in Epilogue);
        }
    }
}
