namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The pass of a planar convolution back to its input (which is also the transposed convolution). Pixels of the input whose
/// coordinates leave the same remainder by the stride meet the same taps: each such phase is a convolution of stride 1 over the output.
/// One thread at a time may run it.
/// </summary>
public sealed unsafe class ConvolutionGradientInput
{
    private readonly ConvolutionGeometry _g;
    private readonly (TapConvolution Convolution, int[] Taps)[] _phases = [];
    private readonly WinogradConvolution? _winograd;

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
        var phases = new List<(TapConvolution, int[])>();
        for (int a = 0; a < Math.Min(_g.Height.Stride, _g.Height.Input); a++)
            for (int b = 0; b < Math.Min(_g.Width.Stride, _g.Width.Input); b++) phases.Add(Phase(a, b));
        _phases = [.. phases];
    }

    /// <summary>dx = activation(what each dy gives back through the weights + bias).</summary>
    /// <param name="w">The weights [Filters, Channels / Groups, kernel height, kernel width].</param>
    /// <param name="dy">The gradient by the output [Batch, Filters, output height, output width].</param>
    /// <param name="dx">The gradient by the input [Batch, Channels, Height, Width].</param>
    /// <param name="epilogue">A bias for each channel of the input, as <see cref="Epilogue.RowBias"/>, and an activation.</param>
    /// <param name="version">What is derived from the weights is kept as long as this stays the same; -1 when they may change at any time.</param>
    public void Run(float* w, float* dy, float* dx, in Epilogue epilogue, long version = -1)
    {
        _winograd?.Run(dy, w, true, dx, in epilogue, version);
        foreach ((TapConvolution convolution, int[] taps) in _phases)
        {
            if (convolution.Weights.IsStale(version))
                for (int g = 0; g < _g.Groups; g++)
                    convolution.Weights.PackTurned(g, w + (long)g * _g.GroupFilters * _g.GroupChannels * _g.Taps, _g.GroupFilters, taps, _g.Taps);
            convolution.Run(dy, dx, in epilogue);
        }
    }

    private (TapConvolution, int[]) Phase(int a, int b)
    {
        (int Tap, int Shift)[] rows = Meeting(_g.Height, a), columns = Meeting(_g.Width, b);
        int height = (_g.Height.Input - a + _g.Height.Stride - 1) / _g.Height.Stride;
        int width = (_g.Width.Input - b + _g.Width.Stride - 1) / _g.Width.Stride;
        int top = rows.Length == 0 ? 0 : rows.Min(r => r.Shift), bottom = rows.Length == 0 ? 0 : rows.Max(r => r.Shift);
        int left = columns.Length == 0 ? 0 : columns.Min(r => r.Shift), right = columns.Length == 0 ? 0 : columns.Max(r => r.Shift);
        var planes = new PaddedPlanes(_g.GroupFilters, _g.Height.Output, _g.Width.Output, -top, -left, 0, width + right - left, 1);
        (int Tap, int Row, int Column)[] taps = [.. rows.SelectMany(r => columns.Select(c =>
            (r.Tap * _g.Width.Kernel + c.Tap, r.Shift - top, c.Shift - left)))];
        (int, int, int)[] offsets = [.. Enumerable.Range(0, _g.GroupFilters).SelectMany(m => taps.Select(t => (m, t.Row, t.Column)))];
        var result = new TapResult(_g.GroupChannels, height, width, _g.InputPixels, a * _g.Width.Input + b,
            _g.Height.Stride * _g.Width.Input, _g.Width.Stride);
        return (new TapConvolution(_g.Batch, _g.Groups, planes, offsets, bottom - top + 1, 1, result), [.. taps.Select(t => t.Tap)]);
    }

    // Input phase + i · stride meets output i + shift with a tap where phase + before - tap · dilation = shift · stride.
    private static (int Tap, int Shift)[] Meeting(WindowAxis axis, int phase) =>
        [.. Enumerable.Range(0, axis.Kernel).Select(t => (Tap: t, At: phase + axis.Before - t * axis.Dilation))
            .Where(t => t.At % axis.Stride == 0).Select(t => (t.Tap, t.At / axis.Stride))];
}
