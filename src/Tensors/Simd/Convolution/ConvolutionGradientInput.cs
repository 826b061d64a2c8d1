namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The pass of a planar convolution back to its input (which is also the transposed convolution). Pixels of the input whose
/// coordinates leave the same remainder by the stride meet the same taps: each such phase is a convolution of stride 1 over the output.
/// One thread at a time may run it.
/// </summary>
public sealed unsafe class ConvolutionGradientInput
{
    private readonly ConvolutionGeometry _g;
    private readonly TapConvolution? _taps;
    private readonly int[][] _tapsOfPhase = [];
    private readonly WinogradConvolution? _winograd;
    private readonly PointwiseConvolution? _pointwise;

    /// <summary>Prepares the pass.</summary>
    /// <param name="geometry">The sizes of the convolution whose input's gradient this is.</param>
    /// <exception cref="ArgumentException">The geometry has three axes.</exception>
    public ConvolutionGradientInput(ConvolutionGeometry geometry)
    {
        if (!geometry.IsPlanar) throw new ArgumentException("A convolution over three axes has no fast kernel.", nameof(geometry));
        _g = geometry;
        if (WinogradConvolution.Fits(_g))
        {
            _winograd = WinogradConvolution.Backward(_g);
            return;
        }
        _pointwise = PointwiseConvolution.Backward(_g);
        if (_pointwise is not null) return;
        WindowAxis h = _g.Height, w = _g.Width;
        (int Phase, int Tap, int Shift)[] rows = Meetings(h), columns = Meetings(w);
        int top = rows.Min(r => r.Shift), left = columns.Min(c => c.Shift);
        var result = new TapResult(_g.GroupChannels, h.Input, w.Input, h.Stride, w.Stride);
        var planes = new PaddedPlanes(_g.GroupFilters, h.Output, w.Output, -top, -left, 0, result.Width + columns.Max(c => c.Shift) - left, 1);
        var phases = new TapPhase[h.Stride * w.Stride];
        _tapsOfPhase = new int[phases.Length][];
        for (int p = 0; p < phases.Length; p++)
        {
            (int Tap, int Row, int Column)[] own = [.. from r in rows
                                                       where r.Phase == p / w.Stride
                                                       from c in columns
                                                       where c.Phase == p % w.Stride
                                                       select (r.Tap * w.Kernel + c.Tap, r.Shift - top, c.Shift - left)];
            _tapsOfPhase[p] = [.. own.Select(t => t.Tap)];
            (int, int, int)[] taps = [.. Enumerable.Range(0, _g.GroupFilters).SelectMany(m => own.Select(t => (m, t.Row, t.Column)))];
            phases[p] = new TapPhase(p / w.Stride, p % w.Stride, taps, new TapWeights(_g.Groups, _g.GroupChannels, taps.Length));
        }
        _taps = new TapConvolution(_g.Batch, _g.Groups, planes, phases, rows.Max(r => r.Shift) - top + 1, 1, result);
    }

    /// <summary>dx = activation(what each dy gives back through the weights + bias).</summary>
    /// <param name="w">The weights [Filters, Channels / Groups, kernel height, kernel width].</param>
    /// <param name="dy">The gradient by the output [Batch, Filters, output height, output width].</param>
    /// <param name="dx">The gradient by the input [Batch, Channels, Height, Width].</param>
    /// <param name="epilogue">A bias for each channel of the input, as <see cref="Epilogue.RowBias"/>, and an activation.</param>
    /// <param name="version">What is derived from the weights is kept as long as this stays the same; -1 when they may change at any time.</param>
    public void Run(float* w, float* dy, float* dx, in Epilogue epilogue, long version = -1)
    {
        if (_winograd is not null)
        {
            _winograd.Run(dy, w, true, dx, in epilogue, version);
            return;
        }
        if (_pointwise is not null)
        {
            _pointwise.Run(dy, w, true, dx, in epilogue, version);
            return;
        }
        for (int p = 0; p < _tapsOfPhase.Length; p++)
        {
            TapWeights weights = _taps!.Phases[p].Weights;
            if (!weights.IsStale(version)) continue;
            for (int g = 0; g < _g.Groups; g++)
                weights.PackTurned(g, w + (long)g * _g.GroupFilters * _g.GroupChannels * _g.Taps, _g.GroupFilters, _tapsOfPhase[p], _g.Taps);
        }
        _taps!.Run(dy, dx, in epilogue);
    }

    // Input phase + i · stride meets output i + shift with a tap where phase + before - tap · dilation = shift · stride.
    private static (int Phase, int Tap, int Shift)[] Meetings(WindowAxis axis) =>
        [.. from phase in Enumerable.Range(0, axis.Stride)
            from tap in Enumerable.Range(0, axis.Kernel)
            let at = phase + axis.Before - tap * axis.Dilation
            where at % axis.Stride == 0
            select (phase, tap, at / axis.Stride)];
}
