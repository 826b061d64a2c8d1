using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Transcendental functions for vectors of any width, each lane within three units in the last place of the exact result. The
/// polynomials are least-maximum fits of the relative error, made for these intervals.
/// </summary>
public static class LaneMath
{
    private const double LogOf2High = 0.693359375, LogOf2Low = -2.12194440054690583e-4;

    /// <summary>
    /// e^x: x = n·ln 2 + r with |r| ≤ ln 2 / 2, then a polynomial in r and a shift of the exponent by n. Overflow gives infinity, small results
    /// go through subnormal numbers to 0, NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, IVectorLanes<V> => Power(V.Clamp(x, V.Create(-104), V.Create(89)));

    /// <summary>
    /// The natural logarithm: x = m·2^e with m in √½ … √2, then a polynomial in m - 1. 0 gives -infinity, negative numbers give NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : struct, IVectorLanes<V>
    {
        V e = V.Split(x, out V m), t = m - V.Create(1), s = t * t;
        V p = V.Create(-0.07634492963552475);
        p = V.FusedMultiplyAdd(p, t, V.Create(0.12761574983596802));
        p = V.FusedMultiplyAdd(p, t, V.Create(-0.13160182535648346));
        p = V.FusedMultiplyAdd(p, t, V.Create(0.14201758801937103));
        p = V.FusedMultiplyAdd(p, t, V.Create(-0.16623356938362122));
        p = V.FusedMultiplyAdd(p, t, V.Create(0.20001226663589478));
        p = V.FusedMultiplyAdd(p, t, V.Create(-0.2500081956386566));
        p = V.FusedMultiplyAdd(p, t, V.Create(0.3333333134651184));
        V y = V.FusedMultiplyAdd(e, V.Create(LogOf2Low), p * t * s);
        y = V.FusedMultiplyAdd(V.Create(-0.5), s, y);
        y = V.FusedMultiplyAdd(e, V.Create(LogOf2High), t + y);
        V outside = V.Select(V.Equal(x, V.Create(0)), V.Create(double.NegativeInfinity), V.Create(double.NaN));
        y = V.Select(V.Less(V.Create(0), x), y, outside);
        return V.Select(V.Equal(x, V.Create(double.PositiveInfinity)), x, y);
    }

    /// <summary>tanh x = d / (d + 2) with d = e^2x - 1, which is computed without subtracting from e^2x, so small results are exact too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, IVectorLanes<V>
    {
        // Beyond 9.1 the result rounds to 1.
        V a = V.Clamp(x, V.Create(-9.1), V.Create(9.1));
        V q = Reduce(a + a, out V n), scale = V.PowerOfTwo(n);
        V d = V.FusedMultiplyAdd(scale, q, scale - V.Create(1));
        // The sign of zero would get lost on the way.
        return V.Select(V.Equal(x, V.Create(0)), x, d / (d + V.Create(2)));
    }

    /// <summary>erf x: an odd polynomial up to 1, from there on 1 - e^p(|x|) with a polynomial p for ln(1 - erf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : struct, IVectorLanes<V>
    {
        V a = V.Abs(x), s = x * x;
        V p = V.Create(7.853860734030604e-05);
        p = V.FusedMultiplyAdd(p, s, V.Create(-0.0008010193705558777));
        p = V.FusedMultiplyAdd(p, s, V.Create(0.005188327748328447));
        p = V.FusedMultiplyAdd(p, s, V.Create(-0.026853812858462334));
        p = V.FusedMultiplyAdd(p, s, V.Create(0.1128358542919159));
        p = V.FusedMultiplyAdd(p, s, V.Create(-0.3761262595653534));
        // The leading term is 2/√π in two parts: rounding it would cost a unit in the last place.
        V small = V.FusedMultiplyAdd(p * s, x, V.FusedMultiplyAdd(x, V.Create(1.1283791065216064 - 1), x));
        // Beyond 4 the result rounds to 1.
        V b = V.Clamp(a, V.Create(0), V.Create(4));
        V q = V.Create(0.0001924251700984314);
        q = V.FusedMultiplyAdd(q, b, V.Create(-0.0030085290782153606));
        q = V.FusedMultiplyAdd(q, b, V.Create(0.02208760939538479));
        q = V.FusedMultiplyAdd(q, b, V.Create(-0.10364026576280594));
        q = V.FusedMultiplyAdd(q, b, V.Create(-0.6375170946121216));
        q = V.FusedMultiplyAdd(q, b, V.Create(-1.1274749040603638));
        q = V.FusedMultiplyAdd(q, b, V.Create(-0.0002447224978823215));
        V large = V.Create(1) - Power(q);
        large = V.Select(V.Less(x, V.Create(0)), -large, large);
        return V.Select(V.Less(a, V.Create(1)), small, large);
    }

    /// <summary>
    /// atan x: from tan(3π/8) on π/2 - atan(1/x), from tan(π/8) on π/4 + atan((x - 1) / (x + 1)), so that an odd polynomial up to tan(π/8) is left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Atan<V>(V x) where V : struct, IVectorLanes<V>
    {
        V a = V.Abs(x), one = V.Create(1);
        V middle = V.Less(V.Create(0.4142135623730950), a), large = V.Less(V.Create(2.414213562373095), a);
        V z = V.Select(large, -one / a, V.Select(middle, (a - one) / (a + one), a));
        V offset = V.Select(large, V.Create(Math.PI / 2), V.Select(middle, V.Create(Math.PI / 4), V.Create(0)));
        V s = z * z;
        V p = V.Create(-0.060782209038734436);
        p = V.FusedMultiplyAdd(p, s, V.Create(0.1059381365776062));
        p = V.FusedMultiplyAdd(p, s, V.Create(-0.14243532717227936));
        p = V.FusedMultiplyAdd(p, s, V.Create(0.19998471438884735));
        p = V.FusedMultiplyAdd(p, s, V.Create(-0.33333316445350647));
        V y = offset + V.FusedMultiplyAdd(p * s, z, z);
        return V.Select(V.Equal(x, V.Create(0)), x, V.Select(V.Less(x, V.Create(0)), -y, y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Power<V>(V x) where V : struct, IVectorLanes<V>
    {
        V q = Reduce(x, out V n);
        return V.Scale(q + V.Create(1), n);
    }

    // e^r - 1 for the remainder r of x by ln 2. ln 2 stands in two parts, the first with so few bits that n times it is exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<V>(V x, out V n) where V : struct, IVectorLanes<V>
    {
        n = V.Round(x * V.Create(1.4426950408889634));
        V r = V.FusedMultiplyAdd(n, V.Create(-LogOf2High), x);
        r = V.FusedMultiplyAdd(n, V.Create(-LogOf2Low), r);
        V p = V.Create(0.0013814539415761828);
        p = V.FusedMultiplyAdd(p, r, V.Create(0.00836874544620514));
        p = V.FusedMultiplyAdd(p, r, V.Create(0.04166838899254799));
        p = V.FusedMultiplyAdd(p, r, V.Create(0.1666652113199234));
        p = V.FusedMultiplyAdd(p, r, V.Create(0.4999999403953552));
        return V.FusedMultiplyAdd(p, r * r, r);
    }
}
