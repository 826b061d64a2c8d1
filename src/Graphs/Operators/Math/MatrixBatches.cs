using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The matrices of a batched product c = op(a) · op(b) with NumPy's broadcasting over leading axes: their sizes, and which matrices each
/// product takes. One-dimensional operands count as a row (a) or a column (b).
/// </summary>
internal sealed class MatrixBatches
{
    private readonly int[] _a;
    private readonly int[] _b;

    public MatrixBatches(Shape a, Shape b, bool transposeA, bool transposeB)
    {
        int[] x = a.Rank == 1 ? [1, a[0]] : a.ToArray(), y = b.Rank == 1 ? [b[0], 1] : b.ToArray();
        TransposeA = transposeA && a.Rank > 1;
        TransposeB = transposeB && b.Rank > 1;
        (M, K) = TransposeA ? (x[^1], x[^2]) : (x[^2], x[^1]);
        N = TransposeB ? y[^2] : y[^1];
        int[] outer = Outer(x.AsSpan(..^2), y.AsSpan(..^2));
        Count = checked((int)Shape.Of(outer).Count);
        _a = Indices(outer, x.AsSpan(..^2));
        _b = Indices(outer, y.AsSpan(..^2));
        SameA = Count > 1 && x.AsSpan(..^2).IndexOfAnyExcept(1) < 0;
        SameB = Count > 1 && y.AsSpan(..^2).IndexOfAnyExcept(1) < 0;
        EachAOnce = Count == Shape.Of(x.AsSpan(..^2)).Count;
        EachBOnce = Count == Shape.Of(y.AsSpan(..^2)).Count;
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    /// <summary>The number of products.</summary>
    public int Count { get; }

    public bool TransposeA { get; }

    public bool TransposeB { get; }

    /// <summary>True when several products share the one matrix of a.</summary>
    public bool SameA { get; }

    /// <summary>True when several products share the one matrix of b.</summary>
    public bool SameB { get; }

    /// <summary>True when no matrix of a is used twice.</summary>
    public bool EachAOnce { get; }

    /// <summary>True when no matrix of b is used twice.</summary>
    public bool EachBOnce { get; }

    /// <summary>Where a product's matrix of a begins.</summary>
    public long A(int product) => (long)_a[product] * M * K;

    /// <summary>Where a product's matrix of b begins.</summary>
    public long B(int product) => (long)_b[product] * K * N;

    /// <summary>Where a product's result begins.</summary>
    public long C(int product) => (long)product * M * N;

    private static int[] Outer(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var dims = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= dims.Length; i++)
        {
            int x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            dims[^i] = x == 1 ? y : x;
        }
        return dims;
    }

    private static int[] Indices(int[] outer, ReadOnlySpan<int> own)
    {
        var indices = new int[Shape.Of(outer).Count];
        for (int product = 0; product < indices.Length; product++)
        {
            int rest = product, step = 1;
            for (int i = 1; i <= own.Length; i++)
            {
                if (own[^i] > 1) indices[product] += rest % outer[^i] * step;
                rest /= outer[^i];
                step *= own[^i];
            }
        }
        return indices;
    }
}
