using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>The expected figures were computed beside, from the definitions, with exact arithmetic over the same rows.</summary>
public sealed class EvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Scored
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private static readonly Scored[] Rows =
    [
        new() { Label = 1, Score = [.7f, .2f, .1f] }, new() { Label = 2, Score = [.1f, .8f, .1f] }, new() { Label = 1, Score = [.3f, .3f, .4f] },
        new() { Label = 3, Score = [0, .5f, .5f] }, new() { Label = 2, Score = [.6f, .3f, .1f] }, new() { Label = 3, Score = [.2f, .2f, .6f] },
    ];

    [Fact]
    public void MulticlassFiguresFollowTheirDefinitions()
    {
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows), topKPredictionCount: 2);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(0.5, metrics.MacroAccuracy, 12);
        Assert.Equal(0.6986228180384583, metrics.LogLoss, 6);
        Assert.Equal(0.3640861064048119, metrics.LogLossReduction, 6);
        Assert.Equal([0.780324, 0.713558, 0.601986], metrics.PerClassLogLoss.Select(loss => Math.Round(loss, 6)));
        Assert.Equal(2, metrics.TopKPredictionCount);
        Assert.Equal(1, metrics.TopKAccuracy);
        Assert.Equal([0.5, 1], metrics.TopKAccuracyForAllK);
        Assert.Equal([[1, 0, 1], [1, 1, 0], [0, 1, 1]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(1, metrics.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.Equal([0.5, 0.5, 0.5], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Null(_ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows)).TopKAccuracyForAllK);
    }

    [Fact]
    public void SureMistakesAreLimitedAndMissingLabelsLeftOutWithAWarning()
    {
        List<string> warnings = [];
        _ml.Log += (_, message) => warnings.Add(message.Message);
        Scored[] rows = [new() { Label = 1, Score = [0, 1, 0] }, new() { Label = 0, Score = [1, 0, 0] }, new() { Label = 1, Score = [float.NaN, 1, 0] }];
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(-Math.Log(1e-15f), metrics.LogLoss, 9);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Equal(2, warnings.Count(text => text.Contains("left out")));
    }

    private sealed class Unseen
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [];
    }

    [Fact]
    public void LabelsWithoutAScoreCountAsWrong()
    {
        Unseen[] rows = [new() { Label = 0, Score = [1, 0] }, new() { Label = 5, Score = [1, 0] }];
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal(-Math.Log(1e-15f) / 2, metrics.LogLoss, 9);
    }

    [Fact]
    public void TheConfusionTableIsLaidOutLikeMLNets()
    {
        string table = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows)).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");
        Assert.Equal("""
            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     1 |     0 |     1 | 0.5000
                    1 ||     1 |     1 |     0 | 0.5000
                    2 ||     0 |     1 |     1 | 0.5000
                      ||========================
            Precision ||0.5000 |0.5000 |0.5000 |

            """.ReplaceLineEndings("\n"), table);
    }

    private sealed class TwoClass
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability => 1 / (1 + MathF.Exp(-Score));
    }

    private IDataView Binary(params (float Score, bool Label)[] rows)
        => _ml.Data.LoadFromEnumerable(rows.Select(row => new TwoClass { Label = row.Label, Score = row.Score }).ToList());

    [Fact]
    public void BinaryFiguresFollowTheirDefinitions()
    {
        IDataView data = Binary((2, true), (1, true), (1, false), (.5f, false), (-.5f, true), (-1, false), (-1, true), (-3, false));
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(data);
        Assert.Equal(0.6875, metrics.AreaUnderRocCurve, 12);
        Assert.Equal(0.7714285714285714, metrics.AreaUnderPrecisionRecallCurve, 12);
        Assert.Equal(0.5, metrics.Accuracy);
        Assert.Equal(0.5, metrics.F1Score);
        Assert.Equal(0.9696202032998145, metrics.LogLoss, 6);
        Assert.Equal(1 - 0.9696202032998145, metrics.LogLossReduction, 6);
        Assert.Equal(1, metrics.Entropy);
        Assert.Equal([[2, 2], [2, 2]], metrics.ConfusionMatrix.Counts);
        Assert.StartsWith("TEST POSITIVE RATIO:\t0.5000 (4.0/(4.0+4.0))", metrics.ConfusionMatrix.GetFormattedConfusionTable());
        Assert.Equal(0.6875, _ml.BinaryClassification.EvaluateNonCalibrated(data).AreaUnderRocCurve, 12);
    }

    [Fact]
    public void APerfectOrderHasAreaOneAndOneClassAloneHasNone()
    {
        Assert.Equal(1, _ml.BinaryClassification.EvaluateNonCalibrated(Binary((3, true), (2, true), (-1, false))).AreaUnderRocCurve);
        Assert.Equal(0.5, _ml.BinaryClassification.EvaluateNonCalibrated(Binary((1, true), (1, false), (1, false))).AreaUnderRocCurve);
        Assert.True(double.IsNaN(_ml.BinaryClassification.EvaluateNonCalibrated(Binary((1, true))).AreaUnderRocCurve));
        Assert.Contains("'Probability'", Assert.Throws<ArgumentOutOfRangeException>(()
            => _ml.BinaryClassification.Evaluate(_ml.Transforms.DropColumns("Probability").Fit(Binary((1, true))).Transform(Binary((1, true))))).Message);
    }

    private sealed class Number
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }

    [Fact]
    public void RegressionFiguresAreTheTextbooks()
    {
        RegressionMetrics metrics = _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(new Number[]
            { new() { Label = 3, Score = 2.5f }, new() { Label = -.5f, Score = 0 }, new() { Label = 2, Score = 2 }, new() { Label = 7, Score = 8 }, new() { Label = float.NaN } }));
        Assert.Equal(0.5, metrics.MeanAbsoluteError);
        Assert.Equal(0.375, metrics.MeanSquaredError);
        Assert.Equal(0.375, metrics.LossFunction);
        Assert.Equal(Math.Sqrt(0.375), metrics.RootMeanSquaredError);
        Assert.Equal(0.9486081370449679, metrics.RSquared, 12);
    }

    [Fact]
    public void ACrossValidationHasAModelAndMetricsForEachFold()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Number { Label = i, Score = i + 1 }).ToList());
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds = _ml.Regression.CrossValidate(data, _ml.Transforms.CopyColumns("Copy", "Score"), 4);
        Assert.Equal([0, 1, 2, 3], folds.Select(fold => fold.Fold));
        Assert.All(folds, fold => Assert.Equal(1, fold.Metrics.MeanAbsoluteError));
        Assert.Equal(200, folds.Sum(fold => fold.ScoredHoldOutSet.GetColumn<float>("Copy").Count()));
    }
}
