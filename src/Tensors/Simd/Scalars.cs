using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>One number of any numeric type: the reference form of elementwise code, and its only form for integers.</summary>
public readonly struct Number<T>(T value) : ILanes<Number<T>> where T : unmanaged, INumber<T>
{
    /// <summary>The number.</summary>
    public T Value { get; } = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Create(double value) => new(T.CreateSaturating(value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> operator +(Number<T> a, Number<T> b) => new(a.Value + b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> operator -(Number<T> a, Number<T> b) => new(a.Value - b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> operator *(Number<T> a, Number<T> b) => new(a.Value * b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> operator /(Number<T> a, Number<T> b) => new(a.Value / b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> operator -(Number<T> a) => new(-a.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Min(Number<T> a, Number<T> b) => new(T.Min(a.Value, b.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Max(Number<T> a, Number<T> b) => new(T.Max(a.Value, b.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Abs(Number<T> a) => new(T.Abs(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Less(Number<T> a, Number<T> b) => Mask(a.Value < b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> LessOrEqual(Number<T> a, Number<T> b) => Mask(a.Value <= b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Equal(Number<T> a, Number<T> b) => Mask(a.Value == b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Number<T> Select(Number<T> mask, Number<T> a, Number<T> b) => mask.Value != T.Zero ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Number<T> Mask(bool value) => new(value ? T.One : T.Zero);
}

/// <summary>One floating-point number: the reference form of elementwise code.</summary>
public readonly struct FloatNumber<T>(T value) : IFloatLanes<FloatNumber<T>> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number.</summary>
    public T Value { get; } = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Create(double value) => new(T.CreateSaturating(value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> operator +(FloatNumber<T> a, FloatNumber<T> b) => new(a.Value + b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> operator -(FloatNumber<T> a, FloatNumber<T> b) => new(a.Value - b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> operator *(FloatNumber<T> a, FloatNumber<T> b) => new(a.Value * b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> operator /(FloatNumber<T> a, FloatNumber<T> b) => new(a.Value / b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> operator -(FloatNumber<T> a) => new(-a.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Min(FloatNumber<T> a, FloatNumber<T> b) => new(T.Min(a.Value, b.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Max(FloatNumber<T> a, FloatNumber<T> b) => new(T.Max(a.Value, b.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Abs(FloatNumber<T> a) => new(T.Abs(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Less(FloatNumber<T> a, FloatNumber<T> b) => Mask(a.Value < b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> LessOrEqual(FloatNumber<T> a, FloatNumber<T> b) => Mask(a.Value <= b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Equal(FloatNumber<T> a, FloatNumber<T> b) => Mask(a.Value == b.Value);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Select(FloatNumber<T> mask, FloatNumber<T> a, FloatNumber<T> b) => mask.Value != T.Zero ? a : b;
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> FusedMultiplyAdd(FloatNumber<T> a, FloatNumber<T> b, FloatNumber<T> c) =>
        new(T.FusedMultiplyAdd(a.Value, b.Value, c.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Sqrt(FloatNumber<T> a) => new(T.Sqrt(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Floor(FloatNumber<T> a) => new(T.Floor(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Ceiling(FloatNumber<T> a) => new(T.Ceiling(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Round(FloatNumber<T> a) => new(T.Round(a.Value, MidpointRounding.ToEven));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Exp(FloatNumber<T> a) => new(T.Exp(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Log(FloatNumber<T> a) => new(T.Log(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Tanh(FloatNumber<T> a) => new(T.Tanh(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Sin(FloatNumber<T> a) => new(T.Sin(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Cos(FloatNumber<T> a) => new(T.Cos(a.Value));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Erf(FloatNumber<T> a) => new(T.CreateSaturating(ErrorFunction(double.CreateSaturating(a.Value))));
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatNumber<T> Atan(FloatNumber<T> a) => new(T.Atan(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FloatNumber<T> Mask(bool value) => new(value ? T.One : T.Zero);

    // Series erf x = 2/sqrt(pi) e^(-x²) sum 2^k x^(2k+1) / (1·3·…·(2k+1)): all terms positive, so nothing cancels.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double ErrorFunction(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double term = x, sum = x;
        for (int k = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); k++)
        {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
