using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>The largest number of each window: <c>N×C×H×W</c> gives <c>N×C×H'×W'</c>.</summary>
/// <param name="PoolSize">The window.</param>
public sealed record MaxPooling2D(Size2D PoolSize) : Layer
{
    /// <summary>The step from window to window; null for the window's size.</summary>
    public Size2D? Strides { get; init; }

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) =>
        Pools.Max(x, PoolSize.ToInts(), (Strides ?? PoolSize).ToInts(), Padding);
}

/// <summary>The largest number of each window: <c>N×C×L</c> gives <c>N×C×L'</c>.</summary>
/// <param name="PoolSize">The window.</param>
public sealed record MaxPooling1D(int PoolSize) : Layer
{
    /// <summary>The step from window to window; null for the window's size.</summary>
    public int? Strides { get; init; }

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => Pools.Max(x, [PoolSize], [Strides ?? PoolSize], Padding);
}

/// <summary>The mean of each window, padding not counted: <c>N×C×H×W</c> gives <c>N×C×H'×W'</c>.</summary>
/// <param name="PoolSize">The window.</param>
public sealed record AveragePooling2D(Size2D PoolSize) : Layer
{
    /// <summary>The step from window to window; null for the window's size.</summary>
    public Size2D? Strides { get; init; }

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) =>
        Pools.Average(x, PoolSize.ToInts(), (Strides ?? PoolSize).ToInts(), Padding);
}

/// <summary>The mean of each window, padding not counted: <c>N×C×L</c> gives <c>N×C×L'</c>.</summary>
/// <param name="PoolSize">The window.</param>
public sealed record AveragePooling1D(int PoolSize) : Layer
{
    /// <summary>The step from window to window; null for the window's size.</summary>
    public int? Strides { get; init; }

    /// <summary>The borders.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => Pools.Average(x, [PoolSize], [Strides ?? PoolSize], Padding);
}

/// <summary>The mean of each channel: <c>N×C×…</c> gives <c>N×C</c>.</summary>
public sealed record GlobalAveragePooling : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => x.GlobalAveragePool().Flatten();
}

/// <summary>The largest number of each channel: <c>N×C×…</c> gives <c>N×C</c>.</summary>
public sealed record GlobalMaxPooling : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => x.GlobalMaxPool().Flatten();
}

internal static class Pools
{
    public static Value Max(Value x, Ints window, Ints strides, Padding padding)
    {
        (string autoPad, Ints pads) = padding.Resolve(x.Shape, window, strides, default(Ints).Or(1, window.Length));
        return x.Graph.Add(new MaxPool(KernelShape: window, AutoPad: autoPad, Pads: pads, Strides: strides), x);
    }

    public static Value Average(Value x, Ints window, Ints strides, Padding padding)
    {
        (string autoPad, Ints pads) = padding.Resolve(x.Shape, window, strides, default(Ints).Or(1, window.Length));
        return x.Graph.Add(new AveragePool(KernelShape: window, AutoPad: autoPad, Pads: pads, Strides: strides), x);
    }
}
