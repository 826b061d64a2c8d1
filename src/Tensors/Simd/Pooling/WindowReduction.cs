namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A function of all numbers in a window, first down the rows, then along them: the rows of a window are combined whole, with vectors,
/// and the result is combined with itself shifted tap by tap.
/// </summary>
/// <typeparam name="F">How two numbers are combined.</typeparam>
internal readonly unsafe struct WindowReduction<F>(ConvolutionGeometry g, float neutral) where F : struct, IBinaryFunction
{
    private int Columns => (g.Width.Output - 1) * g.Width.Stride + g.Width.Extent;

    private int PhaseWidth => (Columns + g.Width.Stride - 1) / g.Width.Stride;

    /// <summary>The numbers of memory that <see cref="Plane"/> needs.</summary>
    public int Room => 2 * (PhaseWidth * g.Width.Stride + 16) + g.Width.Input;

    /// <summary>Reduces all windows of a plane.</summary>
    /// <param name="x">The plane [Height, Width].</param>
    /// <param name="y">The results [output height, output width].</param>
    /// <param name="room">Memory to use.</param>
    public void Plane(float* x, float* y, float* room)
    {
        float* padded = room, sorted = room + PhaseWidth * g.Width.Stride + 16;
        for (int oh = 0; oh < g.Height.Output; oh++, y += g.Width.Output)
        {
            Rows(x, oh, padded);
            float* phases = padded;
            if (g.Width.Stride > 1)
            {
                Sort(padded, sorted);
                phases = sorted;
            }
            Along(phases, y);
        }
    }

    private void Rows(float* x, int oh, float* padded)
    {
        int left = Math.Min(g.Width.Before, Columns), count = Math.Clamp(g.Width.Input, 0, Columns - left);
        new Span<float>(padded, PhaseWidth * g.Width.Stride).Fill(neutral);
        bool any = false;
        for (int kh = 0; kh < g.Height.Kernel; kh++)
        {
            int h = g.Height.At(oh, kh);
            if ((uint)h >= (uint)g.Height.Input) continue;
            float* row = x + (long)h * g.Width.Input;
            if (any) Vectorized.Map(default(F), padded + left, 1, row, 1, padded + left, count);
            else new Span<float>(row, count).CopyTo(new Span<float>(padded + left, count));
            any = true;
        }
    }

    private void Sort(float* padded, float* sorted)
    {
        int stride = g.Width.Stride;
        if (stride == 2)
        {
            RowPhases.Split(padded, sorted, sorted + PhaseWidth, PhaseWidth);
            return;
        }
        for (int phase = 0; phase < stride; phase++)
            for (int j = 0; j < PhaseWidth; j++) *sorted++ = padded[j * stride + phase];
    }

    private void Along(float* phases, float* y)
    {
        WindowAxis w = g.Width;
        for (int kw = 0; kw < w.Kernel; kw++)
        {
            int at = kw * w.Dilation;
            float* taps = phases + at % w.Stride * PhaseWidth + at / w.Stride;
            if (kw == 0) new Span<float>(taps, w.Output).CopyTo(new Span<float>(y, w.Output));
            else Vectorized.Map(default(F), y, 1, taps, 1, y, w.Output);
        }
    }
}
