namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The forward pass of a planar convolution of fixed sizes, with its packed weights. One thread at a time may run it.</summary>
public sealed unsafe class ConvolutionForward
{
    private readonly ConvolutionGeometry _g;
    private readonly TapConvolution? _taps;
    private readonly WinogradConvolution? _winograd;

    /// <summary>Prepares the convolution.</summary>
    /// <exception cref="ArgumentException">The geometry has three axes.</exception>
    public ConvolutionForward(ConvolutionGeometry geometry)
    {
        if (!geometry.IsPlanar) throw new ArgumentException("A convolution over three axes has no fast kernel.", nameof(geometry));
        _g = geometry;
        if (WinogradConvolution.Fits(_g))
        {
            _winograd = WinogradConvolution.Forward(_g);
            return;
        }
        WindowAxis h = _g.Height, w = _g.Width;
        var planes = new PaddedPlanes(_g.GroupChannels, h.Input, w.Input, h.Before, w.Before, 0, (w.Output - 1) * w.Stride + w.Extent, w.Stride);
        var offsets = new (int, int, int)[_g.GroupChannels * _g.Taps];
        for (int k = 0; k < offsets.Length; k++)
            offsets[k] = (k / _g.Taps, k % _g.Taps / w.Kernel * h.Dilation, k % w.Kernel * w.Dilation);
        var result = new TapResult(_g.GroupFilters, h.Output, w.Output, _g.OutputPixels, 0, w.Output, 1);
        _taps = new TapConvolution(_g.Batch, _g.Groups, planes, offsets, h.Extent, h.Stride, result);
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
        if (_taps!.Weights.IsStale(version))
            for (int g = 0; g < _g.Groups; g++) _taps.Weights.Pack(g, w + (long)g * _g.GroupFilters * _g.GroupChannels * _g.Taps);
        _taps.Run(x, y, in epilogue);
    }
}
