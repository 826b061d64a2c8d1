using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>
/// Sixty rows made by sines, so that another program makes the same: scikit-learn 1.2.1 trained on them for the expected weights.
/// </summary>
internal sealed class ToyRow
{
    public bool Label { get; set; }

    [KeyType(3)]
    public uint Class { get; set; }

    public float Number { get; set; }

    public float Count { get; set; }

    public float Weight { get; set; }

    [VectorType(3)]
    public VBuffer<float> Features { get; set; }

    public float[] Dense => [.. Features.DenseValues()];
}

internal static class ToyRows
{
    public static ToyRow[] All() => [.. Enumerable.Range(0, 60).Select(Row)];

    public static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(All());

    /// <summary>The same rows with their features as sparse vectors of nine, of which six are 0.</summary>
    public static IDataView Sparse(MLContext ml) => ml.Data.LoadFromEnumerable(All().Select(row => new SparseRow
    {
        Label = row.Label,
        Class = row.Class,
        Number = row.Number,
        Features = new VBuffer<float>(9, 3, row.Dense, [1, 4, 7]),
    }).ToArray());

    private static ToyRow Row(int i)
    {
        float[] x = [.. Enumerable.Range(0, 3).Select(j => (float)Math.Sin(1.3 * i + 2.1 * i * j + j))];
        double t = Math.Sin(7.0 * i + 0.5);
        return new ToyRow
        {
            Label = x[0] - 0.5 * x[1] + 0.6 * t > 0,
            Class = x[0] + 0.4 * t > 0.3 ? 1u : x[1] > 0 ? 2u : 3u,
            Number = (float)(2.0 * x[0] - x[1] + 0.5 * t + 3),
            Count = (float)Math.Floor(Math.Exp(0.8 * x[0] - 0.3 * x[2] + 0.7) + t + 1),
            Weight = 1 + i % 3,
            Features = new VBuffer<float>(3, x),
        };
    }

    private sealed class SparseRow
    {
        public bool Label { get; set; }

        [KeyType(3)]
        public uint Class { get; set; }

        public float Number { get; set; }

        [VectorType(9)]
        public VBuffer<float> Features { get; set; }
    }
}
