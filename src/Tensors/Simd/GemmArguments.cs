namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>One matrix multiply C = <see cref="Alpha"/> · op(A) · op(B) + <see cref="Beta"/> · C on row-major matrices in memory.</summary>
public unsafe struct GemmArguments
{
    /// <summary>Arguments with alpha 1 and beta 0.</summary>
    public GemmArguments()
    {
    }

    /// <summary>A plain product of dense matrices: C [m, n] = op(A) [m, k] · op(B) [k, n], with rows that follow one another.</summary>
    public GemmArguments(int m, int n, int k, float* a, float* b, float* c, bool transposeA = false, bool transposeB = false)
    {
        M = m;
        N = n;
        K = k;
        A = a;
        Lda = transposeA ? m : k;
        TransposeA = transposeA;
        B = b;
        Ldb = transposeB ? k : n;
        TransposeB = transposeB;
        C = c;
        Ldc = n;
    }

    /// <summary>Rows of op(A) and C.</summary>
    public int M;

    /// <summary>Columns of op(B) and C.</summary>
    public int N;

    /// <summary>Columns of op(A), rows of op(B).</summary>
    public int K;

    /// <summary>The factor on the product. With 0, A and B are not read.</summary>
    public float Alpha = 1;

    /// <summary>The factor on C before the product is added. With 0, C is not read, so what it held does not matter, NaN included.</summary>
    public float Beta;

    /// <summary>[M, K], or [K, M] with <see cref="TransposeA"/>.</summary>
    public float* A;

    /// <summary>The distance of A's rows in numbers, as it lies in memory.</summary>
    public nint Lda;

    /// <summary>Whether op(A) is A transposed.</summary>
    public bool TransposeA;

    /// <summary>[K, N], or [N, K] with <see cref="TransposeB"/>.</summary>
    public float* B;

    /// <summary>The distance of B's rows in numbers, as it lies in memory.</summary>
    public nint Ldb;

    /// <summary>Whether op(B) is B transposed.</summary>
    public bool TransposeB;

    /// <summary>[M, N]. It must not overlap A or B.</summary>
    public float* C;

    /// <summary>The distance of C's rows in numbers.</summary>
    public nint Ldc;
}
