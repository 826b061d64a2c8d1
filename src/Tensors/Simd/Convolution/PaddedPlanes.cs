using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A zero-padded copy of some rows of an image's channels, with the columns of each row sorted by their remainder by the stride. In
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
internal readonly unsafe record struct PaddedPlanes(
    int Channels, int Height, int Width, int Top, int Left, int Rows, int Columns, int Phases)
{
    // Copies go in whole vectors and may read this far beyond the last number.
    public const int Slack = 64;

    public int PhaseWidth => (Columns + Phases - 1) / Phases;

    public int RowStep => PhaseWidth * Phases;

    public int PlaneStep => RowStep * Rows;

    public long Count => (long)PlaneStep * Channels + Slack;

    /// <summary>Where a padded row and column of a channel stand.</summary>
    public int Offset(int channel, int row, int column) =>
        channel * PlaneStep + row * RowStep + column % Phases * PhaseWidth + column / Phases;

    /// <summary>Copies the rows from padded row <paramref name="first"/> on.</summary>
    public void Copy(float* image, int first, float* target)
    {
        int row = first - Top;
        int above = Math.Clamp(-row, 0, Rows), end = Math.Clamp(Height - row, above, Rows);
        for (int c = 0; c < Channels; c++, target += PlaneStep)
        {
            new Span<float>(target, above * RowStep).Clear();
            new Span<float>(target + end * RowStep, (Rows - end) * RowStep).Clear();
            float* source = image + ((long)c * Height + row + above) * Width;
            for (int r = above; r < end; r++, source += Width)
            {
                if (Phases == 1) CopyRow(source, target + r * RowStep);
                else SortRow(source, target + r * RowStep);
            }
        }
        new Span<float>(target, Slack).Clear();
    }

    private void CopyRow(float* source, float* target)
    {
        int left = Math.Clamp(Left, 0, Columns), skip = Math.Max(0, -Left);
        int count = Math.Clamp(Width - skip, 0, Columns - left), j = 0;
        source += skip;
        for (; j < left; j++) target[j] = 0;
        target += left;
        for (j = 0; j <= count - 8; j += 8) Vector256.Load(source + j).Store(target + j);
        for (; j < count; j++) target[j] = source[j];
        for (; j < Columns - left; j++) target[j] = 0;
    }

    private void SortRow(float* source, float* target)
    {
        for (int phase = 0; phase < Phases; phase++, target += PhaseWidth)
        {
            // The columns of this phase that exist: 0 <= phase + j · Phases - Left < Width.
            int from = Math.Clamp((Left - phase + Phases - 1) / Phases, 0, PhaseWidth);
            int to = Math.Clamp((Width + Left - phase + Phases - 1) / Phases, from, PhaseWidth);
            for (int j = 0; j < from; j++) target[j] = 0;
            float* s = source + phase - Left + from * Phases;
            for (int j = from; j < to; j++, s += Phases) target[j] = *s;
            for (int j = to; j < PhaseWidth; j++) target[j] = 0;
        }
    }
}
