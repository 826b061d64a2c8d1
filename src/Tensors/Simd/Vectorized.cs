using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A function of one number, written for any width.</summary>
public interface IUnaryFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V x) where V : struct, IFloatLanes<V>;
}

/// <summary>A function of one number that makes sense for integers too, written for any width.</summary>
public interface IUnaryArithmeticFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V x) where V : struct, ILanes<V>;
}

/// <summary>A function of two numbers, written for any width.</summary>
public interface IBinaryFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V>;
}

/// <summary>A function of two numbers that makes sense for integers too, written for any width.</summary>
public interface IArithmeticFunction
{
    /// <summary>The result for each lane.</summary>
    V Invoke<V>(V a, V b) where V : struct, ILanes<V>;
}

/// <summary>Loops over single-precision memory with the widest vectors of the processor. Results do not depend on where a loop is cut.</summary>
public static unsafe partial class Vectorized
{
    /// <summary>y[i] = f(x[i]); x and y may be the same memory.</summary>
    public static void Map<F>(F f, float* x, float* y, nint count) where F : struct, IUnaryFunction
    {
        if (Vector512.IsHardwareAccelerated) Map<F, Lanes512>(f, x, y, count);
        else if (Vector256.IsHardwareAccelerated) Map<F, Lanes256>(f, x, y, count);
        else Map<F, Lanes128>(f, x, y, count);
    }

    /// <summary>y[i] = f(a[i·aStep], b[i·bStep]) with steps of 0 (one number for all) or 1; y may be the memory of an operand with step 1.</summary>
    public static void Map<F>(F f, float* a, int aStep, float* b, int bStep, float* y, nint count) where F : struct, IBinaryFunction
    {
        if (Vector512.IsHardwareAccelerated) Map<F, Lanes512>(f, a, aStep, b, bStep, y, count);
        else if (Vector256.IsHardwareAccelerated) Map<F, Lanes256>(f, a, aStep, b, bStep, y, count);
        else Map<F, Lanes128>(f, a, aStep, b, bStep, y, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<F, V>(F f, float* x, float* y, nint count) where F : struct, IUnaryFunction where V : struct, IVectorLanes<V>
    {
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count) f.Invoke(V.Load(x + i)).Store(y + i);
        if (i == count) return;
        float* rest = stackalloc float[V.Count];
        Copy(x + i, rest, count - i, V.Count);
        f.Invoke(V.Load(rest)).Store(rest);
        for (nint j = 0; i < count; i++, j++) y[i] = rest[j];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<F, V>(F f, float* a, int aStep, float* b, int bStep, float* y, nint count)
        where F : struct, IBinaryFunction where V : struct, IVectorLanes<V>
    {
        nint i = 0, last = count - V.Count;
        if (aStep == 1 && bStep == 1)
            for (; i <= last; i += V.Count) f.Invoke(V.Load(a + i), V.Load(b + i)).Store(y + i);
        else if (aStep == 1)
            for (V right = V.Create(*b); i <= last; i += V.Count) f.Invoke(V.Load(a + i), right).Store(y + i);
        else if (bStep == 1)
            for (V left = V.Create(*a); i <= last; i += V.Count) f.Invoke(left, V.Load(b + i)).Store(y + i);
        if (i == count) return;
        float* x = stackalloc float[V.Count], z = stackalloc float[V.Count];
        for (bool more = true; more; i += V.Count)
        {
            nint rest = Math.Min(count - i, V.Count);
            more = i + V.Count < count;
            if (aStep == 1) Copy(a + i, x, rest, V.Count);
            else new Span<float>(x, V.Count).Fill(*a);
            if (bStep == 1) Copy(b + i, z, rest, V.Count);
            else new Span<float>(z, V.Count).Fill(*b);
            f.Invoke(V.Load(x), V.Load(z)).Store(x);
            for (nint j = 0; j < rest; j++) y[i + j] = x[j];
        }
    }

    private static void Copy(float* source, float* target, nint count, int size)
    {
        for (nint i = 0; i < size; i++) target[i] = i < count ? source[i] : 1;
    }
}
