using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Transcendental functions for vectors of any width; each lane is within a few units in the last place.</summary>
public static class LaneMath
{
    /// <summary>
    /// e^x: x = n ln 2 + r with |r| ≤ ln 2 / 2, then a polynomial in r and a shift of the exponent by n. Overflow gives infinity, results
    /// below the smallest normal number give 0, NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, IVectorLanes<V>
    {
        V n = V.Round(x * V.Create(1.4426950408889634));
        // ln 2 in two parts, the first with few enough bits that n times it is exact.
        V r = V.FusedMultiplyAdd(n, V.Create(-0.693359375), x);
        r = V.FusedMultiplyAdd(n, V.Create(2.12194440054690583e-4), r);
        V p = V.Create(1.0 / 5040);
        p = V.FusedMultiplyAdd(p, r, V.Create(1.0 / 720));
        p = V.FusedMultiplyAdd(p, r, V.Create(1.0 / 120));
        p = V.FusedMultiplyAdd(p, r, V.Create(1.0 / 24));
        p = V.FusedMultiplyAdd(p, r, V.Create(1.0 / 6));
        p = V.FusedMultiplyAdd(p, r, V.Create(0.5));
        p = V.FusedMultiplyAdd(p, r, V.Create(1));
        p = V.FusedMultiplyAdd(p, r, V.Create(1));
        // n reaches 128 just before overflow, which one shift cannot express: two halves can.
        V half = V.Floor(n * V.Create(0.5));
        V y = V.Scale(V.Scale(p, half), n - half);
        y = V.Select(V.Less(x, V.Create(-87.336544)), V.Create(0), y);
        y = V.Select(V.Less(V.Create(88.72283), x), V.Create(double.PositiveInfinity), y);
        return V.Select(V.Equal(x, x), y, x);
    }

    /// <summary>tanh x: an odd polynomial near zero, elsewhere 1 - 2 / (e^2x + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, IVectorLanes<V>
    {
        V a = V.Abs(x), s = x * x;
        V p = V.Create(-5.70498872745e-3);
        p = V.FusedMultiplyAdd(p, s, V.Create(2.06390887954e-2));
        p = V.FusedMultiplyAdd(p, s, V.Create(-5.37397155531e-2));
        p = V.FusedMultiplyAdd(p, s, V.Create(1.33314422036e-1));
        p = V.FusedMultiplyAdd(p, s, V.Create(-3.33332819422e-1));
        V small = V.FusedMultiplyAdd(p * s, x, x);
        V large = V.Create(1) - V.Create(2) / (Exp(a + a) + V.Create(1));
        large = V.Select(V.Less(x, V.Create(0)), -large, large);
        return V.Select(V.Less(a, V.Create(0.625)), small, large);
    }

    /// <summary>erf x: Abramowitz and Stegun 7.1.28-like accuracy is not enough for gradients, so a series near zero and an exponential tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : struct, IVectorLanes<V>
    {
        V a = V.Abs(x), s = x * x;
        // Maclaurin series: 2/sqrt(pi) * sum (-1)^k x^(2k+1) / (k! (2k+1)), enough terms for |x| < 1.
        V p = V.Create(-1.0 / 75600);
        p = V.FusedMultiplyAdd(p, s, V.Create(1.0 / 9360));
        p = V.FusedMultiplyAdd(p, s, V.Create(-1.0 / 1320));
        p = V.FusedMultiplyAdd(p, s, V.Create(1.0 / 216));
        p = V.FusedMultiplyAdd(p, s, V.Create(-1.0 / 42));
        p = V.FusedMultiplyAdd(p, s, V.Create(0.1));
        p = V.FusedMultiplyAdd(p, s, V.Create(-1.0 / 3));
        p = V.FusedMultiplyAdd(p, s, V.Create(1));
        V small = p * x * V.Create(1.1283791670955126);
        // Abramowitz and Stegun 7.1.26's form with the argument's square in the exponential.
        V t = V.Create(1) / V.FusedMultiplyAdd(V.Create(0.3275911), a, V.Create(1));
        V q = V.Create(1.061405429);
        q = V.FusedMultiplyAdd(q, t, V.Create(-1.453152027));
        q = V.FusedMultiplyAdd(q, t, V.Create(1.421413741));
        q = V.FusedMultiplyAdd(q, t, V.Create(-0.284496736));
        q = V.FusedMultiplyAdd(q, t, V.Create(0.254829592));
        V large = V.Create(1) - q * t * Exp(-s);
        large = V.Select(V.Less(x, V.Create(0)), -large, large);
        return V.Select(V.Less(a, V.Create(1)), small, large);
    }
}
