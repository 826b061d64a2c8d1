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
        PackedPanels rows = PackedRows;
        if (rows.Data == null)
        {
            int room = BlockSizes.Round(rowEnd - rowStart, TKernel.Rows);
            rows = new PackedPanels { Data = PackBuffer.Rows((long)room * kCount), Column0 = rowStart, Room = room, Depth0 = k };
            for (int i = rowStart; i < rowEnd; i += TKernel.Rows)
            {
                Rows.Pack(rows.Panel(i, k, kCount), TKernel.Rows, k, kCount, i, Math.Min(TKernel.Rows, rowEnd - i));
            }
        }
        bool packColumns = PackedColumns.Data == null, inPlace = packColumns && ReadsColumnsInPlace();
        float* local = packColumns ? PackBuffer.Columns(TKernel.Columns * kCount) : null;
        for (int j = columnStart; j < columnEnd; j += TKernel.Columns)
        {
            int columns = Math.Min(TKernel.Columns, columnEnd - j);
            nint step = TKernel.Columns;
            float* panel = packColumns ? local : PackedColumns.Panel(j, k, kCount);
            if (inPlace && columns == TKernel.Columns)
            {
                MatrixPanels matrix = Unsafe.As<TColumns, MatrixPanels>(ref Columns);
                step = matrix.Stride;
                panel = matrix.Matrix + k * step + j;
            }
            else if (packColumns)
            {
                Columns.Pack(panel, TKernel.Columns, k, kCount, j, columns);
            }
            for (int i = rowStart; i < rowEnd; i += TKernel.Rows)
            {
                TKernel.Multiply(
                    kCount, rows.Panel(i, k, kCount), TKernel.Rows, panel, step, C + i * Ldc + j, Ldc,
                    Math.Min(TKernel.Rows, rowEnd - i), columns, i, j, in finish);
            }
        }
    }

    // One block of rows reads a panel of B so few times that copying it first would cost more than it saves (up to half of the time).
    private readonly bool ReadsColumnsInPlace()
    {
        if (typeof(TColumns) != typeof(MatrixPanels)) return false;
        TColumns columns = Columns;
        return !Unsafe.As<TColumns, MatrixPanels>(ref columns).ContiguousOverK;
    }
}
