using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The directions in which rows vary most, the strongest first, and their mean. Found by multiplying random directions with the covariance a few times and choosing within what
/// they span: Halko, Martinsson and Tropp (2011), "Finding structure with randomness".
/// </summary>
internal sealed record PrincipalDirections(float[][] Vectors, float[]? Mean, double[] Variances)
{
    // How often the directions are multiplied with the covariance; each time those that vary less fade.
    private const int Powers = 4;

    public static PrincipalDirections Find(ExampleSet examples, int rank, int oversampling, bool ensureZeroMean, Random random)
    {
        int features = examples.FeatureCount, count = Math.Min(features, checked(rank + oversampling));
        double[]? mean = ensureZeroMean ? MeanOf(examples) : null;
        double[][] directions = new double[count][];
        for (int i = 0; i < count; i++)
        {
            directions[i] = new double[features];
            for (int j = 0; j < features; j++) directions[i][j] = Normal(random);
        }
        directions = Orthonormal(directions);
        double[][] image = [];
        for (int power = 0; power <= Powers; power++)
        {
            image = Multiply(examples, mean, directions);
            if (power < Powers) directions = Orthonormal(image);
        }
        double[,] small = new double[directions.Length, directions.Length];
        for (int i = 0; i < directions.Length; i++)
            for (int j = 0; j <= i; j++) small[i, j] = small[j, i] = (TensorPrimitives.Dot<double>(directions[i], image[j]) + TensorPrimitives.Dot<double>(directions[j], image[i])) / 2;
        (double[] values, double[][] turns) = SymmetricEigen.Solve(small);
        double least = values.Length == 0 ? 0 : values[0] * 1e-9;
        int kept = values.Take(rank).Count(value => value > least);
        float[][] vectors = new float[kept][];
        for (int i = 0; i < kept; i++)
        {
            double[] sum = new double[features];
            for (int j = 0; j < directions.Length; j++) TensorPrimitives.MultiplyAdd(directions[j], turns[i][j], sum, sum);
            // Of the two signs, that with the largest part positive, so that results can be compared.
            int largest = TensorPrimitives.IndexOfMaxMagnitude<double>(sum);
            vectors[i] = [.. sum.Select(value => (float)(sum[largest] < 0 ? -value : value))];
        }
        return new PrincipalDirections(vectors, mean is null ? null : [.. mean.Select(value => (float)value)], values[..kept]);
    }

    private static double[] MeanOf(ExampleSet examples)
    {
        double[] sums = new double[examples.FeatureCount];
        foreach ((ExampleBlock block, int row) in examples.Pass(null)) block[row].AddTo(sums, block.Weights[row]);
        TensorPrimitives.Multiply(sums, 1 / examples.WeightSum, sums);
        return sums;
    }

    // The covariance times each direction, without the covariance: rows are projected, and added with what the projection gave.
    private static double[][] Multiply(ExampleSet examples, double[]? mean, double[][] directions)
    {
        double[][] results = [.. directions.Select(direction => new double[direction.Length])];
        double[] offsets = [.. directions.Select(direction => mean is null ? 0 : TensorPrimitives.Dot<double>(direction, mean))], sums = new double[directions.Length];
        foreach ((ExampleBlock block, int row) in examples.Pass(null))
        {
            FeatureVector features = block[row];
            for (int i = 0; i < directions.Length; i++)
            {
                double part = (features.Dot(directions[i]) - offsets[i]) * block.Weights[row];
                features.AddTo(results[i], part);
                sums[i] += part;
            }
        }
        for (int i = 0; i < results.Length; i++)
        {
            if (mean is not null) TensorPrimitives.MultiplyAdd(mean, -sums[i], results[i], results[i]);
            TensorPrimitives.Multiply(results[i], 1 / examples.WeightSum, results[i]);
        }
        return results;
    }

    // Gram and Schmidt, twice for accuracy; what depends on those before is dropped.
    private static double[][] Orthonormal(double[][] vectors)
    {
        List<double[]> kept = [];
        double largest = vectors.Max(vector => TensorPrimitives.Norm<double>(vector));
        foreach (double[] vector in vectors)
        {
            double before = TensorPrimitives.Norm<double>(vector);
            for (int pass = 0; pass < 2; pass++)
                foreach (double[] other in kept) TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(other, vector), vector, vector);
            double norm = TensorPrimitives.Norm<double>(vector);
            if (!(norm > 1e-10 * before) || !(norm > 1e-14 * largest)) continue;
            TensorPrimitives.Multiply(vector, 1 / norm, vector);
            kept.Add(vector);
        }
        return [.. kept];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
