namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>y = x·factor + offset with a factor and an offset for each channel of single-precision tensors n x channels x inner.</summary>
public static unsafe class ChannelScale
{
    private const int Grain = 16384;

    /// <summary>Computes y; x and y may be the same memory.</summary>
    public static void Run(float* x, float* factors, float* offsets, float* y, int n, int channels, int inner)
    {
        if (inner == 1)
        {
            var rows = new Rows(x, factors, offsets, y, channels);
            Workers.For(n, Math.Max(1, Grain / Math.Max(1, channels)), ref rows);
            return;
        }
        var planes = new Planes(x, factors, offsets, y, channels, inner);
        Workers.For(checked(n * channels), Math.Max(1, Grain / Math.Max(1, inner)), ref planes);
    }

    private readonly struct Planes(float* x, float* factors, float* offsets, float* y, int channels, int inner) : IRangeTask
    {
        public void Run(int start, int end)
        {
            for (int plane = start; plane < end; plane++)
            {
                long at = (long)plane * inner;
                Vectorized.Map(new Line(factors[plane % channels], offsets[plane % channels]), x + at, y + at, inner);
            }
        }
    }

    private readonly struct Rows(float* x, float* factors, float* offsets, float* y, int channels) : IRangeTask
    {
        public void Run(int start, int end)
        {
            for (int row = start; row < end; row++)
            {
                long at = (long)row * channels;
                Vectorized.Map(default(Product), x + at, 1, factors, 1, y + at, channels);
                Vectorized.Map(default(Total), y + at, 1, offsets, 1, y + at, channels);
            }
        }
    }

    private readonly struct Line(float factor, float offset) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.FusedMultiplyAdd(x, V.Create(factor), V.Create(offset));
    }

    private readonly struct Product : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a * b;
    }

    private readonly struct Total : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }
}
