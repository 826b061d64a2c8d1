namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Convolutions with a window of one pixel: in each image the matrix of weights times the matrix of pixels. Images of many pixels put pixels into
/// the lanes of vectors; small ones, whose rows of pixels would leave lanes empty, put filters there. One thread at a time may run it.
/// </summary>
internal abstract unsafe class PointwiseConvolution
{
    // Up to so many pixels filters go into the lanes, if there are as many.
    private const int FewPixels = 64;
    private const int ManyFilters = 32;

    // Of fewer filters a tile of the matrix multiply would be mostly empty.
    private const int LeastFilters = 3;

    // Pieces of work for several threads, and the multiplications that are worth handing over.
    protected const int Enough = 8;
    protected const double WorkOfTask = 1 << 18;

    private PackedVersion _version;

    protected PointwiseConvolution(int batch, int groups, int depth, int filters, int pixels) =>
        (Images, Groups, Depth, Filters, Pixels) = (batch * groups, groups, depth, filters, pixels);

    /// <summary>Images, each group of channels counted as one.</summary>
    protected int Images { get; }

    protected int Groups { get; }

    /// <summary>Channels that are summed over.</summary>
    protected int Depth { get; }

    protected int Filters { get; }

    protected int Pixels { get; }

    /// <summary>The forward pass of a convolution, or null when it is no such one.</summary>
    public static PointwiseConvolution? Forward(ConvolutionGeometry g) => Create(g, g.GroupChannels, g.GroupFilters);

    /// <summary>The pass back to a convolution's input, or null when it is no such one.</summary>
    public static PointwiseConvolution? Backward(ConvolutionGeometry g) => Create(g, g.GroupFilters, g.GroupChannels);

    /// <summary>y = activation(x * w + bias).</summary>
    /// <param name="x">The images.</param>
    /// <param name="w">The weights of the forward pass [Filters, Channels / Groups].</param>
    /// <param name="turned">Whether this is the backward pass, so that the weights are turned.</param>
    /// <param name="y">The result.</param>
    /// <param name="epilogue">The bias, as <see cref="Epilogue.RowBias"/>, and the activation.</param>
    /// <param name="version">The packed weights are kept as long as this stays the same; -1 when they may change at any time.</param>
    public void Run(float* x, float* w, bool turned, float* y, in Epilogue epilogue, long version)
    {
        if (_version.IsStale(version))
            for (int g = 0; g < Groups; g++) Pack(g, w + (long)g * Filters * Depth, turned);
        Multiply(x, y, in epilogue);
    }

    /// <summary>Packs a group's weights [filter][channel], or [channel][filter] when <paramref name="turned"/>.</summary>
    protected abstract void Pack(int group, float* w, bool turned);

    /// <summary>y = activation(x * the packed weights + bias).</summary>
    protected abstract void Multiply(float* x, float* y, in Epilogue epilogue);

    private static PointwiseConvolution? Create(ConvolutionGeometry g, int depth, int filters)
    {
        if (!g.IsPlanar || !g.Height.IsPointwise || !g.Width.IsPointwise || filters < LeastFilters) return null;
        int pixels = g.OutputPixels;
        return pixels <= FewPixels && filters >= ManyFilters
            ? new PointwiseByFilters(g.Batch, g.Groups, depth, filters, pixels)
            : new PointwiseByPixels(g.Batch, g.Groups, depth, filters, pixels);
    }
}
