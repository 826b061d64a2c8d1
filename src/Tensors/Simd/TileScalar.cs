using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Tiles of 4 x 4 without vectors, for processors that have none.</summary>
[SkipLocalsInit]
internal readonly unsafe struct TileScalar : ITileKernel
{
    public static int Rows => 4;

    public static int Columns => 4;

    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        float* tile = stackalloc float[16];
        for (int i = 0; i < rows; i++)
        {
            float w = 0, x = 0, y = 0, z = 0;
            for (int k = 0; k < depth; k++)
            {
                float v = a[i * aRow + k * aStep];
                float* p = b + k * bStep;
                w += v * p[0];
                x += v * p[1];
                y += v * p[2];
                z += v * p[3];
            }
            tile[4 * i] = w;
            tile[4 * i + 1] = x;
            tile[4 * i + 2] = y;
            tile[4 * i + 3] = z;
        }
        TileEdge.Finish(tile, 4, c, ldc, rows, columns, row, column, in finish);
    }
}
