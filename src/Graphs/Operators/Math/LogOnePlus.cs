using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>ln(1 + u) without the loss of digits near 0 that adding the one costs.</summary>
internal static class LogOnePlus
{
    /// <summary>
    /// ln(1 + u): the logarithm of the rounded sum, times what rounding changed u by (W. Kahan's correction; Goldberg, "What every computer scientist
    /// should know about floating-point arithmetic", 1991, theorem 4).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V u) where V : struct, IFloatLanes<V>
    {
        V one = V.Create(1), sum = one + u;
        return V.Select(V.Equal(sum, one), u, V.Log(sum) * (u / (sum - one)));
    }
}
