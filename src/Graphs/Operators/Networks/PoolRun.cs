using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What pooling kernels keep from run to run.</summary>
internal static unsafe class PoolRun
{
    /// <summary>The sizes of a pooling whose first operand, or result for a gradient, is the input.</summary>
    public static ConvolutionGeometry Geometry(Kernel k, WindowAttributes window) =>
        Keep(k, window, false, k.Input(0).Shape).Geometry;

    /// <summary>The sizes and averaging factors of an average pooling.</summary>
    public static Kept Keep(Kernel k, WindowAttributes window, bool countPadding, Shape input)
    {
        if (k.Kept is Kept kept) return kept;
        ConvolutionGeometry g = window.Geometry(input, input[1], input[1]);
        kept = new Kept(g, Pooling.AverageFactors(g, countPadding));
        k.Kept = kept;
        return kept;
    }

    /// <summary>True where a vector kernel applies.</summary>
    public static bool IsFast(Kernel k, ConvolutionGeometry g) => k.Output(0).Type == ElementType.Float32 && !k.Reference && g.IsPlanar;

    /// <param name="Geometry">The sizes.</param>
    /// <param name="Factors">One over the element count of each window.</param>
    public sealed record Kept(ConvolutionGeometry Geometry, float[] Factors)
    {
        /// <summary>What the kernel keeps.</summary>
        public object? State;
    }
}
