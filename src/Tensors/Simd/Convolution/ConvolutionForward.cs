namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The forward pass of a planar convolution of fixed sizes, with its packed weights. One thread at a time may run it.</summary>
public sealed unsafe class ConvolutionForward
{
    private readonly ConvolutionGeometry _g;
    private readonly TapConvolution? _taps;
    private readonly WinogradConvolution? _winograd;
    private readonly PointwiseConvolution? _pointwise;

    /// <summary>Prepares the convolution.</summary>
    /// <exception cref="ArgumentException">The geometry has three axes.</exception>
    public ConvolutionForward(ConvolutionGeometry geometry)
    {
        if (!geometry.IsPlanar) throw new ArgumentException("A convolution over three axes has no fast kernel.", nameof(geometry));
        _g = geometry;
        if (DepthwiseConvolution.Fits(_g)) return;
        if (WinogradConvolution.Fits(_g))
        {
            _winograd = WinogradConvolution.Forward(_g);
            return;
        }
        _pointwise = PointwiseConvolution.Forward(_g);
        if (_pointwise is not null) return;
        (PaddedPlanes planes, int stride) = PaddedPlanes.Forward(_g);
        WindowAxis h = _g.Height, w = _g.Width;
        var taps = new (int, int, int)[_g.GroupChannels * _g.Taps];
        for (int k = 0; k < taps.Length; k++)
            taps[k] = (k / _g.Taps, k % _g.Taps / w.Kernel * h.Dilation, k % w.Kernel * w.Dilation);
        var phase = new TapPhase(0, 0, taps, new TapWeights(_g.Groups, _g.GroupFilters, taps.Length));
        _taps = new TapConvolution(_g.Batch, _g.Groups, planes, [phase], h.Extent, stride, new TapResult(_g.GroupFilters, h.Output, w.Output));
    }

    /// <summary>y = activation(x * w + bias).</summary>
    /// <param name="x">The input [Batch, Channels, Height, Width].</param>
    /// <param name="w">The weights [Filters, Channels / Groups, kernel height, kernel width].</param>
    /// <param name="y">The output [Batch, Filters, output height, output width].</param>
    /// <param name="epilogue">The bias, as <see cref="Epilogue.RowBias"/>, and the activation.</param>
    /// <param name="version">What is derived from the weights is kept as long as this stays the same; -1 when they may change at any time.</param>
    public void Run(float* x, float* w, float* y, in Epilogue epilogue, long version = -1)
    {
        if (_winograd is not null)
        {
            _winograd.Run(x, w, false, y, in epilogue, version);
            return;
        }
        if (_pointwise is not null)
        {
            _pointwise.Run(x, w, false, y, in epilogue, version);
            return;
        }
        if (_taps is null)
        {
            DepthwiseConvolution.Run(_g, x, w, y, in epilogue);
            return;
        }
        TapWeights weights = _taps.Phases[0].Weights;
        if (weights.IsStale(version))
            for (int g = 0; g < _g.Groups; g++) weights.Pack(g, w + (long)g * _g.GroupFilters * _g.GroupChannels * _g.Taps);
        _taps.Run(x, y, in epilogue);
    }
}
