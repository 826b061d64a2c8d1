namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Attention on single-precision numbers, a block of rows of a head at a time: its scores stay in the cache between the two products and
/// are never all in memory.
/// </summary>
public static unsafe class VectorAttention
{
    private const int BlockRows = 192;

    /// <summary>Computes all heads of all batches on all threads.</summary>
    public static void Run(in AttentionArguments arguments)
    {
        if (arguments.Rows == 0 || arguments.ValueWidth == 0) return;
        int blocks = (arguments.Rows + BlockRows - 1) / BlockRows;
        var task = new Blocks(arguments, blocks);
        Workers.Run(checked(arguments.Batches * arguments.Heads * blocks), ref task);
    }

    private readonly struct Blocks(AttentionArguments a, int blocks) : ITask
    {
        public void Run(int index)
        {
            int batch = index / blocks / a.Heads, head = index / blocks % a.Heads, first = index % blocks * BlockRows;
            int rows = Math.Min(BlockRows, a.Rows - first), keyHead = head / (a.Heads / a.KeyHeads);
            int keys = a.Causal ? (int)Math.Min(a.Keys, (long)a.Before + first + rows) : a.Keys;
            if (a.Lengths != null) keys = (int)Math.Clamp(a.Lengths[batch], 0, keys);
            float* y = a.Y + batch * a.YLayout.Batch + head * a.YLayout.Head + first * a.YLayout.Row;
            if (keys <= 0)
            {
                for (int row = 0; row < rows; row++) new Span<float>(y + row * a.YLayout.Row, a.ValueWidth).Clear();
                return;
            }
            float* scores = PackBuffer.Between((long)rows * keys);
            Gemm.Run(new GemmArguments
            {
                M = rows,
                N = keys,
                K = a.Width,
                Alpha = a.Scale,
                A = a.Q + batch * a.QLayout.Batch + head * a.QLayout.Head + first * a.QLayout.Row,
                Lda = a.QLayout.Row,
                B = a.K + batch * a.KLayout.Batch + keyHead * a.KLayout.Head,
                Ldb = a.KLayout.Row,
                TransposeB = true,
                C = scores,
                Ldc = keys,
            });
            Finish(scores, a.Mask == null ? null : a.Mask + batch * a.MaskLayout.Batch + head * a.MaskLayout.Head + first * a.MaskLayout.Row, first, rows, keys);
            VectorSoftmax.Run(scores, scores, rows, keys, 1, logarithm: false);
            Gemm.Run(new GemmArguments
            {
                M = rows,
                N = a.ValueWidth,
                K = keys,
                A = scores,
                Lda = keys,
                B = a.V + batch * a.VLayout.Batch + keyHead * a.VLayout.Head,
                Ldb = a.VLayout.Row,
                C = y,
                Ldc = a.YLayout.Row,
            });
        }

        private void Finish(float* scores, float* mask, int first, int rows, int keys)
        {
            for (int row = 0; row < rows; row++)
            {
                float* line = scores + (long)row * keys;
                if (a.Softcap != 0) Vectorized.Map(new Cap(a.Softcap), line, line, keys);
                if (mask != null) Vectorized.Map(default(Sum), line, 1, mask + row * a.MaskLayout.Row, a.MaskStep, line, keys);
                int seen = a.Causal ? (int)Math.Min(keys, (long)a.Before + first + row + 1) : keys;
                new Span<float>(line + seen, keys - seen).Fill(float.NegativeInfinity);
            }
        }
    }

    private readonly struct Cap(float limit) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(limit) * V.Tanh(x / V.Create(limit));
    }

    private readonly struct Sum : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }
}
