namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Batch normalization of single-precision matrices n x features, both ways. A thread takes up to 256 neighbouring columns and goes through
/// them row by row, with the columns' sums beside it in the cache. Variances come from a second pass over x - mean.
/// </summary>
public static unsafe class VectorFeatureNorm
{
    private const int Tile = 256, Part = 256;

    /// <summary>
    /// y = (x - mean)·scale / deviation + bias over each column's own statistics, which it leaves in mean, variance and inverse. Where
    /// <paramref name="residual"/> is not null it is added, and with <paramref name="relu"/> what is then negative becomes 0.
    /// </summary>
    public static void Train(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int features, float epsilon,
        float* residual = null, bool relu = false)
    {
        var task = new Training(x, scale, bias, y, mean, variance, inverse, n, features, epsilon, residual, relu);
        Workers.Run((features + Tile - 1) / Tile, ref task);
    }

    /// <summary>The gradients by x, scale and bias; see VectorBatchNorm.</summary>
    public static void Gradient(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int features, bool training)
    {
        var task = new Gradients(dy, x, scale, mean, inverse, dx, dScale, dBias, n, features, training);
        Workers.Run((features + Tile - 1) / Tile, ref task);
    }

    private readonly struct Total : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }

    private readonly struct Product : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a * b;
    }

    private readonly struct Share(double factor) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x * V.Create(factor);
    }

    private readonly struct Inverse(float epsilon) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) / V.Sqrt(x + V.Create(epsilon));
    }

    private readonly struct Square : ITernaryFunction
    {
        public V Invoke<V>(V sum, V x, V mean) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(x - mean, x - mean, sum);
    }

    // Sums in parts of some rows, so that long columns do not lose small numbers.
    private readonly struct Training(
        float* x, float* scale, float* bias, float* y, float* mean, float* variance, float* inverse, int n, int features, float epsilon,
        float* residual, bool relu) : ITask
    {
        public void Run(int index)
        {
            int column = index * Tile, width = Math.Min(Tile, features - column);
            float* part = stackalloc float[Tile];
            float* m = mean + column, v = variance + column, inv = inverse + column;
            new Span<float>(m, width).Clear();
            new Span<float>(v, width).Clear();
            for (int from = 0; from < n; from += Part)
            {
                new Span<float>(part, width).Clear();
                for (int row = from; row < Math.Min(n, from + Part); row++)
                    Vectorized.Map(default(Total), part, 1, x + (long)row * features + column, 1, part, width);
                Vectorized.Map(default(Total), m, 1, part, 1, m, width);
            }
            Vectorized.Map(new Share(1.0 / n), m, m, width);
            for (int from = 0; from < n; from += Part)
            {
                new Span<float>(part, width).Clear();
                for (int row = from; row < Math.Min(n, from + Part); row++)
                    Vectorized.Map(default(Square), part, x + (long)row * features + column, m, part, width);
                Vectorized.Map(default(Total), v, 1, part, 1, v, width);
            }
            Vectorized.Map(new Share(1.0 / n), v, v, width);
            Vectorized.Map(new Inverse(epsilon), v, inv, width);
            Vectorized.Map(default(Product), inv, 1, scale + column, 1, part, width);
            for (int row = 0; row < n; row++)
            {
                long at = (long)row * features + column;
                Vectorized.Map(default(Normalized), x + at, m, part, bias + column, y + at, width);
                if (residual != null) Vectorized.Map(default(Total), y + at, 1, residual + at, 1, y + at, width);
                if (relu) Vectorized.Map(default(Positive), y + at, y + at, width);
            }
        }
    }

    private readonly struct Positive : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(x, V.Create(0)), V.Create(0), x);
    }

    private readonly struct Normalized : IQuaternaryFunction
    {
        public V Invoke<V>(V x, V mean, V factor, V bias) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(x - mean, factor, bias);
    }

    private readonly struct Moment : IQuaternaryFunction
    {
        public V Invoke<V>(V sum, V dy, V x, V mean) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(dy, x - mean, sum);
    }

    private readonly struct Gradients(
        float* dy, float* x, float* scale, float* mean, float* inverse, float* dx, float* dScale, float* dBias, int n, int features, bool training)
        : ITask
    {
        public void Run(int index)
        {
            int column = index * Tile, width = Math.Min(Tile, features - column);
            float* sum = stackalloc float[Tile], products = stackalloc float[Tile], part = stackalloc float[Tile], other = stackalloc float[Tile];
            new Span<float>(sum, width).Clear();
            new Span<float>(products, width).Clear();
            for (int from = 0; from < n; from += Part)
            {
                new Span<float>(part, width).Clear();
                new Span<float>(other, width).Clear();
                for (int row = from; row < Math.Min(n, from + Part); row++)
                {
                    long at = (long)row * features + column;
                    Vectorized.Map(default(Total), part, 1, dy + at, 1, part, width);
                    Vectorized.Map(default(Moment), other, dy + at, x + at, mean + column, other, width);
                }
                Vectorized.Map(default(Total), sum, 1, part, 1, sum, width);
                Vectorized.Map(default(Total), products, 1, other, 1, products, width);
            }
            if (dBias != null) new ReadOnlySpan<float>(sum, width).CopyTo(new Span<float>(dBias + column, width));
            if (dScale != null) Vectorized.Map(default(Product), products, 1, inverse + column, 1, dScale + column, width);
            if (dx != null) Apply(column, width, sum, products, part);
        }

        // With given statistics only the first term of the slope is left; see VectorBatchNorm.
        private void Apply(int column, int width, float* offset, float* slope, float* factor)
        {
            for (int c = 0; c < width; c++)
            {
                float inv = inverse[column + c], share = training ? -1f / n : 0;
                factor[c] = scale[column + c] * inv;
                slope[c] *= factor[c] * inv * inv * share;
                offset[c] = offset[c] * factor[c] * share;
            }
            float* shifted = stackalloc float[Tile];
            for (int row = 0; row < n; row++)
            {
                long at = (long)row * features + column;
                Vectorized.Map(default(Normalized), x + at, mean + column, slope, offset, shifted, width);
                Vectorized.Map(default(Scaled), shifted, dy + at, factor, dx + at, width);
            }
        }
    }

    private readonly struct Scaled : ITernaryFunction
    {
        public V Invoke<V>(V rest, V dy, V factor) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(dy, factor, rest);
    }
}
