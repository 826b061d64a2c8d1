namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Weights laid out as the panels of rows that the tile kernel reads: [group][panel][tap][rows of a tile].</summary>
internal sealed unsafe class TapWeights
{
    private readonly TensorMemory _memory;
    private PackedVersion _version;

    public TapWeights(int groups, int rows, int taps)
    {
        (Rows, Taps) = (rows, taps);
        PanelRows = Math.Min(GemmKernel.Rows, BlockSizes.Round(BlockSizes.Divide(rows, BlockSizes.Divide(rows, GemmKernel.Rows)), 4));
        Panels = BlockSizes.Divide(rows, PanelRows);
        _memory = new TensorMemory((long)groups * Panels * taps * GemmKernel.Rows * sizeof(float));
    }

    public int Rows { get; }

    public int Taps { get; }

    /// <summary>Rows of a panel that are used; as equal as possible, since a tile of few rows is less efficient.</summary>
    public int PanelRows { get; }

    public int Panels { get; }

    /// <summary>True when the weights have to be packed: they are new, or may have changed (<paramref name="version"/> -1).</summary>
    public bool IsStale(long version) => _version.IsStale(version);

    public float* Panel(int group, int panel, int tap) =>
        (float*)_memory.Pointer + (((long)group * Panels + panel) * Taps + tap) * GemmKernel.Rows;

    /// <summary>Packs a group's weights that lie as [row][tap].</summary>
    public void Pack(int group, float* weights)
    {
        var source = new MatrixPanels(weights, Taps, true);
        for (int p = 0; p < Panels; p++)
            source.Pack(Panel(group, p, 0), GemmKernel.Rows, 0, Taps, p * PanelRows, Math.Min(PanelRows, Rows - p * PanelRows));
    }

    /// <summary>
    /// Packs a group's weights that lie as [outer][row][inner] for the taps (outer, one of <paramref name="inner"/>), as the backward
    /// pass needs them.
    /// </summary>
    public void PackTurned(int group, float* weights, int outer, ReadOnlySpan<int> inner, int innerCount)
    {
        for (int p = 0; p < Panels; p++)
        {
            float* target = Panel(group, p, 0);
            int rows = Math.Min(PanelRows, Rows - p * PanelRows);
            for (int o = 0; o < outer; o++)
                foreach (int i in inner)
                {
                    float* source = weights + ((long)o * Rows + p * PanelRows) * innerCount + i;
                    for (int r = 0; r < rows; r++) target[r] = source[r * innerCount];
                    for (int r = rows; r < GemmKernel.Rows; r++) target[r] = 0;
                    target += GemmKernel.Rows;
                }
        }
    }
}
