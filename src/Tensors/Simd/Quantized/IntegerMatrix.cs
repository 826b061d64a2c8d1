namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A quantized matrix B [K, N] as panels of columns of paired 16-bit numbers, less the zero points. One thread at a time may pack it.</summary>
public sealed unsafe class IntegerMatrix
{
    private readonly TensorMemory _memory;

    /// <summary>Takes room for a matrix of <paramref name="k"/> rows and <paramref name="n"/> columns.</summary>
    public IntegerMatrix(int k, int n)
    {
        (K, N) = (k, n);
        _memory = new TensorMemory((long)Panels * Depth * PairTile.Columns * sizeof(int));
    }

    /// <summary>Rows.</summary>
    public int K { get; }

    /// <summary>Columns.</summary>
    public int N { get; }

    internal int Depth => (K + 1) / 2;

    internal int Panels => BlockSizes.Divide(N, PairTile.Columns);

    internal int* Panel(int panel) => (int*)_memory.Pointer + (long)panel * Depth * PairTile.Columns;

    /// <summary>Packs a matrix that lies row after row, or column after column when it is transposed.</summary>
    /// <param name="b">The numbers.</param>
    /// <param name="transposed">Whether they lie as [N, K].</param>
    /// <param name="zeros">What stands for zero in each column, in place of the one for all; null for that.</param>
    public void Pack(QuantizedBytes b, bool transposed = false, int* zeros = null)
    {
        var task = new Work { Matrix = this, Numbers = b, Transposed = transposed, Zeros = zeros };
        Workers.For(Panels, Math.Max(1, (1 << 18) / Math.Max(1, K * PairTile.Columns)), ref task);
    }

    private void PackPanel(int panel, QuantizedBytes b, bool transposed, int* zeros)
    {
        int width = PairTile.Columns, first = panel * width, count = Math.Min(width, N - first);
        int* target = Panel(panel);
        for (int pair = 0; pair < Depth; pair++, target += width)
        {
            long k = 2L * pair;
            bool two = k + 1 < K;
            if (!transposed && zeros == null) PairPacking.Interleave(b, k * N + first, two ? (k + 1) * N + first : -1, count, target);
            else
                for (int j = 0; j < count; j++)
                {
                    long column = first + j, low = transposed ? column * K + k : k * N + column, high = transposed ? low + 1 : low + N;
                    QuantizedBytes own = zeros == null ? b : b with { Zero = zeros[column] };
                    target[j] = PairPacking.Pair(own[low], two ? own[high] : 0);
                }
            for (int j = count; j < width; j++) target[j] = 0;
        }
    }

    private struct Work : IRangeTask
    {
        public IntegerMatrix Matrix;
        public QuantizedBytes Numbers;
        public bool Transposed;
        public int* Zeros;

        public readonly void Run(int start, int end)
        {
            for (int panel = start; panel < end; panel++) Matrix.PackPanel(panel, Numbers, Transposed, Zeros);
        }
    }
}
