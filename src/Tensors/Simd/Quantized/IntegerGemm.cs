using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Matrix multiply of eight-bit integers with exact 32-bit sums, on all threads: any mix of signed and unsigned operands, since both become 16-bit
/// numbers less their zero points, of which the processor multiplies and adds pairs.
/// </summary>
public static unsafe class IntegerGemm
{
    private const int RowsOfTask = 96;
    private const double WorkOfTask = 1 << 19;

    // Panels of this many pairs lie in the second-level cache beside the rows that meet them.
    private const int MaxDepth = 1024;

    /// <summary>How many 32-bit numbers <see cref="Run"/> needs to pair the rows of A.</summary>
    public static long Room(int m, int k) => (long)m * Stride(k);

    /// <summary>C = finish(A · B) for A [M, K] that lies row after row.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="a">The numbers of A.</param>
    /// <param name="rowZeros">What stands for zero in each row of A in place of the one for all; null for that.</param>
    /// <param name="b">The packed matrix B.</param>
    /// <param name="c">The results, row after row; of the type that <paramref name="finish"/> says.</param>
    /// <param name="finish">What becomes of the sums.</param>
    /// <param name="room">Memory for <see cref="Room"/> numbers.</param>
    public static void Run(int m, QuantizedBytes a, int* rowZeros, IntegerMatrix b, void* c, in IntegerFinish finish, int* room)
    {
        if (m == 0 || b.N == 0) return;
        var pairing = new Pairing { Numbers = a, Zeros = rowZeros, K = b.K, Target = room };
        Workers.For(m, Math.Max(1, (1 << 16) / Math.Max(1, b.K)), ref pairing);
        int rowBlocks = BlockSizes.Divide(m, RowsOfTask);
        double work = (double)Math.Min(m, RowsOfTask) * PairTile.Columns * b.K;
        var task = new Work { M = m, A = room, B = b, C = (byte*)c, Finish = finish };
        Workers.For(rowBlocks * b.Panels, (int)Math.Clamp(WorkOfTask / Math.Max(1, work), 1, 1 << 20), ref task);
    }

    // Rows a multiple of a page apart fall on one another in the first-level cache.
    private static int Stride(int k)
    {
        int pairs = (k + 1) / 2;
        return pairs % 512 == 0 ? pairs + 16 : pairs;
    }

    private struct Pairing : IRangeTask
    {
        public QuantizedBytes Numbers;
        public int* Zeros;
        public int K;
        public int* Target;

        public readonly void Run(int start, int end)
        {
            for (int row = start; row < end; row++)
                PairPacking.Neighbours(Zeros == null ? Numbers : Numbers with { Zero = Zeros[row] }, (long)row * K, K, Target + (long)row * Stride(K));
        }
    }

    private struct Work : IRangeTask
    {
        public int M;
        public int* A;
        public IntegerMatrix B;
        public byte* C;
        public IntegerFinish Finish;

        [SkipLocalsInit]
        public readonly void Run(int start, int end)
        {
            int* sums = stackalloc int[12 * 32];
            int panels = B.Panels, stride = Stride(B.K), width = PairTile.Columns;
            for (int index = start; index < end; index++)
            {
                int panel = index % panels, first = index / panels * RowsOfTask, last = Math.Min(M, first + RowsOfTask);
                int column = panel * width, columns = Math.Min(width, B.N - column);
                for (int row = first; row < last; row += PairTile.Rows)
                {
                    int rows = Math.Min(PairTile.Rows, last - row), k = 0;
                    do
                    {
                        int depth = Math.Min(MaxDepth, B.Depth - k);
                        PairTile.Multiply(depth, A + (long)row * stride + k, stride, 1, B.Panel(panel) + (long)k * width, sums, width, rows, k > 0);
                        k += depth;
                    }
                    while (k < B.Depth);
                    Finish.Tile(sums, width, row, rows, column, columns, C + ((long)row * B.N + column) * Finish.Size, B.N);
                }
            }
        }
    }
}
