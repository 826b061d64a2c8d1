namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Quantized weights of a convolution as panels of rows of paired channels: [group][panel][tap][rows of a tile].</summary>
internal sealed unsafe class IntegerFilters
{
    private readonly ConvolutionGeometry _g;
    private readonly TensorMemory _memory;
    private readonly int _taps;
    private PackedVersion _version;

    public IntegerFilters(ConvolutionGeometry geometry)
    {
        _g = geometry;
        _taps = (_g.GroupChannels + 1) / 2 * _g.Taps;
        int panels = BlockSizes.Divide(Math.Max(1, _g.GroupFilters), PairTile.Rows);
        PanelRows = Math.Min(PairTile.Rows, BlockSizes.Round(BlockSizes.Divide(Math.Max(1, _g.GroupFilters), panels), 4));
        Panels = BlockSizes.Divide(_g.GroupFilters, PanelRows);
        _memory = new TensorMemory((long)_g.Groups * Panels * _taps * PairTile.Rows * sizeof(int));
    }

    public int PanelRows { get; }

    public int Panels { get; }

    /// <summary>True when the weights have to be packed: they are new, or may have changed (<paramref name="version"/> -1).</summary>
    public bool IsStale(long version) => _version.IsStale(version);

    public int* Panel(int group, int panel, int tap) =>
        (int*)_memory.Pointer + (((long)group * Panels + panel) * _taps + tap) * PairTile.Rows;

    public void Pack(QuantizedBytes w, int* zeros)
    {
        for (int m = 0; m < _g.Filters; m++)
        {
            int group = m / _g.GroupFilters, row = m % _g.GroupFilters;
            QuantizedBytes own = zeros == null ? w : w with { Zero = zeros[m] };
            int* target = Panel(group, row / PanelRows, 0) + row % PanelRows;
            for (int c = 0; c < _g.GroupChannels; c += 2)
                for (int t = 0; t < _g.Taps; t++, target += PairTile.Rows)
                {
                    long index = ((long)m * _g.GroupChannels + c) * _g.Taps + t;
                    *target = PairPacking.Pair(own[index], c + 1 < _g.GroupChannels ? own[index + _g.Taps] : 0);
                }
        }
    }
}
