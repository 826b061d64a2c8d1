using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A convolution over images: <c>N×C×H×W</c> gives <c>N×Filters×H'×W'</c>. Its parameters are <c>kernel</c> (Filters×C/Groups×h×w) and <c>bias</c>.</summary>
/// <param name="Filters">The number of output channels.</param>
/// <param name="KernelSize">The window.</param>
/// <param name="Activation">The function at the end.</param>
public sealed record Conv2D(int Filters, Size2D KernelSize, Activation Activation = Activation.Linear) : Layer
{
    /// <summary>The step from window to window.</summary>
    public Size2D Strides { get; init; } = 1;

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>The step from one element of a window to the next.</summary>
    public Size2D Dilation { get; init; } = 1;

    /// <summary>How many groups the channels are split into; each output sees its group only.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added; leave it out before a batch normalization.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel is set; null for He's with the Relu family and Glorot's with all others.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) =>
        Convolutions.Build(x, context, Filters, KernelSize.ToInts(), Strides.ToInts(), Dilation.ToInts(), Padding, Groups, UseBias,
            Kernels.InitializerFor(KernelInitializer, Activation)).Activate(Activation);
}

/// <summary>A convolution over sequences: <c>N×C×L</c> gives <c>N×Filters×L'</c>. Its parameters are <c>kernel</c> (Filters×C/Groups×l) and <c>bias</c>.</summary>
/// <param name="Filters">The number of output channels.</param>
/// <param name="KernelSize">The window.</param>
/// <param name="Activation">The function at the end.</param>
public sealed record Conv1D(int Filters, int KernelSize, Activation Activation = Activation.Linear) : Layer
{
    /// <summary>The step from window to window.</summary>
    public int Strides { get; init; } = 1;

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>The step from one element of a window to the next.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>How many groups the channels are split into; each output sees its group only.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel is set; null for He's with the Relu family and Glorot's with all others.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) =>
        Convolutions.Build(x, context, Filters, [KernelSize], [Strides], [Dilation], Padding, Groups, UseBias,
            Kernels.InitializerFor(KernelInitializer, Activation)).Activate(Activation);
}

/// <summary>A convolution of each channel by itself: <c>N×C×H×W</c> gives <c>N×(C·Multiplier)×H'×W'</c>.</summary>
/// <param name="KernelSize">The window.</param>
/// <param name="Multiplier">The output channels made of each input channel.</param>
/// <param name="Activation">The function at the end.</param>
public sealed record DepthwiseConv2D(Size2D KernelSize, int Multiplier = 1, Activation Activation = Activation.Linear) : Layer
{
    /// <summary>The step from window to window.</summary>
    public Size2D Strides { get; init; } = 1;

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>The step from one element of a window to the next.</summary>
    public Size2D Dilation { get; init; } = 1;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernel is set; null for He's with the Relu family and Glorot's with all others.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        int channels = Convolutions.Channels(x, 4);
        return Convolutions.Build(x, context, channels * Multiplier, KernelSize.ToInts(), Strides.ToInts(), Dilation.ToInts(), Padding, channels, UseBias,
            Kernels.InitializerFor(KernelInitializer, Activation)).Activate(Activation);
    }
}

/// <summary>A depthwise convolution, then one of 1×1 that mixes the channels (Chollet 2017).</summary>
/// <param name="Filters">The number of output channels.</param>
/// <param name="KernelSize">The window of the depthwise part.</param>
/// <param name="Activation">The function at the end.</param>
public sealed record SeparableConv2D(int Filters, Size2D KernelSize, Activation Activation = Activation.Linear) : Layer
{
    /// <summary>The step from window to window.</summary>
    public Size2D Strides { get; init; } = 1;

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>The output channels of the depthwise part for each input channel.</summary>
    public int Multiplier { get; init; } = 1;

    /// <summary>Whether a bias is added at the end.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the kernels are set; null for He's with the Relu family and Glorot's with all others.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        int channels = Convolutions.Channels(x, 4);
        Initializer initializer = Kernels.InitializerFor(KernelInitializer, Activation);
        Value depthwise = Convolutions.Build(x, context, channels * Multiplier, KernelSize.ToInts(), Strides.ToInts(), [1, 1], Padding, channels, false,
            initializer, "depthwise_");
        return Convolutions.Build(depthwise, context, Filters, [1, 1], [1, 1], [1, 1], Padding.Valid, 1, UseBias, initializer).Activate(Activation);
    }
}

internal static class Convolutions
{
    public static int Channels(Value x, int rank)
    {
        if (x.Shape.Rank != rank) throw new ShapeException($"the input must have {rank} dimensions (batch, channels, then the image or sequence), but it is {x.Shape}");
        return x.Shape[1].IsKnown ? x.Shape[1].Value : throw new ShapeException($"the number of channels must be known, but the input is {x.Shape}");
    }

    public static Value Build(Value x, LayerContext context, int filters, Ints kernel, Ints strides, Ints dilations, Padding padding, int groups,
        bool useBias, Initializer initializer, string prefix = "")
    {
        int channels = Channels(x, kernel.Length + 2), window = 1;
        if (channels % groups != 0 || filters % groups != 0) throw new ShapeException($"{channels} input and {filters} output channels do not split into {groups} groups");
        foreach (int size in kernel) window *= size;
        Value w = context.Parameter(prefix + "kernel", Shape.Of([filters, channels / groups, .. kernel.ToArray()]), initializer,
            new Fan((double)window * channels / groups, (double)window * filters / groups));
        Value? b = useBias ? context.Parameter(prefix + "bias", [filters], Initializer.Zeros) : null;
        (string autoPad, Ints pads) = padding.Resolve(x.Shape, kernel, strides, dilations);
        return x.Graph.Add(new Conv(AutoPad: autoPad, Dilations: dilations, Group: groups, KernelShape: kernel, Pads: pads, Strides: strides), x, w, b);
    }
}
