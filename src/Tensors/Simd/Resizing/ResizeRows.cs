using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The two inner loops of resizing: a weighted sum of whole rows, and one row made longer or shorter.</summary>
internal static unsafe class ResizeRows
{
    /// <summary>y[i] = the sum over t of w[t] · x[t·stride + i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine<V>(float* x, nint stride, float* w, int taps, float* y, nint count) where V : struct, IVectorLanes<V>
    {
        if (taps == 1 && w[0] == 1)
        {
            Buffer.MemoryCopy(x, y, count * sizeof(float), count * sizeof(float));
            return;
        }
        nint i = 0;
        for (; i <= count - 2 * V.Count; i += 2 * V.Count)
        {
            V weight = V.Splat(w), a = V.Load(x + i) * weight, b = V.Load(x + i + V.Count) * weight;
            float* p = x + i + stride;
            for (int t = 1; t < taps; t++, p += stride)
            {
                weight = V.Splat(w + t);
                a = V.FusedMultiplyAdd(V.Load(p), weight, a);
                b = V.FusedMultiplyAdd(V.Load(p + V.Count), weight, b);
            }
            a.Store(y + i);
            b.Store(y + i + V.Count);
        }
        for (; i <= count - V.Count; i += V.Count)
        {
            V a = V.Load(x + i) * V.Splat(w);
            for (int t = 1; t < taps; t++) a = V.FusedMultiplyAdd(V.Load(x + i + t * stride), V.Splat(w + t), a);
            a.Store(y + i);
        }
        for (; i < count; i++)
        {
            float a = x[i] * w[0];
            for (int t = 1; t < taps; t++) a = MathF.FusedMultiplyAdd(x[i + t * stride], w[t], a);
            y[i] = a;
        }
    }

    /// <summary>One row of <paramref name="inner"/> numbers an element, as the axis says.</summary>
    public static void Across<V>(ResizeAxis axis, float* x, float* y, nint inner) where V : struct, IVectorLanes<V>
    {
        if (inner > 1)
            fixed (float* w = axis.Weights32)
                for (int o = 0; o < axis.Output; o++) Combine<V>(x + axis.Start[o] * inner, inner, w + o * axis.Taps, axis.Taps, y + o * inner, inner);
        else if (axis.CanPick && axis.Lanes == V.Count) Pick<V>(axis, x, y);
        else Gather(axis, x, y);
    }

    /// <summary>One row as the axis says, where neighbouring results come from neighbouring numbers: they are picked out of one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pick<V>(ResizeAxis axis, float* x, float* y) where V : struct, IVectorLanes<V>
    {
        int n = axis.Output, taps = axis.Taps, padded = axis.Padded, last = axis.Input - V.Count - taps + 1, cut = Math.Max(0, last + 1);
        // The last vectors would reach behind the row; they are read from a copy of its end.
        float* tail = stackalloc float[2 * V.Count + taps], rest = stackalloc float[V.Count];
        for (int i = cut; i < axis.Input; i++) tail[i - cut] = x[i];
        fixed (int* start = axis.Start, places = axis.Places)
        fixed (float* f = axis.Factors)
        {
            for (int o = 0; o < n; o += V.Count)
            {
                float* p = start[o] <= last ? x + start[o] : tail + (start[o] - cut);
                V sum = V.Pick(V.Load(p), places + o);
                if (f != null)
                {
                    sum *= V.Load(f + o);
                    for (int t = 1; t < taps; t++) sum = V.FusedMultiplyAdd(V.Pick(V.Load(p + t), places + o), V.Load(f + t * padded + o), sum);
                }
                if (o + V.Count <= n) sum.Store(y + o);
                else
                {
                    sum.Store(rest);
                    for (int i = o; i < n; i++) y[i] = rest[i - o];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(ResizeAxis axis, float* x, float* y)
    {
        int n = axis.Output, taps = axis.Taps;
        fixed (int* start = axis.Start)
        fixed (float* weights = axis.Weights32)
        {
            float* w = weights;
            if (taps == 2)
                for (int o = 0; o < n; o++, w += 2) y[o] = MathF.FusedMultiplyAdd(x[start[o] + 1], w[1], x[start[o]] * w[0]);
            else
                for (int o = 0; o < n; o++, w += taps)
                {
                    float* p = x + start[o];
                    float sum = p[0] * w[0];
                    for (int t = 1; t < taps; t++) sum = MathF.FusedMultiplyAdd(p[t], w[t], sum);
                    y[o] = sum;
                }
        }
    }
}
