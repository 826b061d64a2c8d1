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
        int left = Math.Min(g.Width.Before, Columns), count = Math.Clamp(g.Width.Input, 0, Columns - left), end = left + count;
        new Span<float>(padded, left).Fill(neutral);
        new Span<float>(padded + end, PhaseWidth * g.Width.Stride - end).Fill(neutral);
        float* row = padded + left;
        int from = 0, to = g.Height.Kernel, width = g.Width.Input;
        while (from < to && (uint)g.Height.At(oh, from) >= (uint)g.Height.Input) from++;
        while (from < to && (uint)g.Height.At(oh, to - 1) >= (uint)g.Height.Input) to--;
        if (from == to)
        {
            new Span<float>(row, count).Fill(neutral);
            return;
        }
        nint step = (nint)g.Height.Dilation * width;
        float* source = x + (long)g.Height.At(oh, from) * width;
        Combine(source, step, to - from, row, count);
    }

    // Three at a time: a result that is read again costs as much as a tap.
    private static void Combine(float* source, nint step, int taps, float* target, int count)
    {
        int done = Math.Min(taps, 3);
        if (done == 3) Vectorized.Map(default(Three), source, source + step, source + 2 * step, target, count);
        else if (done == 2) Vectorized.Map(default(F), source, 1, source + step, 1, target, count);
        else new Span<float>(source, count).CopyTo(new Span<float>(target, count));
        for (; done <= taps - 2; done += 2) Vectorized.Map(default(Three), target, source + done * step, source + (done + 1) * step, target, count);
        if (done < taps) Vectorized.Map(default(F), target, 1, source + done * step, 1, target, count);
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
        if (w.Stride == 1)
        {
            Combine(phases, w.Dilation, w.Kernel, y, w.Output);
            return;
        }
        if (w.Kernel == 3)
        {
            Vectorized.Map(default(Three), Taps(phases, 0), Taps(phases, 1), Taps(phases, 2), y, w.Output);
            return;
        }
        for (int kw = 0; kw < w.Kernel; kw++)
        {
            if (kw == 0) new Span<float>(Taps(phases, kw), w.Output).CopyTo(new Span<float>(y, w.Output));
            else Vectorized.Map(default(F), y, 1, Taps(phases, kw), 1, y, w.Output);
        }
    }

    private float* Taps(float* phases, int kw)
    {
        int at = kw * g.Width.Dilation;
        return phases + at % g.Width.Stride * PhaseWidth + at / g.Width.Stride;
    }

    private readonly struct Three : ITernaryFunction
    {
        public V Invoke<V>(V a, V b, V c) where V : struct, IFloatLanes<V> => default(F).Invoke(default(F).Invoke(a, b), c);
    }
}
