namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The sizes of a convolution, or of a pooling, with every padding resolved. The input is [Batch, Channels, Depth, Height, Width], the
/// output [Batch, Filters, …], the weights [Filters, Channels / Groups, …]; one- and two-dimensional ones have outer axes of length 1.
/// </summary>
/// <param name="Batch">The number of images.</param>
/// <param name="Channels">The channels of the input.</param>
/// <param name="Filters">The channels of the output.</param>
/// <param name="Groups">Into how many independent groups the channels are divided.</param>
/// <param name="Depth">The outermost axis.</param>
/// <param name="Height">The axis between.</param>
/// <param name="Width">The innermost axis.</param>
public sealed record ConvolutionGeometry(
    int Batch, int Channels, int Filters, int Groups, WindowAxis Depth, WindowAxis Height, WindowAxis Width)
{
    /// <summary>Channels of the input in a group.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Channels of the output in a group.</summary>
    public int GroupFilters => Filters / Groups;

    /// <summary>Taps of the window.</summary>
    public int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    /// <summary>Elements of one channel of the input.</summary>
    public int InputPixels => checked(Depth.Input * Height.Input * Width.Input);

    /// <summary>Elements of one channel of the output.</summary>
    public int OutputPixels => checked(Depth.Output * Height.Output * Width.Output);

    /// <summary>True when the kernels for images apply: the outermost axis has nothing to do.</summary>
    public bool IsPlanar => Depth == WindowAxis.None;

    /// <summary>Multiplications and additions of one pass, two for each pair of numbers that meet.</summary>
    public double Operations => 2.0 * Batch * Filters * OutputPixels * GroupChannels * Taps;
}
