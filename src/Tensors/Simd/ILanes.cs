namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// One or several numbers that are computed with at once. Elementwise code is written once against this interface and compiled for
/// each vector width of the processor, and for single numbers of any type, which is the reference that the vectors are tested against.
/// </summary>
/// <typeparam name="V">The implementing type.</typeparam>
public interface ILanes<V> where V : struct, ILanes<V>
{
    /// <summary>The same number in all lanes, rounded to the element type.</summary>
    static abstract V Create(double value);

    /// <summary>Lane by lane sum.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>Lane by lane difference.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>Lane by lane product.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>Lane by lane quotient.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>Lane by lane negative.</summary>
    static abstract V operator -(V a);

    /// <summary>The smaller; NaN when either is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger; NaN when either is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The magnitude.</summary>
    static abstract V Abs(V a);

    /// <summary>A mask of the lanes in which <paramref name="a"/> is less.</summary>
    static abstract V Less(V a, V b);

    /// <summary>A mask of the lanes in which <paramref name="a"/> is less or equal.</summary>
    static abstract V LessOrEqual(V a, V b);

    /// <summary>A mask of the lanes in which both are equal.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Takes <paramref name="a"/> where the mask is set and <paramref name="b"/> elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);
}

/// <summary>Floating-point numbers that are computed with at once.</summary>
/// <typeparam name="V">The implementing type.</typeparam>
public interface IFloatLanes<V> : ILanes<V> where V : struct, IFloatLanes<V>
{
    /// <summary>a * b + c, rounded once where the processor can.</summary>
    static abstract V FusedMultiplyAdd(V a, V b, V c);

    /// <summary>The square root.</summary>
    static abstract V Sqrt(V a);

    /// <summary>The largest integer not above.</summary>
    static abstract V Floor(V a);

    /// <summary>The smallest integer not below.</summary>
    static abstract V Ceiling(V a);

    /// <summary>The nearest integer, halves to even.</summary>
    static abstract V Round(V a);

    /// <summary>e to the power of each number.</summary>
    static abstract V Exp(V a);

    /// <summary>The natural logarithm.</summary>
    static abstract V Log(V a);

    /// <summary>The hyperbolic tangent.</summary>
    static abstract V Tanh(V a);

    /// <summary>The sine of an angle in radians.</summary>
    static abstract V Sin(V a);

    /// <summary>The cosine of an angle in radians.</summary>
    static abstract V Cos(V a);

    /// <summary>The error function.</summary>
    static abstract V Erf(V a);

    /// <summary>The angle in -π/2 … π/2 whose tangent each number is.</summary>
    static abstract V Atan(V a);
}

/// <summary>A vector of single-precision numbers that can be loaded from and stored to memory.</summary>
/// <typeparam name="V">The implementing type.</typeparam>
public unsafe interface IVectorLanes<V> : IFloatLanes<V> where V : struct, IVectorLanes<V>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Reads consecutive numbers; no alignment is needed.</summary>
    static abstract V Load(float* source);

    /// <summary>One number of memory in all lanes.</summary>
    static abstract V Splat(float* source);

    /// <summary>Writes consecutive numbers; no alignment is needed.</summary>
    void Store(float* target);

    /// <summary>Lane i is lane <paramref name="places"/>[i] of x, their bits as they are; the places lie within the vector.</summary>
    static abstract V Pick(V x, int* places);

    /// <summary>The numbers at the even places of <paramref name="a"/>, then of <paramref name="b"/>.</summary>
    static abstract V Evens(V a, V b);

    /// <summary>The numbers at the odd places of <paramref name="a"/>, then of <paramref name="b"/>.</summary>
    static abstract V Odds(V a, V b);

    /// <summary>x brought into a range; NaN stays NaN.</summary>
    static abstract V Clamp(V x, V low, V high);

    /// <summary>2^n for integral n in -126 … 127.</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>a·2^n for integral n in -252 … 254, rounding and overflowing as a product does.</summary>
    static abstract V Scale(V a, V n);

    /// <summary>The exponent e and the mantissa m in √½ … √2 of positive finite numbers x = m·2^e; anything for other numbers.</summary>
    static abstract V Split(V x, out V mantissa);
}
