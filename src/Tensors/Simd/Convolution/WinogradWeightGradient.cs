using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The pass back to 3 x 3 weights by Winograd's algorithm, the transpose of <see cref="WinogradConvolution"/>: for each of the 36 points the
/// product of transformed inputs and gradients over all tiles, transformed back at the end.
/// </summary>
internal sealed unsafe class WinogradWeightGradient
{
    private const int MaxParts = 8;
    private const long MaxScratch = 16 << 20;
    private readonly WinogradTiles _inputs;
    private readonly WinogradTiles _gradients;
    private readonly int _top;
    private readonly int _left;
    private readonly int _parts;

    /// <summary>Prepares the pass for a convolution that <see cref="WinogradConvolution"/> fits.</summary>
    public WinogradWeightGradient(ConvolutionGeometry g)
    {
        (_top, _left) = (g.Height.Before, g.Width.Before);
        int rows = BlockSizes.Divide(g.Height.Output, 4), columns = BlockSizes.Divide(g.Width.Output, 4);
        int rowsOfBlock = Math.Clamp(4096 / (g.Channels + g.Filters) / columns, 1, g.Batch * rows);
        _inputs = new WinogradTiles(g.Batch, g.Channels, g.Height.Input, g.Width.Input, rows, columns, rowsOfBlock);
        _gradients = new WinogradTiles(g.Batch, g.Filters, g.Height.Output, g.Width.Output, rows, columns, rowsOfBlock);
        _parts = Math.Min((int)Math.Clamp(MaxScratch / PartCount, 2, MaxParts), _inputs.Blocks);
    }

    /// <summary>The numbers of scratch memory that a run needs.</summary>
    public long ScratchCount => _parts * PartCount;

    private nint PointStep => (nint)_inputs.Channels * _gradients.Channels + 16;

    private long PartCount => WinogradTransform.Points * (long)PointStep;

    /// <summary>dw = the sums of x · dy over all places where a weight is used.</summary>
    public void Run(float* x, float* dy, float* dw, float* scratch)
    {
        var sums = new Sums { Pass = this, X = x, Dy = dy, Scratch = scratch };
        Workers.Run(_parts, ref sums);
        var total = new Total { Pass = this, Dw = dw, Scratch = scratch };
        Workers.For(_inputs.Channels, 2, ref total);
    }

    private void Part(int part, float* x, float* dy, float* sums)
    {
        int first = (int)((long)_inputs.Blocks * part / _parts), end = (int)((long)_inputs.Blocks * (part + 1) / _parts);
        int channels = _inputs.Channels, filters = _gradients.Channels;
        long planesCount = ConvolutionBuffer.Aligned(Math.Max(_inputs.PlanesCount, _gradients.PlanesCount));
        float* planes = ConvolutionBuffer.Take(planesCount + _inputs.Count + _gradients.Count + 64);
        float* v = planes + planesCount, d = v + _inputs.Count + 16;
        int panelRows = Math.Min(GemmKernel.Rows, BlockSizes.Round(BlockSizes.Divide(channels, BlockSizes.Divide(channels, GemmKernel.Rows)), 4));
        for (int block = first; block < end; block++)
        {
            _inputs.Transform(x, block, _top, _left, planes, v);
            _gradients.TransformGradient(dy, block, planes, d);
            (int row, int endRow) = _inputs.RowsOf(block);
            int count = (endRow - row) * _inputs.Columns;
            TileFinish finish = TileFinish.Create(1, block > first ? 1 : 0, default, true, true);
            for (int point = 0; point < WinogradTransform.Points; point++)
            {
                float* from = v + point * _inputs.PointStep, by = d + point * _gradients.PointStep, to = sums + point * PointStep;
                for (int f = 0; f < filters; f += GemmKernel.Columns)
                    for (int c = 0; c < channels; c += panelRows)
                        GemmKernel.Multiply(count, from + c, 1, channels, by + f, filters, to + (nint)c * filters + f, filters,
                            Math.Min(panelRows, channels - c), Math.Min(GemmKernel.Columns, filters - f), 0, 0, in finish);
            }
        }
    }

    private void Reduce<V>(int start, int end, float* dw, float* scratch) where V : struct, IVectorLanes<V>
    {
        int filters = _gradients.Channels;
        float* half = stackalloc float[18 * 16], taps = ConvolutionBuffer.Take(9 * filters);
        for (int c = start; c < end; c++)
        {
            for (int f = 0; f < filters; f += V.Count)
            {
                float* sum = scratch + (long)c * filters + f;
                for (int point = 0; point < WinogradTransform.Points; point++)
                {
                    float* at = sum + point * PointStep;
                    V total = V.Load(at);
                    for (int p = 1; p < _parts; p++) total += V.Load(at + p * PartCount);
                    total.Store(at);
                }
                WinogradWeights.Back<V>(sum, PointStep, taps + f, filters, half);
            }
            Turning.Run(taps, filters, dw + (long)c * 9, (nint)_inputs.Channels * 9, 9, filters);
        }
    }

    private struct Sums : ITask
    {
        public WinogradWeightGradient Pass;
        public float* X;
        public float* Dy;
        public float* Scratch;

        public void Run(int index) => Pass.Part(index, X, Dy, Scratch + index * Pass.PartCount);
    }

    private struct Total : IRangeTask
    {
        public WinogradWeightGradient Pass;
        public float* Dw;
        public float* Scratch;

        public void Run(int start, int end)
        {
            if (Vector512.IsHardwareAccelerated) Pass.Reduce<Lanes512>(start, end, Dw, Scratch);
            else if (Vector256.IsHardwareAccelerated) Pass.Reduce<Lanes256>(start, end, Dw, Scratch);
            else Pass.Reduce<Lanes128>(start, end, Dw, Scratch);
        }
    }
}
