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

    // The last vector overlaps the one before; it is computed first, because the memory may be that of an operand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<F, V>(F f, float* x, float* y, nint count) where F : struct, IUnaryFunction where V : struct, IVectorLanes<V>
    {
        if (count < V.Count)
        {
            if (V.Count > Lanes128.Count && count >= Lanes128.Count) Map<F, Lanes128>(f, x, y, count);
            else if (count > 0) Few<F, V>(f, x, y, count);
            return;
        }
        nint i = 0, last = count - V.Count;
        V end = f.Invoke(V.Load(x + last));
        for (; i < last; i += V.Count) f.Invoke(V.Load(x + i)).Store(y + i);
        end.Store(y + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<F, V>(F f, float* a, int aStep, float* b, int bStep, float* y, nint count)
        where F : struct, IBinaryFunction where V : struct, IVectorLanes<V>
    {
        if (count < V.Count || (aStep == 0 && bStep == 0))
        {
            if (V.Count > Lanes128.Count && count >= Lanes128.Count) Map<F, Lanes128>(f, a, aStep, b, bStep, y, count);
            else if (count > 0) Few<F, V>(f, a, aStep, b, bStep, y, count);
            return;
        }
        nint i = 0, last = count - V.Count;
        if (aStep == 1 && bStep == 1)
        {
            V end = f.Invoke(V.Load(a + last), V.Load(b + last));
            for (; i < last; i += V.Count) f.Invoke(V.Load(a + i), V.Load(b + i)).Store(y + i);
            end.Store(y + last);
        }
        else if (aStep == 1)
        {
            V right = V.Create(*b), end = f.Invoke(V.Load(a + last), right);
            for (; i < last; i += V.Count) f.Invoke(V.Load(a + i), right).Store(y + i);
            end.Store(y + last);
        }
        else
        {
            V left = V.Create(*a), end = f.Invoke(left, V.Load(b + last));
            for (; i < last; i += V.Count) f.Invoke(left, V.Load(b + i)).Store(y + i);
            end.Store(y + last);
        }
    }

    private static void Few<F, V>(F f, float* x, float* y, nint count) where F : struct, IUnaryFunction where V : struct, IVectorLanes<V>
    {
        float* rest = stackalloc float[V.Count];
        Copy(x, rest, count, V.Count);
        f.Invoke(V.Load(rest)).Store(rest);
        for (nint j = 0; j < count; j++) y[j] = rest[j];
    }

    private static void Few<F, V>(F f, float* a, int aStep, float* b, int bStep, float* y, nint count)
        where F : struct, IBinaryFunction where V : struct, IVectorLanes<V>
    {
        float* x = stackalloc float[V.Count], z = stackalloc float[V.Count];
        for (nint i = 0; i < count; i += V.Count)
        {
            nint rest = Math.Min(count - i, V.Count);
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
