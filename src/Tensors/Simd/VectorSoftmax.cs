using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Softmax and its logarithm over one axis of single-precision tensors seen as outer x n x inner, and their gradients.</summary>
public static unsafe class VectorSoftmax
{
    private const int Grain = 16384;

    /// <summary>
    /// y = e^(x - max) / sum e^(x - max) along n, or the logarithm of that; x and y may be the same memory. Each line takes one pass for the
    /// largest, one for the sum, one for the result.
    /// </summary>
    public static void Run(float* x, float* y, int outer, int n, int inner, bool logarithm)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512>(x, null, y, outer, n, inner, logarithm, gradient: false);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256>(x, null, y, outer, n, inner, logarithm, gradient: false);
        else Run<Lanes128>(x, null, y, outer, n, inner, logarithm, gradient: false);
    }

    /// <summary>dx = y·(dy - sum dy·y), or for the logarithm dx = dy - e^y · sum dy; dx may be the memory of dy or y.</summary>
    public static void Gradient(float* dy, float* y, float* dx, int outer, int n, int inner, bool logarithm)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512>(dy, y, dx, outer, n, inner, logarithm, gradient: true);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256>(dy, y, dx, outer, n, inner, logarithm, gradient: true);
        else Run<Lanes128>(dy, y, dx, outer, n, inner, logarithm, gradient: true);
    }

    private static void Run<V>(float* x, float* z, float* y, int outer, int n, int inner, bool logarithm, bool gradient)
        where V : struct, IVectorLanes<V>
    {
        if (n == 0) return;
        var lines = new Lines<V>(x, z, y, n, inner, logarithm, gradient);
        // Lines along the last axis are taken one by one, others by as many neighbours as a vector has lanes.
        int count = inner == 1 ? outer : checked(outer * ((inner + V.Count - 1) / V.Count));
        Workers.For(count, Math.Max(1, Grain / (inner == 1 ? n : n * V.Count)), ref lines);
    }

    private readonly struct Lines<V>(float* x, float* z, float* y, int n, int inner, bool logarithm, bool gradient) : IRangeTask
        where V : struct, IVectorLanes<V>
    {
        public void Run(int start, int end)
        {
            if (inner == 1)
            {
                for (int row = start; row < end; row++)
                {
                    long at = (long)row * n;
                    if (gradient) GradientRow(x + at, z + at, y + at);
                    else Row(x + at, y + at);
                }
                return;
            }
            int blocks = (inner + V.Count - 1) / V.Count;
            for (int block = start; block < end; block++)
            {
                int column = block % blocks * V.Count, width = Math.Min(V.Count, inner - column);
                long at = (long)(block / blocks) * n * inner + column;
                if (gradient) GradientColumns(x + at, z + at, y + at, width);
                else Columns(x + at, y + at, width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Row(float* x, float* y)
        {
            int whole = n - n % V.Count;
            V largest = Load(x + whole, n - whole, float.NegativeInfinity);
            for (int i = 0; i < whole; i += V.Count) largest = V.Max(largest, V.Load(x + i));
            V shift = V.Create(Reduce(largest, maximum: true)), sum = V.Create(0);
            for (int i = 0; i < n; i += V.Count)
            {
                V e = V.Exp((i < whole ? V.Load(x + i) : Load(x + i, n - i, float.NegativeInfinity)) - shift);
                sum += e;
                if (!logarithm) Store(e, y + i, n - i);
            }
            float total = Reduce(sum, maximum: false);
            V factor = V.Create(1 / total);
            if (logarithm) shift += V.Create(MathF.Log(total));
            for (int i = 0; i < n; i += V.Count)
            {
                V v = Load((logarithm ? x : y) + i, n - i, 0);
                Store(logarithm ? v - shift : v * factor, y + i, n - i);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Columns(float* x, float* y, int width)
        {
            V largest = V.Create(double.NegativeInfinity), sum = V.Create(0);
            for (int i = 0; i < n; i++) largest = V.Max(largest, Load(x + (long)i * inner, width, 0));
            for (int i = 0; i < n; i++)
            {
                V e = V.Exp(Load(x + (long)i * inner, width, 0) - largest);
                sum += e;
                if (!logarithm) Store(e, y + (long)i * inner, width);
            }
            V factor = V.Create(1) / sum, shift = logarithm ? largest + V.Log(sum) : largest;
            for (int i = 0; i < n; i++)
            {
                V v = Load((logarithm ? x : y) + (long)i * inner, width, 0);
                Store(logarithm ? v - shift : v * factor, y + (long)i * inner, width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void GradientRow(float* dy, float* y, float* dx)
        {
            V sum = V.Create(0);
            for (int i = 0; i < n; i += V.Count)
            {
                V g = Load(dy + i, n - i, 0);
                sum = logarithm ? sum + g : V.FusedMultiplyAdd(g, Load(y + i, n - i, 0), sum);
            }
            V total = V.Create(Reduce(sum, maximum: false));
            for (int i = 0; i < n; i += V.Count) Store(Slope(Load(dy + i, n - i, 0), Load(y + i, n - i, 0), total), dx + i, n - i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void GradientColumns(float* dy, float* y, float* dx, int width)
        {
            V sum = V.Create(0);
            for (int i = 0; i < n; i++)
            {
                V g = Load(dy + (long)i * inner, width, 0);
                sum = logarithm ? sum + g : V.FusedMultiplyAdd(g, Load(y + (long)i * inner, width, 0), sum);
            }
            for (int i = 0; i < n; i++)
                Store(Slope(Load(dy + (long)i * inner, width, 0), Load(y + (long)i * inner, width, 0), sum), dx + (long)i * inner, width);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Slope(V dy, V y, V total) => logarithm ? dy - V.Exp(y) * total : y * (dy - total);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Load(float* source, int count, float otherwise) => count >= V.Count ? V.Load(source) : LoadPart(source, count, otherwise);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(V value, float* target, int count)
        {
            if (count >= V.Count) value.Store(target);
            else StorePart(value, target, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static V LoadPart(float* source, int count, float otherwise)
        {
            float* lanes = stackalloc float[V.Count];
            for (int i = 0; i < V.Count; i++) lanes[i] = i < count ? source[i] : otherwise;
            return V.Load(lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void StorePart(V value, float* target, int count)
        {
            float* lanes = stackalloc float[V.Count];
            value.Store(lanes);
            for (int i = 0; i < count; i++) target[i] = lanes[i];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Reduce(V value, bool maximum)
        {
            float* lanes = stackalloc float[V.Count];
            value.Store(lanes);
            float total = lanes[0];
            for (int i = 1; i < V.Count; i++) total = maximum ? MathF.Max(total, lanes[i]) : total + lanes[i];
            return total;
        }
    }
}
