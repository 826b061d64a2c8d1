using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// An operand's panels in memory: for each block of K, panel after panel. Columns are numbered as in the whole operand, of which these
/// may be a part.
/// </summary>
internal unsafe struct PackedPanels
{
    /// <summary>The first panel, or null when each task packs its own.</summary>
    public float* Data;

    /// <summary>The first column here.</summary>
    public int Column0;

    /// <summary>Columns here, filled up to whole panels.</summary>
    public int Room;

    /// <summary>The first k here; a multiple of the block of K.</summary>
    public int Depth0;

    /// <summary>The panel that begins with <paramref name="column"/> in the block of K that begins with <paramref name="k"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* Panel(int column, int k, int kCount) => Data + (nint)(k - Depth0) * Room + (nint)(column - Column0) * kCount;
}

/// <summary>Packs one operand, a few panels of a block of K to the piece.</summary>
internal unsafe struct Packing<TSource> : ITask where TSource : struct, IPanelSource
{
    private const int FloatsOfPiece = 32 << 10;

    public TSource Source;
    public PackedPanels Target;
    public int Width;
    public int ColumnCount;
    public int DepthCount;
    public int DepthBlock;

    private readonly int PanelsOfPiece => Math.Max(1, FloatsOfPiece / (Width * DepthBlock));

    private readonly int PiecesOfBlock => BlockSizes.Divide(BlockSizes.Divide(ColumnCount, Width), PanelsOfPiece);

    public readonly int Pieces => ColumnCount == 0 ? 0 : PiecesOfBlock * BlockSizes.Divide(DepthCount, DepthBlock);

    public void Run(int index)
    {
        int pieces = PiecesOfBlock, panels = PanelsOfPiece;
        int k = Target.Depth0 + index / pieces * DepthBlock;
        int kCount = Math.Min(DepthBlock, Target.Depth0 + DepthCount - k);
        int first = index % pieces * panels * Width, end = Math.Min(ColumnCount, first + panels * Width);
        for (int j = first; j < end; j += Width)
        {
            int column = Target.Column0 + j;
            Source.Pack(Target.Panel(column, k, kCount), Width, k, kCount, column, Math.Min(Width, ColumnCount - j));
        }
    }
}

/// <summary>Packs both operands as one task: first the pieces of A, then those of B.</summary>
internal struct PackingBoth<TRows, TColumns> : ITask
    where TRows : struct, IPanelSource
    where TColumns : struct, IPanelSource
{
    public Packing<TRows> Rows;
    public Packing<TColumns> Columns;
    public int RowPieces;

    public void Run(int index)
    {
        if (index < RowPieces) Rows.Run(index);
        else Columns.Run(index - RowPieces);
    }
}
