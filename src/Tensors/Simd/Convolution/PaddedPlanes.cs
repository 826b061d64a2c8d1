using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A padded copy of some rows of an image's channels, with the columns of each row sorted by their remainder by the stride. In
/// it every tap of neighbouring outputs reads neighbouring numbers, with no edges to look out for.
/// </summary>
/// <param name="Channels">Channels copied.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Top">Rows of padding above; negative when the first rows are not read.</param>
/// <param name="Left">Columns of padding on the left; negative when the first columns are not read.</param>
/// <param name="Rows">Rows held at a time.</param>
/// <param name="Columns">Columns held, padding included.</param>
/// <param name="Phases">The stride along a row.</param>
/// <param name="RowSkip">Which rows of the padded image are held: each, each second, …</param>
/// <param name="ColumnSkip">Which columns of the padded image are held.</param>
/// <param name="Padding">What stands around the image.</param>
internal sealed unsafe record PaddedPlanes(
    int Channels, int Height, int Width, int Top, int Left, int Rows, int Columns, int Phases, int RowSkip = 1, int ColumnSkip = 1,
    float Padding = 0)
{
    // Copies go in whole vectors and may read this far beyond the last number.
    public const int Slack = 64;

    public int PhaseWidth { get; } = (Columns + Phases - 1) / Phases;

    public int RowStep { get; } = (Columns + Phases - 1) / Phases * Phases;

    public int PlaneStep => RowStep * Rows;

    public long Count => (long)PlaneStep * Channels + Slack;

    /// <summary>Where a padded row and column of a channel stand.</summary>
    public int Offset(int channel, int row, int column) =>
        channel * PlaneStep + row * RowStep + column % Phases * PhaseWidth + column / Phases;

    /// <summary>The planes that the forward pass over a geometry reads, without rows yet, and the stride of output rows in them.</summary>
    public static (PaddedPlanes Planes, int Stride) Forward(ConvolutionGeometry g)
    {
        WindowAxis h = g.Height, w = g.Width;
        bool rows = h.Kernel == 1 && h.Stride > 1, columns = w.Kernel == 1 && w.Stride > 1;
        int width = columns ? w.Output : (w.Output - 1) * w.Stride + w.Extent;
        return (new PaddedPlanes(g.GroupChannels, h.Input, w.Input, h.Before, w.Before, 0, width, columns ? 1 : w.Stride,
            rows ? h.Stride : 1, columns ? w.Stride : 1), rows ? 1 : h.Stride);
    }

    /// <summary>Copies the rows from padded row <paramref name="first"/> on.</summary>
    public void Copy(float* image, int first, float* target)
    {
        int rows = Rows, height = Height, width = Width, rowStep = RowStep;
        for (int c = 0; c < Channels; c++, image += (long)height * width)
            for (int r = 0; r < rows; r++, target += rowStep)
            {
                int row = (first + r) * RowSkip - Top;
                if ((uint)row >= (uint)height) Fill(target, rowStep);
                else if (ColumnSkip > 1) SkipRow(image + (long)row * width, target);
                else if (Phases == 1) CopyRow(image + (long)row * width, target);
                else if (Phases == 2 && Left >= 0) SplitRow(image + (long)row * width, target);
                else SortRow(image + (long)row * width, target);
            }
        Fill(target, Slack);
    }

    private void Fill(float* target, int count)
    {
        int j = 0;
        for (Vector256<float> padding = Vector256.Create(Padding); j <= count - 8; j += 8) padding.Store(target + j);
        for (; j < count; j++) target[j] = Padding;
    }

    private void CopyRow(float* source, float* target)
    {
        int left = Math.Clamp(Left, 0, Columns), skip = Math.Max(0, -Left);
        int count = Math.Clamp(Width - skip, 0, Columns - left), j = 0;
        source += skip;
        for (; j < left; j++) target[j] = Padding;
        target += left;
        for (j = 0; j <= count - 8; j += 8) Vector256.Load(source + j).Store(target + j);
        if (j < count && count >= 8) Vector256.Load(source + count - 8).Store(target + count - 8);
        else
            for (; j < count; j++) target[j] = source[j];
        for (j = count; j < Columns - left; j++) target[j] = Padding;
    }

    // The columns of one parity become one phase, whichever of the two the padding makes it.
    private void SplitRow(float* source, float* target)
    {
        int width = PhaseWidth, first = (Left + 1) / 2, second = Left / 2;
        float* other = target + width;
        int pairs = Math.Clamp(Width / 2, 0, Math.Max(0, width - first));
        if (Left % 2 == 0) RowPhases.Split(source, target + first, other + second, pairs);
        else RowPhases.Split(source, other + second, target + first, pairs);
        Singles(source, target, 0, first, first + pairs);
        Singles(source, other, 1, second, second + pairs);
    }

    private void Singles(float* source, float* target, int phase, int begin, int end)
    {
        for (int j = Math.Min(begin, PhaseWidth) - 1; j >= 0; j--) target[j] = Padding;
        for (int j = end, column = 2 * end + phase - Left; j < PhaseWidth; j++, column += 2) target[j] = (uint)column < (uint)Width ? source[column] : Padding;
    }

    private void SkipRow(float* source, float* target)
    {
        const int most = 64;
        int j = 0;
        if (ColumnSkip == 2 && Left == 0)
        {
            float* skipped = stackalloc float[most];
            for (int pairs = Math.Min(Columns, Width / 2); j < pairs; j += most)
                RowPhases.Split(source + 2 * j, target + j, skipped, Math.Min(most, pairs - j));
            j = Math.Min(Columns, Width / 2);
        }
        for (int column = j * ColumnSkip - Left; j < Columns; j++, column += ColumnSkip) target[j] = (uint)column < (uint)Width ? source[column] : Padding;
    }

    private void SortRow(float* source, float* target)
    {
        for (int phase = 0; phase < Phases; phase++, target += PhaseWidth)
            for (int j = 0, column = phase - Left; j < PhaseWidth; j++, column += Phases)
                target[j] = (uint)column < (uint)Width ? source[column] : Padding;
    }
}
