using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The transforms of 3 x 3 weights for <see cref="WinogradTransform"/>, of several filters at once.</summary>
internal static unsafe class WinogradWeights
{
    /// <summary>u = G w Gᵀ.</summary>
    /// <param name="w">Nine taps, the filters of each side by side.</param>
    /// <param name="tapStep">The distance of taps; negative, from the last one on, when the weights are to be turned by 180 degrees.</param>
    /// <param name="u">The 36 transformed weights.</param>
    /// <param name="pointStep">The distance of those.</param>
    /// <param name="half">Room for 18 vectors.</param>
    public static void Transform<V>(float* w, nint tapStep, float* u, nint pointStep, float* half) where V : struct, IVectorLanes<V>
    {
        V quarter = V.Create(0.25), sixth = V.Create(1.0 / 6), twelfth = V.Create(1.0 / 12), small = V.Create(1.0 / 24);
        for (int j = 0; j < 3; j++, w += tapStep)
            Six(V.Load(w), V.Load(w + 3 * tapStep), V.Load(w + 6 * tapStep), half + j * V.Count, 3 * V.Count, quarter, sixth, twelfth, small);
        for (int i = 0; i < 6; i++, half += 3 * V.Count, u += 6 * pointStep)
            Six(V.Load(half), V.Load(half + V.Count), V.Load(half + 2 * V.Count), u, pointStep, quarter, sixth, twelfth, small);
    }

    /// <summary>dw = Gᵀ du G: the gradient by the weights from that by the transformed ones.</summary>
    public static void Back<V>(float* du, nint pointStep, float* dw, nint tapStep, float* half) where V : struct, IVectorLanes<V>
    {
        V quarter = V.Create(0.25), sixth = V.Create(1.0 / 6), twelfth = V.Create(1.0 / 12), small = V.Create(1.0 / 24);
        for (int j = 0; j < 6; j++, du += pointStep)
            Three(du, 6 * pointStep, half + j * V.Count, 6 * V.Count, quarter, sixth, twelfth, small);
        for (int i = 0; i < 3; i++, half += 6 * V.Count, dw += 3 * tapStep) Three(half, V.Count, dw, tapStep, quarter, sixth, twelfth, small);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Six<V>(V a, V b, V c, float* to, nint step, V quarter, V sixth, V twelfth, V small) where V : struct, IVectorLanes<V>
    {
        V even = (a + c) * sixth, odd = b * sixth, farEven = V.FusedMultiplyAdd(c, sixth, a * small), farOdd = b * twelfth;
        (a * quarter).Store(to);
        (-(even + odd)).Store(to + step);
        (odd - even).Store(to + 2 * step);
        (farEven + farOdd).Store(to + 3 * step);
        (farEven - farOdd).Store(to + 4 * step);
        c.Store(to + 5 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Three<V>(float* u, nint step, float* to, nint toStep, V quarter, V sixth, V twelfth, V small) where V : struct, IVectorLanes<V>
    {
        V b = V.Load(u + step), c = V.Load(u + 2 * step), d = V.Load(u + 3 * step), e = V.Load(u + 4 * step);
        V near = b + c, far = d + e;
        V.FusedMultiplyAdd(far, small, V.FusedMultiplyAdd(V.Load(u), quarter, -(near * sixth))).Store(to);
        V.FusedMultiplyAdd(d - e, twelfth, (c - b) * sixth).Store(to + toStep);
        V.FusedMultiplyAdd(far - near, sixth, V.Load(u + 5 * step)).Store(to + 2 * toStep);
    }
}
