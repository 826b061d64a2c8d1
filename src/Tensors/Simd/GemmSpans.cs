namespace MlNetDeepLearning.Tensors.Simd;

public static unsafe partial class Gemm
{
    /// <summary>
    /// C [m, n] = alpha · op(A) [m, k] · op(B) [k, n] + beta · C on dense row-major matrices, with the sizes checked.
    /// </summary>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B).</param>
    /// <param name="a">m · k numbers, row by row: [m, k], or [k, m] when transposed.</param>
    /// <param name="b">k · n numbers, row by row: [k, n], or [n, k] when transposed.</param>
    /// <param name="c">m · n numbers; must not overlap the others.</param>
    /// <param name="transposeA">Whether op(A) is A transposed.</param>
    /// <param name="transposeB">Whether op(B) is B transposed.</param>
    /// <param name="alpha">The factor on the product.</param>
    /// <param name="beta">The factor on C before; with 0, C is not read.</param>
    /// <param name="columnBias">n numbers to add to each row, or empty.</param>
    /// <param name="activation">Applied last; its parameters are <paramref name="activationAlpha"/> and <paramref name="activationBeta"/>.</param>
    /// <param name="activationAlpha">See <see cref="Epilogue.Alpha"/>.</param>
    /// <param name="activationBeta">See <see cref="Epilogue.Beta"/>.</param>
    /// <exception cref="ArgumentException">A span is too short, or C overlaps A or B.</exception>
    public static void Run(
        int m, int n, int k, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, bool transposeA = false, bool transposeB = false,
        float alpha = 1, float beta = 0, ReadOnlySpan<float> columnBias = default, Activation activation = Activation.None,
        float activationAlpha = 0, float activationBeta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        Check(a.Length, m, k, nameof(a));
        Check(b.Length, k, n, nameof(b));
        Check(c.Length, m, n, nameof(c));
        if (!columnBias.IsEmpty) Check(columnBias.Length, 1, n, nameof(columnBias));
        if (c.Overlaps(a) || c.Overlaps(b)) throw new ArgumentException("C overlaps A or B; give the result memory of its own.", nameof(c));
        fixed (float* pa = a, pb = b, pc = c, bias = columnBias)
        {
            var arguments = new GemmArguments(m, n, k, pa, pb, pc, transposeA, transposeB) { Alpha = alpha, Beta = beta };
            Run(in arguments, new Epilogue { ColumnBias = bias, Activation = activation, Alpha = activationAlpha, Beta = activationBeta });
        }
    }

    private static void Check(int length, int rows, int columns, string name)
    {
        if (length < (long)rows * columns)
        {
            throw new ArgumentException($"{name} has {length} numbers; a {rows} x {columns} matrix needs {(long)rows * columns}.", name);
        }
    }
}
