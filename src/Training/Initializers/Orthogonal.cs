using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// A random orthogonal matrix times a gain (Saxe et al. 2014): with the first axis as rows and all others as columns, the rows (or the
/// columns, whichever are fewer) are orthonormal.
/// </summary>
/// <param name="Gain">The factor.</param>
public sealed record Orthogonal(float Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random)
    {
        if (values.Length == 0) return;
        int rows = shape.Rank == 0 ? 1 : shape[0], columns = values.Length / rows;
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        var basis = new double[count][];
        for (int i = 0; i < count; i++)
        {
            var vector = new double[length];
            do
            {
                for (int j = 0; j < length; j++) vector[j] = random.NextNormal();
                // Twice: what rounding leaves of the first pass the second removes.
                Project(vector, basis.AsSpan(0, i));
                Project(vector, basis.AsSpan(0, i));
            }
            while (!Normalize(vector));
            basis[i] = vector;
        }
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                values[r * columns + c] = (float)(Gain * (rows <= columns ? basis[r][c] : basis[c][r]));
    }

    private static void Project(double[] vector, ReadOnlySpan<double[]> basis)
    {
        foreach (double[] b in basis)
        {
            double dot = 0;
            for (int j = 0; j < vector.Length; j++) dot += vector[j] * b[j];
            for (int j = 0; j < vector.Length; j++) vector[j] -= dot * b[j];
        }
    }

    private static bool Normalize(double[] vector)
    {
        double sum = 0;
        foreach (double v in vector) sum += v * v;
        if (sum < 1e-20) return false;
        double scale = 1 / Math.Sqrt(sum);
        for (int j = 0; j < vector.Length; j++) vector[j] *= scale;
        return true;
    }
}
