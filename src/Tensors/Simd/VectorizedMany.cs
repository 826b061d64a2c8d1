using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A function of three numbers, written for any width.</summary>
public interface ITernaryFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V a, V b, V c) where V : struct, IFloatLanes<V>;
}

/// <summary>A function of four numbers, written for any width.</summary>
public interface IQuaternaryFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V a, V b, V c, V d) where V : struct, IFloatLanes<V>;
}

public static unsafe partial class Vectorized
{
    /// <summary>y[i] = f(a[i], b[i], c[i]); y may be the memory of an operand.</summary>
    public static void Map<F>(F f, float* a, float* b, float* c, float* y, nint count) where F : struct, ITernaryFunction
    {
        nint i = 0;
        if (Vector512.IsHardwareAccelerated) i = Map<F, Lanes512>(f, a, b, c, y, count);
        else if (Vector256.IsHardwareAccelerated) i = Map<F, Lanes256>(f, a, b, c, y, count);
        else i = Map<F, Lanes128>(f, a, b, c, y, count);
        for (; i < count; i++) y[i] = f.Invoke(new FloatNumber<float>(a[i]), new FloatNumber<float>(b[i]), new FloatNumber<float>(c[i])).Value;
    }

    /// <summary>y[i] = f(a[i], b[i], c[i], d[i]); y may be the memory of an operand.</summary>
    public static void Map<F>(F f, float* a, float* b, float* c, float* d, float* y, nint count) where F : struct, IQuaternaryFunction
    {
        nint i = 0;
        if (Vector512.IsHardwareAccelerated) i = Map<F, Lanes512>(f, a, b, c, d, y, count);
        else if (Vector256.IsHardwareAccelerated) i = Map<F, Lanes256>(f, a, b, c, d, y, count);
        else i = Map<F, Lanes128>(f, a, b, c, d, y, count);
        for (; i < count; i++)
            y[i] = f.Invoke(new FloatNumber<float>(a[i]), new FloatNumber<float>(b[i]), new FloatNumber<float>(c[i]), new FloatNumber<float>(d[i])).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Map<F, V>(F f, float* a, float* b, float* c, float* y, nint count)
        where F : struct, ITernaryFunction where V : struct, IVectorLanes<V>
    {
        if (count < V.Count) return V.Count > Lanes128.Count ? Map<F, Lanes128>(f, a, b, c, y, count) : 0;
        // The last vector overlaps the one before; it is computed first, because the memory may be that of an operand.
        nint i = 0, last = count - V.Count;
        V end = f.Invoke(V.Load(a + last), V.Load(b + last), V.Load(c + last));
        for (; i < last; i += V.Count) f.Invoke(V.Load(a + i), V.Load(b + i), V.Load(c + i)).Store(y + i);
        end.Store(y + last);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Map<F, V>(F f, float* a, float* b, float* c, float* d, float* y, nint count)
        where F : struct, IQuaternaryFunction where V : struct, IVectorLanes<V>
    {
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count) f.Invoke(V.Load(a + i), V.Load(b + i), V.Load(c + i), V.Load(d + i)).Store(y + i);
        return i;
    }
}
