using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>One multiply, cut into blocks of C: each index is a block, the blocks of one column of blocks follow one another.</summary>
internal unsafe struct Multiplication<TKernel, TRows, TColumns> : ITask
    where TKernel : struct, ITileKernel
    where TRows : struct, IPanelSource
    where TColumns : struct, IPanelSource
{
    public TRows Rows;
    public TColumns Columns;
    public PackedPanels PackedRows;
    public PackedPanels PackedColumns;
    public float* C;
    public nint Ldc;
    public float Alpha;
    public float Beta;
    public Epilogue Epilogue;

    /// <summary>Whether full tiles of A, a matrix, are read where they stand.</summary>
    public bool RowsInPlace;

    /// <summary>Whether full tiles of B, a matrix, are read where they stand unless B was packed beforehand.</summary>
    public bool ColumnsInPlace;

    /// <summary>All of K; <see cref="Depth0"/> and <see cref="DepthCount"/> are the part done in this run.</summary>
    public int K;
    public int Depth0;
    public int DepthCount;
    public int DepthBlock;
    public int Row0;
    public int RowCount;
    public int RowBlock;
    public int RowBlocks;
    public int Column0;
    public int ColumnCount;
    public int ColumnBlock;

    public void Run(int index)
    {
        int row = index % RowBlocks * RowBlock, column = index / RowBlocks * ColumnBlock;
        int rowEnd = Math.Min(row + RowBlock, RowCount), columnEnd = Math.Min(column + ColumnBlock, ColumnCount);
        Block(Row0 + row, Row0 + rowEnd, Column0 + column, Column0 + columnEnd);
    }

    private void Block(int rowStart, int rowEnd, int columnStart, int columnEnd)
    {
        int k = Depth0, end = Depth0 + DepthCount;
        do
        {
            int kCount = Math.Min(DepthBlock, end - k);
            TileFinish finish = TileFinish.Create(Alpha, Beta, in Epilogue, k == 0, k + kCount >= K);
            DepthSlice(rowStart, rowEnd, columnStart, columnEnd, k, kCount, in finish);
            k += DepthBlock;
        }
        while (k < end);
    }

    private void DepthSlice(int rowStart, int rowEnd, int columnStart, int columnEnd, int k, int kCount, in TileFinish finish)
    {
        PackedPanels rows = PackedRows.Data == null ? OwnRows(rowStart, rowEnd, k, kCount) : PackedRows;
        bool ownColumns = PackedColumns.Data == null, columnsInPlace = ownColumns && ColumnsInPlace;
        float* room = ownColumns ? PackBuffer.Columns(TKernel.Columns * kCount) : null;
        for (int j = columnStart; j < columnEnd; j += TKernel.Columns)
        {
            int columns = Math.Min(TKernel.Columns, columnEnd - j);
            nint step = TKernel.Columns;
            float* panel = ownColumns ? room : PackedColumns.Panel(j, k, kCount);
            if (columnsInPlace && columns == TKernel.Columns)
            {
                ref MatrixPanels matrix = ref Unsafe.As<TColumns, MatrixPanels>(ref Columns);
                panel = matrix.At(j, k);
                step = matrix.StepOfK;
            }
            else if (ownColumns)
            {
                Columns.Pack(panel, TKernel.Columns, k, kCount, j, columns);
            }
            for (int i = rowStart; i < rowEnd; i += TKernel.Rows)
            {
                int count = Math.Min(TKernel.Rows, rowEnd - i);
                if (RowsInPlace && count == TKernel.Rows)
                {
                    ref MatrixPanels matrix = ref Unsafe.As<TRows, MatrixPanels>(ref Rows);
                    TKernel.Multiply(
                        kCount, matrix.At(i, k), matrix.StepOfColumn, matrix.StepOfK, panel, step, C + i * Ldc + j, Ldc,
                        count, columns, i, j, in finish);
                }
                else
                {
                    TKernel.Multiply(
                        kCount, rows.Panel(i, k, kCount), 1, TKernel.Rows, panel, step, C + i * Ldc + j, Ldc, count, columns, i, j, in finish);
                }
            }
        }
    }

    // Of rows that are read in place only a tile that is not full is packed: the kernel would read on behind the matrix.
    private PackedPanels OwnRows(int rowStart, int rowEnd, int k, int kCount)
    {
        int first = RowsInPlace ? rowStart + (rowEnd - rowStart) / TKernel.Rows * TKernel.Rows : rowStart;
        int room = BlockSizes.Round(rowEnd - first, TKernel.Rows);
        var own = new PackedPanels { Data = PackBuffer.Rows((long)room * kCount), Column0 = first, Room = room, Depth0 = k };
        for (int i = first; i < rowEnd; i += TKernel.Rows)
        {
            Rows.Pack(own.Panel(i, k, kCount), TKernel.Rows, k, kCount, i, Math.Min(TKernel.Rows, rowEnd - i));
        }
        return own;
    }
}
