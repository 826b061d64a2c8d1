using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The loops around a tile kernel: packs panels of both operands and multiplies block by block, on all threads
/// (after van Zee and van de Geijn, "BLIS: a framework for rapidly instantiating BLAS functionality", 2015).
/// </summary>
/// <remarks>
/// C is cut into blocks of rows and columns by <see cref="BlockSizes"/>. An operand of which each block of C needs its own part is
/// packed by the task that multiplies it, while it is hot in the cache; one that several blocks share is packed beforehand.
/// K runs in blocks of equal size, in order.
/// </remarks>
internal static unsafe class BlockedGemm<TKernel> where TKernel : struct, ITileKernel
{
    /// <summary>C = epilogue(alpha · A · B + beta · C).</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    /// <param name="rows">Gives A; not asked where <paramref name="packedRows"/> is set.</param>
    /// <param name="packedRows">All of A as panels, or null.</param>
    /// <param name="columns">Gives B; not asked where <paramref name="packedColumns"/> is set.</param>
    /// <param name="packedColumns">All of B as panels, or null.</param>
    /// <param name="alpha">Factor on the product; with 0 neither A nor B is read.</param>
    /// <param name="beta">Factor on C; with 0 C is not read.</param>
    /// <param name="c">The result, row after row.</param>
    /// <param name="ldc">The distance of C's rows.</param>
    /// <param name="epilogue">Bias and activation.</param>
    public static void Run<TRows, TColumns>(
        int m, int n, int k, in TRows rows, float* packedRows, in TColumns columns, float* packedColumns,
        float alpha, float beta, float* c, nint ldc, in Epilogue epilogue)
        where TRows : struct, IPanelSource
        where TColumns : struct, IPanelSource
    {
        if (m <= 0 || n <= 0) return;
        if (alpha == 0) k = 0;
        var task = new Multiplication<TKernel, TRows, TColumns>
        {
            Rows = rows,
            Columns = columns,
            PackedRows = new PackedPanels { Data = packedRows, Room = BlockSizes.Round(m, TKernel.Rows) },
            PackedColumns = new PackedPanels { Data = packedColumns, Room = BlockSizes.Round(n, TKernel.Columns) },
            C = c,
            Ldc = ldc,
            Alpha = alpha,
            Beta = beta,
            Epilogue = epilogue,
            K = k,
            DepthBlock = BlockSizes.Depth(k),
        };
        int rowChunk = BlockSizes.MaxChunk / TKernel.Rows * TKernel.Rows;
        for (int column = 0; column < n; column += BlockSizes.MaxChunk)
        {
            for (int row = 0; row < m; row += rowChunk)
            {
                task.Row0 = row;
                task.RowCount = Math.Min(rowChunk, m - row);
                task.Column0 = column;
                task.ColumnCount = Math.Min(BlockSizes.MaxChunk, n - column);
                Chunk(ref task, packedRows == null, packedColumns == null);
            }
        }
    }

    private static void Chunk<TRows, TColumns>(ref Multiplication<TKernel, TRows, TColumns> task, bool packRows, bool packColumns)
        where TRows : struct, IPanelSource
        where TColumns : struct, IPanelSource
    {
        BlockSizes sizes = BlockSizes.For(task.RowCount, task.ColumnCount, task.K, TKernel.Rows, TKernel.Columns);
        task.RowBlock = sizes.Rows;
        task.ColumnBlock = sizes.Columns;
        task.RowBlocks = BlockSizes.Divide(task.RowCount, sizes.Rows);
        int columnBlocks = BlockSizes.Divide(task.ColumnCount, sizes.Columns);

        task.RowsInPlace = packRows && typeof(TRows) == typeof(MatrixPanels)
            && BlockSizes.ReadsInPlace(Unsafe.As<TRows, MatrixPanels>(ref task.Rows), BlockSizes.Divide(task.ColumnCount, TKernel.Columns), task.K);
        task.ColumnsInPlace = packColumns && typeof(TColumns) == typeof(MatrixPanels)
            && !Unsafe.As<TColumns, MatrixPanels>(ref task.Columns).ContiguousOverK;

        int rowRoom = packRows && !task.RowsInPlace && columnBlocks > 1 ? BlockSizes.Round(task.RowCount, TKernel.Rows) : 0;
        int columnRoom = packColumns && task.RowBlocks > 1 ? BlockSizes.Round(task.ColumnCount, TKernel.Columns) : 0;
        int depth = rowRoom + columnRoom == 0 ? task.K : BlockSizes.PackedDepth(task.K, task.DepthBlock, rowRoom + columnRoom);
        task.Depth0 = 0;
        do
        {
            task.DepthCount = Math.Min(depth, task.K - task.Depth0);
            if (rowRoom + columnRoom > 0) Pack(ref task, rowRoom, columnRoom);
            Workers.Run(task.RowBlocks * columnBlocks, ref task);
            task.Depth0 += depth;
        }
        while (task.Depth0 < task.K);

        if (rowRoom > 0) task.PackedRows.Data = null;
        if (columnRoom > 0) task.PackedColumns.Data = null;
    }

    private static void Pack<TRows, TColumns>(ref Multiplication<TKernel, TRows, TColumns> task, int rowRoom, int columnRoom)
        where TRows : struct, IPanelSource
        where TColumns : struct, IPanelSource
    {
        var both = new PackingBoth<TRows, TColumns>();
        if (rowRoom > 0)
        {
            task.PackedRows = new PackedPanels
            {
                Data = PackBuffer.Rows((long)rowRoom * task.DepthCount),
                Column0 = task.Row0,
                Room = rowRoom,
                Depth0 = task.Depth0,
            };
            both.Rows = new Packing<TRows>
            {
                Source = task.Rows,
                Target = task.PackedRows,
                Width = TKernel.Rows,
                ColumnCount = task.RowCount,
                DepthCount = task.DepthCount,
                DepthBlock = task.DepthBlock,
            };
        }
        if (columnRoom > 0)
        {
            task.PackedColumns = new PackedPanels
            {
                Data = PackBuffer.Columns((long)columnRoom * task.DepthCount),
                Column0 = task.Column0,
                Room = columnRoom,
                Depth0 = task.Depth0,
            };
            both.Columns = new Packing<TColumns>
            {
                Source = task.Columns,
                Target = task.PackedColumns,
                Width = TKernel.Columns,
                ColumnCount = task.ColumnCount,
                DepthCount = task.DepthCount,
                DepthBlock = task.DepthBlock,
            };
        }
        both.RowPieces = both.Rows.Pieces;
        Workers.Run(both.RowPieces + both.Columns.Pieces, ref both);
    }
}
