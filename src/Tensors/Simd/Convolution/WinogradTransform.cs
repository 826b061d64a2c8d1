using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The transforms of Winograd's convolution F(4 x 4, 3 x 3) with the points 0, ±1, ±2 and infinity (A. Lavin and S. Gray, Fast Algorithms for
/// Convolutional Neural Networks, 2015). Each works on the same pixel of several channels at once; a tile is 6 x 6 pixels of input for
/// 4 x 4 of output, and 36 multiplications a pair of channels do what takes 144 directly.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Pixels of a transformed tile.</summary>
    public const int Points = 36;

    /// <summary>Rows and columns of output of a tile.</summary>
    public const int Output = 4;

    /// <summary>v = Bᵀ x B for 6 x 6 pixels.</summary>
    /// <param name="x">The first pixel, its channels side by side.</param>
    /// <param name="rowStep">The distance of rows.</param>
    /// <param name="pixelStep">The distance of columns.</param>
    /// <param name="v">The transformed tile.</param>
    /// <param name="pointStep">The distance of its pixels.</param>
    /// <param name="half">Room for 36 vectors.</param>
    public static void Input<V>(float* x, nint rowStep, nint pixelStep, float* v, nint pointStep, float* half) where V : struct, IVectorLanes<V>
    {
        V four = V.Create(4), minusFour = V.Create(-4), minusFive = V.Create(-5), two = V.Create(2), minusTwo = V.Create(-2);
        for (int j = 0; j < 6; j++, x += pixelStep)
            Six(V.Load(x), V.Load(x + rowStep), V.Load(x + 2 * rowStep), V.Load(x + 3 * rowStep), V.Load(x + 4 * rowStep), V.Load(x + 5 * rowStep),
                half + j * V.Count, 6 * V.Count, four, minusFour, minusFive, two, minusTwo);
        for (int i = 0; i < 6; i++, half += 6 * V.Count, v += 6 * pointStep)
            Six(V.Load(half), V.Load(half + V.Count), V.Load(half + 2 * V.Count), V.Load(half + 3 * V.Count), V.Load(half + 4 * V.Count), V.Load(half + 5 * V.Count),
                v, pointStep, four, minusFour, minusFive, two, minusTwo);
    }

    /// <summary>y = Aᵀ m A: 4 x 4 pixels of output.</summary>
    /// <param name="m">The transformed tile.</param>
    /// <param name="pointStep">The distance of its pixels.</param>
    /// <param name="y">The first pixel of output, its channels side by side.</param>
    /// <param name="rowStep">The distance of rows.</param>
    /// <param name="pixelStep">The distance of columns.</param>
    /// <param name="bias">Added to each pixel.</param>
    /// <param name="half">Room for 24 vectors.</param>
    public static void Back<V>(float* m, nint pointStep, float* y, nint rowStep, nint pixelStep, V bias, float* half) where V : struct, IVectorLanes<V>
    {
        V two = V.Create(2), four = V.Create(4), eight = V.Create(8), zero = V.Create(0);
        for (int j = 0; j < 6; j++, m += pointStep)
            Four(V.Load(m), V.Load(m + 6 * pointStep), V.Load(m + 12 * pointStep), V.Load(m + 18 * pointStep), V.Load(m + 24 * pointStep), V.Load(m + 30 * pointStep),
                half + j * V.Count, 6 * V.Count, two, four, eight, zero);
        for (int i = 0; i < 4; i++, half += 6 * V.Count, y += rowStep)
            Four(V.Load(half), V.Load(half + V.Count), V.Load(half + 2 * V.Count), V.Load(half + 3 * V.Count), V.Load(half + 4 * V.Count), V.Load(half + 5 * V.Count),
                y, pixelStep, two, four, eight, bias);
    }

    /// <summary>v = A y Aᵀ for 4 x 4 pixels: what <see cref="Back"/> is the transpose of; for the weights' gradient.</summary>
    public static void Gradient<V>(float* y, nint rowStep, nint pixelStep, float* v, nint pointStep, float* half) where V : struct, IVectorLanes<V>
    {
        V two = V.Create(2), four = V.Create(4), eight = V.Create(8);
        for (int j = 0; j < 4; j++, y += pixelStep)
            Widen(V.Load(y), V.Load(y + rowStep), V.Load(y + 2 * rowStep), V.Load(y + 3 * rowStep), half + j * V.Count, 4 * V.Count, two, four, eight);
        for (int i = 0; i < 6; i++, half += 4 * V.Count, v += 6 * pointStep)
            Widen(V.Load(half), V.Load(half + V.Count), V.Load(half + 2 * V.Count), V.Load(half + 3 * V.Count), v, pointStep, two, four, eight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Six<V>(V a, V b, V c, V d, V e, V f, float* to, nint step, V four, V minusFour, V minusFive, V two, V minusTwo)
        where V : struct, IVectorLanes<V>
    {
        V even = V.FusedMultiplyAdd(c, minusFour, e), odd = V.FusedMultiplyAdd(b, minusFour, d), near = e - c, far = d - b;
        V.FusedMultiplyAdd(a, four, V.FusedMultiplyAdd(c, minusFive, e)).Store(to);
        (even + odd).Store(to + step);
        (even - odd).Store(to + 2 * step);
        V.FusedMultiplyAdd(far, two, near).Store(to + 3 * step);
        V.FusedMultiplyAdd(far, minusTwo, near).Store(to + 4 * step);
        V.FusedMultiplyAdd(b, four, V.FusedMultiplyAdd(d, minusFive, f)).Store(to + 5 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<V>(V a, V b, V c, V d, V e, V f, float* to, nint step, V two, V four, V eight, V bias)
        where V : struct, IVectorLanes<V>
    {
        V even = b + c, odd = b - c, farEven = d + e, farOdd = d - e;
        (a + even + farEven + bias).Store(to);
        (V.FusedMultiplyAdd(farOdd, two, odd) + bias).Store(to + step);
        (V.FusedMultiplyAdd(farEven, four, even) + bias).Store(to + 2 * step);
        (V.FusedMultiplyAdd(farOdd, eight, odd) + f + bias).Store(to + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen<V>(V a, V b, V c, V d, float* to, nint step, V two, V four, V eight) where V : struct, IVectorLanes<V>
    {
        V even = a + c, odd = b + d, farEven = V.FusedMultiplyAdd(c, four, a), farOdd = V.FusedMultiplyAdd(d, eight, b * two);
        a.Store(to);
        (even + odd).Store(to + step);
        (even - odd).Store(to + 2 * step);
        (farEven + farOdd).Store(to + 3 * step);
        (farEven - farOdd).Store(to + 4 * step);
        d.Store(to + 5 * step);
    }
}
