using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Four single-precision numbers in one 128-bit register.</summary>
public readonly unsafe struct Lanes128(Vector128<float> value) : IVectorLanes<Lanes128>
{
    private readonly Vector128<float> _v = value;

    /// <summary>The register.</summary>
    public Vector128<float> Value => _v;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(double value) => new(Vector128.Create((float)value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Splat(float* source) => new(Vector128.Create(*source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _v.Store(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Pick(Lanes128 x, int* places) => new(Vector128.ShuffleNative(x._v, Vector128.Load(places)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Evens(Lanes128 a, Lanes128 b) =>
        Sse.IsSupported ? new(Sse.Shuffle(a._v, b._v, 0x88))
        : AdvSimd.Arm64.IsSupported ? new(AdvSimd.Arm64.UnzipEven(a._v, b._v))
        : new(Vector128.Create(a._v[0], a._v[2], b._v[0], b._v[2]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Odds(Lanes128 a, Lanes128 b) =>
        Sse.IsSupported ? new(Sse.Shuffle(a._v, b._v, 0xDD))
        : AdvSimd.Arm64.IsSupported ? new(AdvSimd.Arm64.UnzipOdd(a._v, b._v))
        : new(Vector128.Create(a._v[1], a._v[3], b._v[1], b._v[3]));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a._v + b._v);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a._v - b._v);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a._v * b._v);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a._v / b._v);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a) => new(-a._v);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(Vector128.Min(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.Max(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 a) => new(Vector128.Abs(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Less(Lanes128 a, Lanes128 b) => new(Vector128.LessThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessOrEqual(Lanes128 a, Lanes128 b) => new(Vector128.LessThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Equal(Lanes128 a, Lanes128 b) => new(Vector128.Equals(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 a, Lanes128 b) => new(Vector128.ConditionalSelect(mask._v, a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a._v, b._v, c._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 a) => new(Vector128.Sqrt(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Floor(Lanes128 a) => new(Vector128.Floor(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Ceiling(Lanes128 a) => new(Vector128.Ceiling(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Round(Lanes128 a) => new(Vector128.Round(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Exp(Lanes128 a) => LaneMath.Exp(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Log(Lanes128 a) => LaneMath.Log(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Tanh(Lanes128 a) => LaneMath.Tanh(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sin(Lanes128 a) => new(Vector128.Sin(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Cos(Lanes128 a) => new(Vector128.Cos(a._v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Erf(Lanes128 a) => LaneMath.Erf(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Atan(Lanes128 a) => LaneMath.Atan(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Clamp(Lanes128 x, Lanes128 low, Lanes128 high) => new(Vector128.MinNative(high._v, Vector128.MaxNative(low._v, x._v)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 PowerOfTwo(Lanes128 n) => new(((Vector128.ConvertToInt32Native(n._v) + Vector128.Create(127)) << 23).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Scale(Lanes128 a, Lanes128 n)
    {
        // One shift reaches neither infinity nor the subnormal numbers: two can.
        Lanes128 half = Floor(n * Create(0.5));
        return a * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Split(Lanes128 x, out Lanes128 mantissa)
    {
        // Subnormal numbers are made normal first. Subtracting the bits of √½ makes the exponent's field count from there.
        Vector128<float> subnormal = Vector128.LessThan(x._v, Vector128.Create(1.17549435e-38f));
        Vector128<int> bits = Vector128.ConditionalSelect(subnormal, x._v * 8388608f, x._v).AsInt32();
        Vector128<int> exponent = (bits - Vector128.Create(0x3F3504F3)) >> 23;
        mantissa = new((bits - (exponent << 23)).AsSingle());
        return new(Vector128.ConvertToSingle(exponent) - Vector128.ConditionalSelect(subnormal, Vector128.Create(23f), Vector128<float>.Zero));
    }
}
