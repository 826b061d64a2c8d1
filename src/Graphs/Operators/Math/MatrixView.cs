using System.Numerics;

namespace MlNetDeepLearning.Graphs;

/// <summary>A matrix in memory with any distances of rows and columns, for reference kernels.</summary>
internal readonly unsafe struct MatrixView<T>(T* data, long rowStep, long columnStep) where T : unmanaged, INumber<T>
{
    /// <summary>A dense matrix that has <paramref name="columns"/> columns, or its transpose when it is stored transposed.</summary>
    public static MatrixView<T> Dense(T* data, int rows, int columns, bool transposed) =>
        transposed ? new MatrixView<T>(data, 1, rows) : new MatrixView<T>(data, columns, 1);

    /// <summary>The transpose.</summary>
    public MatrixView<T> Turned => new(data, columnStep, rowStep);

    /// <summary>An element.</summary>
    public ref T this[long row, long column] => ref data[row * rowStep + column * columnStep];

    /// <summary>target += alpha · a · b for a [m, k] and b [k, n].</summary>
    public static void AddProduct(int m, int n, int k, T alpha, MatrixView<T> a, MatrixView<T> b, MatrixView<T> target)
    {
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int l = 0; l < k; l++) sum += a[i, l] * b[l, j];
                target[i, j] += alpha * sum;
            }
    }
}
