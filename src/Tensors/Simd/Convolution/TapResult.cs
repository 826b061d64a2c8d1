namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Where the results of a <see cref="TapConvolution"/> go: all pixels of a plane, or every so many of each row and column.</summary>
/// <param name="Channels">Channels of a group.</param>
/// <param name="Height">Rows computed.</param>
/// <param name="Width">Columns computed.</param>
/// <param name="PlaneStep">The distance of channels.</param>
/// <param name="First">Where the first pixel goes.</param>
/// <param name="RowStep">The distance of rows.</param>
/// <param name="ColumnStep">The distance of columns.</param>
internal readonly unsafe record struct TapResult(int Channels, int Height, int Width, int PlaneStep, int First, int RowStep, int ColumnStep)
{
    /// <summary>True when pixels follow one another in memory.</summary>
    public bool IsDense => First == 0 && ColumnStep == 1 && (RowStep == Width || Height == 1);

    /// <summary>Writes the tiles [channel][pixel] of <paramref name="count"/> pixels to where they belong.</summary>
    public void Scatter(float* tiles, int tileStep, float* target, int pixel, int count)
    {
        int row = pixel / Width, column = pixel - row * Width;
        float* start = target + First;
        for (int j = 0; j < count;)
        {
            int piece = Math.Min(count - j, Width - column);
            float* to = start + row * RowStep + column * ColumnStep;
            for (int m = 0; m < Channels; m++)
            {
                float* s = tiles + m * tileStep + j, t = to + (long)m * PlaneStep;
                for (int i = 0; i < piece; i++, t += ColumnStep) *t = s[i];
            }
            j += piece;
            row++;
            column = 0;
        }
    }
}
