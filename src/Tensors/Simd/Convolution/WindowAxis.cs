namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>One axis along which a window slides over a tensor: output o with tap t reads input o · stride + t · dilation - before.</summary>
/// <param name="Input">The length of the input.</param>
/// <param name="Output">The length of the output: how many places the window takes.</param>
/// <param name="Kernel">The taps of the window.</param>
/// <param name="Stride">The distance of neighbouring windows.</param>
/// <param name="Dilation">The distance of neighbouring taps.</param>
/// <param name="Before">How far the first window begins before the input.</param>
/// <param name="After">The padding behind the input; poolings that average over padding count it.</param>
public readonly record struct WindowAxis(int Input, int Output, int Kernel, int Stride = 1, int Dilation = 1, int Before = 0, int After = 0)
{
    /// <summary>An axis that is not there.</summary>
    public static WindowAxis None { get; } = new(1, 1, 1);

    /// <summary>The length that a window covers.</summary>
    public int Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>The input that a tap of an output reads; outside 0 … Input - 1 it is padding.</summary>
    public int At(int output, int tap) => output * Stride + tap * Dilation - Before;

    /// <summary>True when each output reads exactly the input of the same index.</summary>
    public bool IsPointwise => Kernel == 1 && Stride == 1 && Before == 0 && Input == Output;
}
