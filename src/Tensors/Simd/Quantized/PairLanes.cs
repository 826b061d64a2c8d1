using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A vector of 32-bit lanes, each a pair of 16-bit integers or a 32-bit sum. Eight-bit numbers become 16-bit ones when their zero point is
/// taken off, so that no product saturates and every sum is exact.
/// </summary>
internal unsafe interface IPairLanes<V> where V : struct, IPairLanes<V>
{
    static abstract int Count { get; }

    static abstract V Load(int* source);

    static abstract V Splat(int pair);

    /// <summary>sum + x.low · y.low + x.high · y.high for each lane.</summary>
    static abstract V AddProducts(V x, V y, V sum);

    void Store(int* target);
}

/// <summary>Sixteen pairs.</summary>
internal readonly unsafe struct Pairs512(Vector512<int> v) : IPairLanes<Pairs512>
{
    private readonly Vector512<int> _v = v;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 Load(int* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 Splat(int pair) => new(Vector512.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs512 AddProducts(Pairs512 x, Pairs512 y, Pairs512 sum)
    {
        if (Avx512BW.IsSupported) return new(Avx512BW.MultiplyAddAdjacent(x._v.AsInt16(), y._v.AsInt16()) + sum._v);
        return new(((x._v << 16) >> 16) * ((y._v << 16) >> 16) + (x._v >> 16) * (y._v >> 16) + sum._v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _v.Store(target);
}

/// <summary>Eight pairs.</summary>
internal readonly unsafe struct Pairs256(Vector256<int> v) : IPairLanes<Pairs256>
{
    private readonly Vector256<int> _v = v;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 Load(int* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 Splat(int pair) => new(Vector256.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs256 AddProducts(Pairs256 x, Pairs256 y, Pairs256 sum)
    {
        if (Avx2.IsSupported) return new(Avx2.MultiplyAddAdjacent(x._v.AsInt16(), y._v.AsInt16()) + sum._v);
        return new(((x._v << 16) >> 16) * ((y._v << 16) >> 16) + (x._v >> 16) * (y._v >> 16) + sum._v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _v.Store(target);
}

/// <summary>Four pairs; also the form that works on every machine.</summary>
internal readonly unsafe struct Pairs128(Vector128<int> v) : IPairLanes<Pairs128>
{
    private readonly Vector128<int> _v = v;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 Load(int* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 Splat(int pair) => new(Vector128.Create(pair));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pairs128 AddProducts(Pairs128 x, Pairs128 y, Pairs128 sum)
    {
        if (Sse2.IsSupported) return new(Sse2.MultiplyAddAdjacent(x._v.AsInt16(), y._v.AsInt16()) + sum._v);
        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<short> a = x._v.AsInt16(), b = y._v.AsInt16();
            return new(AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b)) + sum._v);
        }
        return new(((x._v << 16) >> 16) * ((y._v << 16) >> 16) + (x._v >> 16) * (y._v >> 16) + sum._v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int* target) => _v.Store(target);
}

/// <summary>One pair in plain arithmetic: what the vectors are tested against.</summary>
internal readonly unsafe struct PairScalar(int v) : IPairLanes<PairScalar>
{
    private readonly int _v = v;

    public static int Count => 1;

    public static PairScalar Load(int* source) => new(*source);

    public static PairScalar Splat(int pair) => new(pair);

    public static PairScalar AddProducts(PairScalar x, PairScalar y, PairScalar sum) =>
        new((short)x._v * (short)y._v + (x._v >> 16) * (y._v >> 16) + sum._v);

    public void Store(int* target) => *target = _v;
}
