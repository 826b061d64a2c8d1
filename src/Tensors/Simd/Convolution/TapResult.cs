namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Where the results of a <see cref="TapConvolution"/> go: to all pixels of a plane, or, phase by phase, to every so many of each row and
/// column.
/// </summary>
/// <param name="Channels">Channels of a group.</param>
/// <param name="PlaneHeight">Rows of a plane.</param>
/// <param name="PlaneWidth">Columns of a plane.</param>
/// <param name="RowStride">The distance of a phase's rows, and the number of phases.</param>
/// <param name="ColumnStride">The distance of a phase's columns, and the number of phases.</param>
internal readonly unsafe record struct TapResult(int Channels, int PlaneHeight, int PlaneWidth, int RowStride = 1, int ColumnStride = 1)
{
    /// <summary>Rows of a phase; the last may lie outside the plane.</summary>
    public int Height => BlockSizes.Divide(PlaneHeight, RowStride);

    /// <summary>Columns of a phase; the last may lie outside the plane.</summary>
    public int Width => BlockSizes.Divide(PlaneWidth, ColumnStride);

    /// <summary>The distance of channels.</summary>
    public int PlaneStep => PlaneHeight * PlaneWidth;

    /// <summary>True when pixels follow one another in memory.</summary>
    public bool IsDense => RowStride == 1 && ColumnStride == 1;

    /// <summary>Writes the tiles [column phase][channel][pixel] of one row phase to where they belong.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="tileStep">The distance of channels in them.</param>
    /// <param name="phaseStep">The distance of phases in them.</param>
    /// <param name="target">The first channel's plane.</param>
    /// <param name="rowPhase">The row phase.</param>
    /// <param name="pixel">The first pixel.</param>
    /// <param name="count">How many pixels.</param>
    public void Scatter(float* tiles, int tileStep, int phaseStep, float* target, int rowPhase, int pixel, int count)
    {
        int row = pixel / Width, column = pixel - row * Width;
        for (int j = 0; j < count; row++, column = 0)
        {
            int piece = Math.Min(count - j, Width - column), y = row * RowStride + rowPhase;
            if (y >= PlaneHeight) return;
            float* from = tiles + j, to = target + (long)y * PlaneWidth + column * ColumnStride;
            int room = PlaneWidth - column * ColumnStride;
            for (int m = 0; m < Channels; m++, from += tileStep, to += PlaneStep)
            {
                if (ColumnStride == 2) Pair(from, from + phaseStep, to, Math.Min(2 * piece, room));
                else
                    for (int b = 0; b < ColumnStride; b++)
                        for (int i = 0, x = b; i < piece && x < room; i++, x += ColumnStride) to[x] = from[b * phaseStep + i];
            }
            j += piece;
        }
    }

    private static void Pair(float* even, float* odd, float* to, int count)
    {
        RowPhases.Join(even, odd, to, count / 2);
        if (count % 2 != 0) to[count - 1] = even[count / 2];
    }
}
