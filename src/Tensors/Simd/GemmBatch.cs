namespace MlNetDeepLearning.Tensors.Simd;

public static unsafe partial class Gemm
{
    private const double WorkOfPiece = 1 << 20;
    private const double WorkForAllThreads = 1 << 25;

    /// <summary>
    /// Runs <paramref name="count"/> multiplies of one size whose matrices lie at equal distances, one behind the other: number i takes
    /// A + i · <paramref name="strideA"/> and so on. A stride of 0 uses the same A or B in all.
    /// </summary>
    /// <param name="arguments">The first multiply.</param>
    /// <param name="count">How many.</param>
    /// <param name="strideA">Distance of the A's in numbers.</param>
    /// <param name="strideB">Distance of the B's in numbers.</param>
    /// <param name="strideC">Distance of the C's in numbers; they must not overlap.</param>
    /// <param name="epilogue">Bias and activation, the same for all.</param>
    public static void RunBatch(in GemmArguments arguments, int count, nint strideA, nint strideB, nint strideC, in Epilogue epilogue) =>
        Run(new Batch { First = arguments, StrideA = strideA, StrideB = strideB, StrideC = strideC, Epilogue = epilogue }, count);

    /// <summary>Runs <paramref name="count"/> multiplies of one size on the matrices that three lists of pointers name.</summary>
    /// <param name="arguments">Sizes, strides and factors of each multiply; its pointers are not looked at.</param>
    /// <param name="a">The A's.</param>
    /// <param name="b">The B's.</param>
    /// <param name="c">The C's; they must not overlap.</param>
    /// <param name="count">How many.</param>
    /// <param name="epilogue">Bias and activation, the same for all.</param>
    public static void RunBatch(in GemmArguments arguments, float** a, float** b, float** c, int count, in Epilogue epilogue) =>
        Run(new Batch { First = arguments, ListA = a, ListB = b, ListC = c, Epilogue = epilogue }, count);

    private static void Run(Batch batch, int count)
    {
        GemmArguments g = batch.First;
        double work = Math.Max(1, 2.0 * g.M * g.N * Math.Max(g.K, 1));
        if (work >= WorkForAllThreads || count == 1)
        {
            for (int i = 0; i < count; i++) batch.Run(i, i + 1);
            return;
        }
        int grain = (int)Math.Clamp(WorkOfPiece / work, 1, Math.Max(1, count));
        Workers.For(count, grain, ref batch);
    }

    private struct Batch : IRangeTask
    {
        public GemmArguments First;
        public nint StrideA, StrideB, StrideC;
        public float** ListA, ListB, ListC;
        public Epilogue Epilogue;

        public readonly void Run(int start, int end)
        {
            GemmArguments g = First;
            for (int i = start; i < end; i++)
            {
                g.A = ListA == null ? First.A + i * StrideA : ListA[i];
                g.B = ListB == null ? First.B + i * StrideB : ListB[i];
                g.C = ListC == null ? First.C + i * StrideC : ListC[i];
                Gemm.Run(in g, in Epilogue);
            }
        }
    }
}
