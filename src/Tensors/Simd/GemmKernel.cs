using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The tile kernel for this machine, for those who bring panels of their own: implicit-GEMM convolution gives its weights as packed
/// rows and unfolds the image in <see cref="IPanelSource.Pack"/>.
/// </summary>
internal static unsafe class GemmKernel
{
    /// <summary>Rows of a tile: the width of A's panels.</summary>
    public static int Rows =>
        Vector512.IsHardwareAccelerated ? Tile512.Rows
        : Vector256.IsHardwareAccelerated ? Tile256.Rows
        : Vector128.IsHardwareAccelerated ? Tile128.Rows
        : TileScalar.Rows;

    /// <summary>Columns of a tile: the width of B's panels.</summary>
    public static int Columns =>
        Vector512.IsHardwareAccelerated ? Tile512.Columns
        : Vector256.IsHardwareAccelerated ? Tile256.Columns
        : Vector128.IsHardwareAccelerated ? Tile128.Columns
        : TileScalar.Columns;

    /// <summary>Computes one tile, see <see cref="ITileKernel.Multiply"/>.</summary>
    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        if (Vector512.IsHardwareAccelerated) Tile512.Multiply(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
        else if (Vector256.IsHardwareAccelerated) Tile256.Multiply(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
        else if (Vector128.IsHardwareAccelerated) Tile128.Multiply(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
        else TileScalar.Multiply(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
    }

    /// <summary>The whole blocked multiply on sources of panels, see <see cref="BlockedGemm{TKernel}.Run"/>.</summary>
    public static void Run<TRows, TColumns>(
        int m, int n, int k, in TRows rows, float* packedRows, in TColumns columns, float* packedColumns,
        float alpha, float beta, float* c, nint ldc, in Epilogue epilogue)
        where TRows : struct, IPanelSource
        where TColumns : struct, IPanelSource
    {
        if (Vector512.IsHardwareAccelerated)
        {
            BlockedGemm<Tile512>.Run(m, n, k, in rows, packedRows, in columns, packedColumns, alpha, beta, c, ldc, in epilogue);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            BlockedGemm<Tile256>.Run(m, n, k, in rows, packedRows, in columns, packedColumns, alpha, beta, c, ldc, in epilogue);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            BlockedGemm<Tile128>.Run(m, n, k, in rows, packedRows, in columns, packedColumns, alpha, beta, c, ldc, in epilogue);
        }
        else
        {
            BlockedGemm<TileScalar>.Run(m, n, k, in rows, packedRows, in columns, packedColumns, alpha, beta, c, ldc, in epilogue);
        }
    }
}
