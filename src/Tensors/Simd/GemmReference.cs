using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

public static unsafe partial class Gemm
{
    /// <summary>
    /// The multiply as the textbook has it, for any number type: one element after the other, k in order. What the fast one is
    /// held against, and what runs for types that have no fast one.
    /// </summary>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B).</param>
    /// <param name="alpha">The factor on the product. With 0, A and B are not read.</param>
    /// <param name="a">[m, k], or [k, m] when transposed.</param>
    /// <param name="lda">The distance of A's rows.</param>
    /// <param name="transposeA">Whether op(A) is A transposed.</param>
    /// <param name="b">[k, n], or [n, k] when transposed.</param>
    /// <param name="ldb">The distance of B's rows.</param>
    /// <param name="transposeB">Whether op(B) is B transposed.</param>
    /// <param name="beta">The factor on C before. With 0, C is not read.</param>
    /// <param name="c">[m, n].</param>
    /// <param name="ldc">The distance of C's rows.</param>
    public static void Reference<T>(
        int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, bool transposeA, ReadOnlySpan<T> b, int ldb, bool transposeB,
        T beta, Span<T> c, int ldc) where T : INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                if (!T.IsZero(alpha))
                {
                    for (int p = 0; p < k; p++)
                    {
                        sum += (transposeA ? a[p * lda + i] : a[i * lda + p]) * (transposeB ? b[j * ldb + p] : b[p * ldb + j]);
                    }
                }
                sum *= alpha;
                c[i * ldc + j] = T.IsZero(beta) ? sum : sum + beta * c[i * ldc + j];
            }
        }
    }
}
