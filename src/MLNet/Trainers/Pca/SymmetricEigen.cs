namespace Microsoft.ML.Trainers;

/// <summary>Eigenvalues and eigenvectors of small symmetric matrices, by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <summary>The eigenvalues, the largest first, and for each its vector. The matrix is overwritten.</summary>
    public static (double[] Values, double[][] Vectors) Solve(double[,] a)
    {
        int n = a.GetLength(0);
        double[,] vectors = new double[n, n];
        for (int i = 0; i < n; i++) vectors[i, i] = 1;
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            double off = 0, diagonal = 0;
            for (int i = 0; i < n; i++)
            {
                diagonal += a[i, i] * a[i, i];
                for (int j = 0; j < i; j++) off += a[i, j] * a[i, j];
            }
            if (off <= 1e-30 * diagonal) break;
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++) Rotate(a, vectors, p, q);
        }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i])];
        return ([.. order.Select(i => a[i, i])], [.. order.Select(i => Enumerable.Range(0, n).Select(row => vectors[row, i]).ToArray())]);
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        if (a[p, q] == 0) return;
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]), t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < n; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
        for (int k = 0; k < n; k++) (vectors[k, p], vectors[k, q]) = (c * vectors[k, p] - s * vectors[k, q], s * vectors[k, p] + c * vectors[k, q]);
    }
}
