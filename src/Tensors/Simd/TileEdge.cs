using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The end of tiles that the kernels cannot write themselves: those at the edges of C, and the activations that need a pass.</summary>
internal static unsafe class TileEdge
{
    /// <summary>Writes <paramref name="rows"/> x <paramref name="columns"/> sums to C and applies all of <paramref name="finish"/>.</summary>
    public static void Finish(
        float* tile, int tileStep, float* c, nint ldc, int rows, int columns, int row, int column, in TileFinish finish)
    {
        float* columnBias = finish.ColumnBias == null ? null : finish.ColumnBias + column;
        for (int i = 0; i < rows; i++)
        {
            float rowBias = finish.RowBias == null ? 0 : finish.RowBias[row + i];
            Row(tile + i * tileStep, c + i * ldc, columns, columnBias, rowBias, in finish);
        }
        if (finish.Activation != Activation.None) Activate(c, ldc, rows, columns, in finish);
    }

    /// <summary>Applies the activation to a tile of C that is written already.</summary>
    public static void Activate(float* c, nint ldc, int rows, int columns, in TileFinish finish)
    {
        for (int i = 0; i < rows; i++)
        {
            ActivationLoop.Apply(finish.Activation, c + i * ldc, columns, finish.ActivationAlpha, finish.ActivationBeta);
        }
    }

    private static void Row(float* sums, float* c, int columns, float* columnBias, float rowBias, in TileFinish finish)
    {
        int j = 0;
        if (Vector.IsHardwareAccelerated)
        {
            for (; j <= columns - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(sums + j) * finish.Alpha;
                if (finish.Beta != 0) x = Vector.MultiplyAddEstimate(new Vector<float>(finish.Beta), Vector.Load(c + j), x);
                if (columnBias != null) x += Vector.Load(columnBias + j);
                if (finish.RowBias != null) x += new Vector<float>(rowBias);
                x = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), x * finish.Slope, x);
                x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(finish.Min)), new Vector<float>(finish.Min), x);
                Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(finish.Max)), new Vector<float>(finish.Max), x).Store(c + j);
            }
        }
        for (; j < columns; j++)
        {
            float x = sums[j] * finish.Alpha;
            if (finish.Beta != 0) x = Vector.IsHardwareAccelerated ? float.MultiplyAddEstimate(finish.Beta, c[j], x) : finish.Beta * c[j] + x;
            if (columnBias != null) x += columnBias[j];
            if (finish.RowBias != null) x += rowBias;
            if (x < 0) x *= finish.Slope;
            if (x < finish.Min) x = finish.Min;
            if (x > finish.Max) x = finish.Max;
            c[j] = x;
        }
    }
}
