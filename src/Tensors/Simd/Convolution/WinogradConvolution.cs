using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A convolution with 3 x 3 weights and stride 1 by Winograd's algorithm: the forward pass, and with turned weights the one back to
/// the input.
/// </summary>
internal sealed unsafe class WinogradConvolution
{
    // With fewer tiles reading the transformed weights, four times as many as the weights, takes longer than what they save.
    private const int MinTiles = 16;
    private const int PanelWidth = 32;
    private readonly WinogradTiles _tiles;
    private readonly int _filters;
    private readonly int _height;
    private readonly int _width;
    private readonly int _top;
    private readonly int _left;
    private readonly TensorMemory _weights;
    private PackedVersion _version;

    private WinogradConvolution(int batch, int channels, int filters, WindowAxis height, WindowAxis width, bool backward)
    {
        _filters = filters;
        (_height, _width) = backward ? (height.Input, width.Input) : (height.Output, width.Output);
        (_top, _left) = backward ? (2 - height.Before, 2 - width.Before) : (height.Before, width.Before);
        int rows = BlockSizes.Divide(_height, 4), columns = BlockSizes.Divide(_width, 4);
        _tiles = new WinogradTiles(batch, channels, backward ? height.Output : height.Input, backward ? width.Output : width.Input, rows, columns,
            WinogradTiles.Choose(columns, channels + filters, batch * rows));
        _weights = new TensorMemory((long)WinogradTransform.Points * channels * filters * sizeof(float), zeroed: false);
    }

    /// <summary>True for the convolutions that the algorithm is for and does less work on than the direct one.</summary>
    public static bool Fits(ConvolutionGeometry g) =>
        g.Groups == 1 && Fits(g.Height) && Fits(g.Width)
        && Tiles(g.Batch, g.Height.Output, g.Width.Output) >= MinTiles && Tiles(g.Batch, g.Height.Input, g.Width.Input) >= MinTiles
        && g.Channels % StridedTiles.Lanes == 0 && g.Filters % StridedTiles.Lanes == 0
        && Filled(g.Height.Output, g.Width.Output) > 0.5 && Filled(g.Height.Input, g.Width.Input) > 0.5;

    /// <summary>The forward pass.</summary>
    public static WinogradConvolution Forward(ConvolutionGeometry g) => new(g.Batch, g.Channels, g.Filters, g.Height, g.Width, false);

    /// <summary>The pass back to the input.</summary>
    public static WinogradConvolution Backward(ConvolutionGeometry g) => new(g.Batch, g.Filters, g.Channels, g.Height, g.Width, true);

    /// <summary>Runs over all images.</summary>
    /// <param name="x">The input of this pass.</param>
    /// <param name="w">The weights [filters, channels, 3, 3] of the forward pass.</param>
    /// <param name="turned">True for the pass back to the input.</param>
    /// <param name="y">The output of this pass.</param>
    /// <param name="epilogue">A row bias and an activation.</param>
    /// <param name="version">What is derived from the weights is kept as long as this stays the same; -1 when they may change.</param>
    public void Run(float* x, float* w, bool turned, float* y, in Epilogue epilogue, long version)
    {
        if (_version.IsStale(version))
        {
            var weights = new Weights { Pass = this, W = w, Turned = turned };
            Workers.For(_tiles.Channels, 8, ref weights);
        }
        var work = new Work { Pass = this, X = x, Y = y, Epilogue = epilogue };
        Workers.Run(_tiles.Blocks, ref work);
    }

    private static long Tiles(int batch, int height, int width) => (long)batch * BlockSizes.Divide(height, 4) * BlockSizes.Divide(width, 4);

    private static bool Fits(WindowAxis axis) => axis is { Kernel: 3, Stride: 1, Dilation: 1, Before: >= 0 and <= 2, Input: > 0, Output: > 0 };

    private static double Filled(int height, int width) =>
        (double)height * width / (BlockSizes.Round(height, 4) * BlockSizes.Round(width, 4));

    // [point][panel of filters][channel][filters of the panel].
    private float* WeightPanel(int point, int filter) =>
        (float*)_weights.Pointer + ((long)point * _filters + filter) * _tiles.Channels;

