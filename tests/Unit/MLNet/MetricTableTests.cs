using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Every metric against scikit-learn 1.2.1 over rows that sines make, with ties.</summary>
public sealed class MetricTableTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Two
    {
        public bool Label { get; set; }
        public float Score { get; set; }
        public float Probability { get; set; }
    }

    private static Two[] Binary() => [.. Enumerable.Range(0, 40).Select(i =>
    {
        float score = (float)(Math.Round(Math.Sin(1.7 * i) * 4) / 4);
        return new Two { Score = score, Label = Math.Sin(1.7 * i) + 0.8 * Math.Sin(5.1 * i + 1) > 0, Probability = (float)(1 / (1 + Math.Exp(-3.0 * score))) };
    })];

    [Fact]
    public void BinaryClassification()
    {
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(Binary()));
        Assert.Equal(0.9, metrics.Accuracy, 12);
        Assert.Equal(0.9444444444444444, metrics.PositivePrecision, 12);
        Assert.Equal(0.85, metrics.PositiveRecall, 12);
        Assert.Equal(0.8636363636363636, metrics.NegativePrecision, 12);
        Assert.Equal(0.95, metrics.NegativeRecall, 12);
        Assert.Equal(0.8947368421052632, metrics.F1Score, 12);
        Assert.Equal(0.97625, metrics.AreaUnderRocCurve, 12);
        Assert.Equal(0.35793528604847236, metrics.LogLoss, 7);
        Assert.Equal(1, metrics.Entropy, 12);
        Assert.Equal(0.6420647139515276, metrics.LogLossReduction, 7);
        Assert.Equal([[17, 3], [1, 19]], metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void OneClassOnlyAndScoresThatAreNoNumbers()
    {
        Two[] rows = [.. Binary().Where(row => row.Label), new() { Score = float.NaN, Label = false }];
        BinaryClassificationMetrics metrics = _ml.BinaryClassification.EvaluateNonCalibrated(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(0.85, metrics.Accuracy, 12);
        Assert.Equal(1, metrics.PositivePrecision);
        Assert.Equal(0, metrics.NegativeRecall);
        Assert.Equal(double.NaN, metrics.AreaUnderRocCurve);
    }

    private sealed class Three
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    [Fact]
    public void MulticlassClassification()
    {
        Three[] rows = [.. Enumerable.Range(0, 40).Select(i =>
        {
            double[] powers = [.. Enumerable.Range(0, 3).Select(c => Math.Exp(2 * Math.Sin(1.3 * i + 2 * c)))];
            double[] truths = [.. Enumerable.Range(0, 3).Select(c => Math.Sin(1.3 * i + 2 * c) + 0.9 * Math.Sin(4.7 * i + c))];
            return new Three { Label = (uint)Array.IndexOf(truths, truths.Max()) + 1, Score = [.. powers.Select(power => (float)(power / powers.Sum()))] };
        })];
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows), topKPredictionCount: 2);
        Assert.Equal(0.8, metrics.MicroAccuracy, 12);
        Assert.Equal(0.8015873015873015, metrics.MacroAccuracy, 12);
        Assert.Equal(0.4307954326882523, metrics.LogLoss, 7);
        Assert.Equal(0.6069626185293778, metrics.LogLossReduction, 7);
        Assert.Equal([0.440840, 0.367010, 0.475424], metrics.PerClassLogLoss.Select(loss => Math.Round(loss, 6)));
        Assert.Equal(1, metrics.TopKAccuracy);
    }

    private sealed class Number
    {
        public float Label { get; set; }
        public float Score { get; set; }
    }

    [Fact]
    public void Regression()
    {
        Number[] rows = [.. Enumerable.Range(0, 40).Select(i =>
        {
            float label = (float)(3 * Math.Sin(0.9 * i) + 10);
            return new Number { Label = label, Score = (float)(label + 0.5 * Math.Sin(3.1 * i)) };
        })];
        RegressionMetrics metrics = _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(0.32214581966400146, metrics.MeanAbsoluteError, 9);
        Assert.Equal(0.1288384226687981, metrics.MeanSquaredError, 9);
        Assert.Equal(Math.Sqrt(0.1288384226687981), metrics.RootMeanSquaredError, 9);
        Assert.Equal(0.1288384226687981, metrics.LossFunction, 9);
        Assert.Equal(0.9704664862111473, metrics.RSquared, 9);
    }

    private sealed class Clustered
    {
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    [Fact]
    public void Clustering()
    {
        (double X, double Y)[] centers = [(0, 0), (2, -1), (4.5, -1.5)];
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i =>
        {
            float x = (float)(Math.Sin(0.7 * i) * 0.4 + i % 3 * 2), y = (float)(Math.Cos(0.7 * i) * 0.5 - i % 3);
            return new Clustered { Label = (uint)(i * i % 4) + 1, Features = [x, y], Score = [.. centers.Select(c => (float)((x - c.X) * (x - c.X) + (y - c.Y) * (y - c.Y)))] };
        }).ToArray());
        ClusteringMetrics metrics = _ml.Clustering.Evaluate(data, "Label", featureColumnName: "Features");
        Assert.Equal(0.002777156144798396, metrics.NormalizedMutualInformation, 9);
        Assert.Equal(0.3554015137255192, metrics.AverageDistance, 7);
        Assert.Equal(0.40232458007558164, metrics.DaviesBouldinIndex, 6);
        ClusteringMetrics bare = _ml.Clustering.Evaluate(data);
        Assert.Equal(double.NaN, bare.NormalizedMutualInformation);
        Assert.Equal(0, bare.DaviesBouldinIndex);
    }

    private sealed class Ranked
    {
        public float Label { get; set; }
        public float Score { get; set; }
        public string GroupId { get; set; } = "";
    }

    [Fact]
    public void Ranking()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Ranked { Label = i * 7 % 5, Score = (float)Math.Sin(2.3 * i), GroupId = "g" + i / 10 }).ToArray());
        RankingMetrics metrics = _ml.Ranking.Evaluate(data);
        Assert.Equal(10, metrics.DiscountedCumulativeGains.Count);
        Assert.Equal([23.083121, 37.797515, 75.345428], new[] { 0, 2, 9 }.Select(n => Math.Round(metrics.DiscountedCumulativeGains[n], 6)));
        Assert.Equal([0.516129, 0.451253, 0.728726], new[] { 0, 2, 9 }.Select(n => Math.Round(metrics.NormalizedDiscountedCumulativeGains[n], 6)));
        Assert.Equal(3, _ml.Ranking.Evaluate(data, new RankingEvaluatorOptions { DcgTruncationLevel = 3 }).DiscountedCumulativeGains.Count);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Ranking.Evaluate(data, new RankingEvaluatorOptions { LabelGains = "0,1" }));
        Assert.Contains("gains for 0 to 1", error.Message);
        Assert.Throws<ArgumentException>(() => _ml.Ranking.Evaluate(data, new RankingEvaluatorOptions { LabelGains = "0;1" }));
    }

    [Fact]
    public void EqualScoresRankTheLessRelevantFirst()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Ranked[] { new() { Label = 2, Score = 1 }, new() { Label = 0, Score = 1 } });
        Assert.Equal(0, _ml.Ranking.Evaluate(data).NormalizedDiscountedCumulativeGains[0]);
    }

    [Fact]
    public void AnomalyDetection()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Two { Label = i % 7 == 0, Score = (float)(Math.Sin(1.1 * i) + (i % 7 == 0 ? 0.8 : 0)) }).ToArray());
        AnomalyDetectionMetrics metrics = _ml.AnomalyDetection.Evaluate(data, falsePositiveCount: 5);
        Assert.Equal(0.8088235294117647, metrics.AreaUnderRocCurve, 12);
        Assert.Equal(0.5, metrics.DetectionRateAtFalsePositiveCount, 12);
    }
}
