namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Single-precision matrix multiply on the processor: C = activation(alpha · op(A) · op(B) + beta · C + bias), on all threads.
/// The result has the same bits on any number of threads. Not-a-number and infinity go through as IEEE 754 has it.
/// </summary>
public static unsafe partial class Gemm
{
    /// <summary>Multiplies as <paramref name="arguments"/> say.</summary>
    public static void Run(in GemmArguments arguments) => Run(in arguments, default);

    /// <summary>Multiplies as <paramref name="arguments"/> say and applies <paramref name="epilogue"/> to the result.</summary>
    public static void Run(in GemmArguments arguments, in Epilogue epilogue)
    {
        GemmArguments g = arguments;
        if (g.M == 1 && g.N > 0)
        {
            nint step = g.TransposeA ? g.Lda : 1;
            MatrixVector.Run(g.N, g.K, g.A, step, g.B, g.Ldb, g.TransposeB, g.Alpha, g.Beta, g.C, 1, in epilogue);
        }
        else if (g.N == 1 && g.M > 0)
        {
            Epilogue turned = epilogue;
            turned.RowBias = epilogue.ColumnBias;
            turned.ColumnBias = epilogue.RowBias;
            nint step = g.TransposeB ? 1 : g.Ldb;
            MatrixVector.Run(g.M, g.K, g.B, step, g.A, g.Lda, !g.TransposeA, g.Alpha, g.Beta, g.C, g.Ldc, in turned);
        }
        else
        {
            GemmKernel.Run(
                g.M, g.N, g.K, new MatrixPanels(g.A, g.Lda, !g.TransposeA), null, new MatrixPanels(g.B, g.Ldb, g.TransposeB), null,
                g.Alpha, g.Beta, g.C, g.Ldc, in epilogue);
        }
    }

    /// <summary>
    /// Multiplies with one operand packed beforehand: A, when <paramref name="packed"/> was made by <see cref="PackedMatrix.Left"/>, else B.
    /// What <paramref name="arguments"/> say of that operand is not looked at.
    /// </summary>
    /// <exception cref="ArgumentException">The packed matrix has another size than the operand it stands for.</exception>
    public static void Run(in GemmArguments arguments, PackedMatrix packed, in Epilogue epilogue)
    {
        GemmArguments g = arguments;
        (int rows, int columns) = packed.IsLeft ? (g.M, g.K) : (g.K, g.N);
        if (packed.Rows != rows || packed.Columns != columns)
        {
            throw new ArgumentException(
                $"The multiply M {g.M}, N {g.N}, K {g.K} needs {(packed.IsLeft ? "A" : "B")} as {rows} x {columns}, "
                + $"but the packed matrix is {packed.Rows} x {packed.Columns}. Pack a matrix of that size.", nameof(packed));
        }
        if (g.M == 1 && !packed.IsLeft)
        {
            nint step = g.TransposeA ? g.Lda : 1;
            PackedVector.Run(g.N, g.K, g.A, step, packed.Data, GemmKernel.Columns, g.Alpha, g.Beta, g.C, in epilogue);
        }
        else
        {
            GemmKernel.Run(
                g.M, g.N, g.K, new MatrixPanels(g.A, g.Lda, !g.TransposeA), packed.IsLeft ? packed.Data : null,
                new MatrixPanels(g.B, g.Ldb, g.TransposeB), packed.IsLeft ? null : packed.Data, g.Alpha, g.Beta, g.C, g.Ldc, in epilogue);
        }
        GC.KeepAlive(packed);
    }
}