    private void Block(int block, float* x, float* y, in Epilogue epilogue)
    {
        int channels = _tiles.Channels, rowCount = 4 * _tiles.Columns * _filters;
        nint pointStep = _tiles.Step(_filters);
        float* planes = ConvolutionBuffer.Take(Math.Max(_tiles.PlanesCount, 4L * rowCount) + _tiles.Count + WinogradTransform.Points * (long)pointStep);
        float* v = planes + ConvolutionBuffer.Aligned(Math.Max(_tiles.PlanesCount, 4L * rowCount)), m = v + _tiles.Count;
        _tiles.Transform(x, block, _top, _left, planes, v);

        (int first, int end) = _tiles.RowsOf(block);
        int* offsets = stackalloc int[StridedTiles.Rows];
        for (int i = 0; i < StridedTiles.Rows; i++) offsets[i] = i * channels;
        var tiles = new StridedTiles
        {
            Offsets = offsets,
            Tiles = BlockSizes.Divide((end - first) * _tiles.Columns, StridedTiles.Rows),
            XOfTile = StridedTiles.Rows * channels,
            Step = 1,
            Length = channels,
            Stretches = 1,
            CStep = _filters,
        };
        for (int point = 0; point < WinogradTransform.Points; point++)
            for (int f = 0; f < _filters; f += PanelWidth)
            {
                int panel = Math.Min(PanelWidth, _filters - f);
                tiles.X = v + point * _tiles.PointStep;
                tiles.B = WeightPanel(point, f);
                tiles.BStep = tiles.Columns = panel;
                tiles.C = m + point * pointStep + f;
                tiles.Run();
            }

        for (int row = first; row < end; row++, m += _tiles.Columns * _filters)
        {
            if (Vector512.IsHardwareAccelerated) Back<Lanes512>(m, planes, epilogue.RowBias);
            else if (Vector256.IsHardwareAccelerated) Back<Lanes256>(m, planes, epilogue.RowBias);
            else Back<Lanes128>(m, planes, epilogue.RowBias);
            float* image = y + (long)(row / _tiles.Rows) * _filters * _height * _width;
            for (int i = 0, h = 4 * (row % _tiles.Rows); i < 4 && h < _height; i++, h++)
            {
                ActivationLoop.Apply(epilogue.Activation, planes + i * rowCount, _width * _filters, epilogue.Alpha, epilogue.Beta);
                Turning.Run(planes + i * rowCount, _filters, image + (long)h * _width, (nint)_height * _width, _width, _filters);
            }
        }
    }

    private void Back<V>(float* m, float* rows, float* bias) where V : struct, IVectorLanes<V>
    {
        float* half = stackalloc float[24 * 16];
        nint rowStep = 4 * _tiles.Columns * _filters, pointStep = _tiles.Step(_filters);
        for (int t = 0; t < _tiles.Columns; t++, m += _filters, rows += 4 * _filters)
            for (int f = 0; f < _filters; f += V.Count)
                WinogradTransform.Back(m + f, pointStep, rows + f, rowStep, _filters, bias == null ? V.Create(0) : V.Load(bias + f), half);
    }

    private void TransformWeights<V>(int start, int end, float* w, bool turned) where V : struct, IVectorLanes<V>
    {
        float* half = stackalloc float[18 * 16], taps = ConvolutionBuffer.Take(9 * _filters);
        for (int c = start; c < end; c++)
        {
            // The weights lie as [filter][channel][tap] of the forward pass, whichever of the two is summed over in this one.
            float* source = turned ? w + (long)c * _filters * 9 : w + (long)c * 9;
            Turning.Run(source, turned ? 9 : (nint)_tiles.Channels * 9, taps, _filters, _filters, 9);
            for (int f = 0; f < _filters; f += V.Count)
            {
                int panel = f / PanelWidth * PanelWidth, width = Math.Min(PanelWidth, _filters - panel);
                float* u = WeightPanel(0, panel) + c * width + f - panel;
                WinogradWeights.Transform<V>(turned ? taps + 8 * _filters + f : taps + f, turned ? -_filters : _filters, u, (nint)_filters * _tiles.Channels, half);
            }
        }
    }

    private struct Weights : IRangeTask
    {
        public WinogradConvolution Pass;
        public float* W;
        public bool Turned;

        public void Run(int start, int end)
        {
            if (Vector512.IsHardwareAccelerated) Pass.TransformWeights<Lanes512>(start, end, W, Turned);
            else if (Vector256.IsHardwareAccelerated) Pass.TransformWeights<Lanes256>(start, end, W, Turned);
            else Pass.TransformWeights<Lanes128>(start, end, W, Turned);
        }
    }

    private struct Work : ITask
    {
        public WinogradConvolution Pass;
        public float* X;
        public float* Y;
        public Epilogue Epilogue;

        public void Run(int index) => Pass.Block(index, X, Y, in Epilogue);
    }
}
