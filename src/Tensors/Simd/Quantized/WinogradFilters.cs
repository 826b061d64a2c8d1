namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Weights in Winograd's form, times four, as panels of rows of paired channels: [group][panel][position][channels / 2][rows of a tile].</summary>
internal sealed unsafe class WinogradFilters
{
    private readonly ConvolutionGeometry _g;
    private readonly TensorMemory _memory;
    private readonly int _pairs;
    private PackedVersion _version;

    public WinogradFilters(ConvolutionGeometry geometry)
    {
        _g = geometry;
        _pairs = (_g.GroupChannels + 1) / 2;
        int panels = BlockSizes.Divide(_g.GroupFilters, PairTile.Rows);
        PanelRows = Math.Min(PairTile.Rows, BlockSizes.Round(BlockSizes.Divide(_g.GroupFilters, panels), 4));
        Panels = BlockSizes.Divide(_g.GroupFilters, PanelRows);
        _memory = new TensorMemory((long)_g.Groups * Panels * 16 * _pairs * PairTile.Rows * sizeof(int));
    }

    public int PanelRows { get; }

    public int Panels { get; }

    /// <summary>True when the weights have to be packed: they are new, or may have changed (<paramref name="version"/> -1).</summary>
    public bool IsStale(long version) => _version.IsStale(version);

    public int* Panel(int group, int panel, int position) =>
        (int*)_memory.Pointer + (((long)group * Panels + panel) * 16 + position) * _pairs * PairTile.Rows;

    public void Pack(QuantizedBytes w, int* zeros)
    {
        int* low = stackalloc int[16], high = stackalloc int[16];
        for (int m = 0; m < _g.Filters; m++)
        {
            int group = m / _g.GroupFilters, row = m % _g.GroupFilters;
            QuantizedBytes own = zeros == null ? w : w with { Zero = zeros[m] };
            for (int c = 0; c < _g.GroupChannels; c += 2)
            {
                long index = ((long)m * _g.GroupChannels + c) * 9;
                Transform(own, index, low);
                if (c + 1 < _g.GroupChannels) Transform(own, index + 9, high);
                else new Span<int>(high, 16).Clear();
                for (int position = 0; position < 16; position++)
                    Panel(group, row / PanelRows, position)[c / 2 * PairTile.Rows + row % PanelRows] = PairPacking.Pair(low[position], high[position]);
            }
        }
    }

    // 2G g 2Gᵀ: the rows of 2G are (2 0 0), (1 1 1), (1 -1 1) and (0 0 2).
    private static void Transform(QuantizedBytes w, long index, int* target)
    {
        int* half = stackalloc int[12];
        for (int j = 0; j < 3; j++)
        {
            int a = w[index + j], b = w[index + 3 + j], c = w[index + 6 + j];
            (half[j], half[3 + j], half[6 + j], half[9 + j]) = (2 * a, a + b + c, a - b + c, 2 * c);
        }
        for (int i = 0; i < 4; i++)
        {
            int a = half[3 * i], b = half[3 * i + 1], c = half[3 * i + 2];
            (target[4 * i], target[4 * i + 1], target[4 * i + 2], target[4 * i + 3]) = (2 * a, a + b + c, a - b + c, 2 * c);
        }
    }
}
