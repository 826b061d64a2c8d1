namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>How a multiply is cut: by the sizes of the problem and of the tile alone, so that threads never change it.</summary>
internal readonly struct BlockSizes
{
    /// <summary>Rows or columns of C done at once at most; bounds the memory for packed operands.</summary>
    public const int MaxChunk = 8192;

    private const int MaxDepth = 512;
    private const int MaxRowTiles = 8;
    private const int RowTilesOfOneBlock = 16;
    private const int MaxColumnTiles = 8;
    private const int PackedFloats = 6 << 20;
    private const double WorkOfTask = 1 << 20;
    private const double ManyTasks = 32;

    /// <summary>Rows of a block of C, a multiple of the tile's.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a block of C, a multiple of the tile's.</summary>
    public required int Columns { get; init; }

    /// <summary>The size of the blocks of K, equal but for the last.</summary>
    public static int Depth(int k) => k <= MaxDepth ? Math.Max(k, 1) : Round(Divide(k, Divide(k, MaxDepth)), 8);

    /// <summary>How much of K to pack at once, a multiple of <paramref name="depthBlock"/>.</summary>
    public static int PackedDepth(int k, int depthBlock, int width) => Math.Min(k, Math.Max(1, PackedFloats / width / depthBlock) * depthBlock);

    /// <summary>Cuts C of <paramref name="m"/> x <paramref name="n"/> into blocks.</summary>
    public static BlockSizes For(int m, int n, int k, int tileRows, int tileColumns)
    {
        int rowTiles = Divide(m, tileRows), columnTiles = Divide(n, tileColumns);
        double work = 2.0 * m * n * Math.Max(k, 1);
        int tasks = (int)Math.Clamp(work / WorkOfTask, 1, ManyTasks);

        int rowBlocks = rowTiles <= RowTilesOfOneBlock ? 1 : Divide(rowTiles, MaxRowTiles);
        int columnBlocks = Math.Min(columnTiles, Math.Max(Divide(columnTiles, MaxColumnTiles), Divide(tasks, rowBlocks)));
        if (tasks == 1) columnBlocks = rowBlocks = 1;
        else if (rowBlocks * columnBlocks < Math.Min(tasks, 4)) rowBlocks = Math.Min(rowTiles, Divide(4, columnBlocks));
        return new BlockSizes
        {
            Rows = Divide(rowTiles, rowBlocks) * tileRows,
            Columns = Divide(columnTiles, columnBlocks) * tileColumns,
        };
    }

    /// <summary>
    /// Whether a matrix A is better read in place than packed. Packing costs as much as it gains up to some 32 tiles of columns; a
    /// stride of whole pages is slower to read (its rows fall on one another in the first-level cache), so there it pays from 5 on.
    /// </summary>
    public static bool ReadsInPlace(in MatrixPanels matrix, int columnTiles, int k) =>
        columnTiles <= 4 || (columnTiles <= 32 && k <= 1024 && matrix.Stride % 1024 != 0);

    /// <summary>Division that rounds up.</summary>
    public static int Divide(int value, int by) => (value + by - 1) / by;

    /// <summary>The next multiple of <paramref name="of"/>.</summary>
    public static int Round(int value, int of) => Divide(value, of) * of;
}
