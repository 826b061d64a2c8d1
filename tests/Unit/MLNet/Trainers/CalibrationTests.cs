using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>Calibrators against scikit-learn 1.2.1 on the same scores.</summary>
public sealed class CalibrationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Scored
    {
        public bool Label { get; set; }
        public float Score { get; set; }
        public float Weight { get; set; }
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(ToyRows.All()
        .Select((row, i) => new Scored { Label = row.Label, Score = (float)(row.Dense[0] * 3.0 + Math.Sin(7.0 * i + 0.5)), Weight = row.Weight }).ToArray());

    [Fact]
    public void PlattIsTheMostLikelySigmoid()
    {
        PlattCalibrator calibrator = Model(_ml.BinaryClassification.Calibrators.Platt().Fit(Data()));
        Assert.Equal(-1.0041154242507428, calibrator.Slope, 5);
        Assert.Equal(-0.08578810934552307, calibrator.Offset, 5);
        Assert.Equal(1 / (1 + Math.Exp(calibrator.Slope * 2 + calibrator.Offset)), calibrator.PredictProbability(2), 6);
        Assert.Equal(float.NaN, calibrator.PredictProbability(float.NaN));
    }

    [Theory]
    [InlineData(null, new[] { 0, 0.2, 0.69230769, 0.69230769, 0.69230769, 0.69230769, 1 })]
    [InlineData("Weight", new[] { 0, 0.19230769, 0.76923077, 0.76923077, 0.76923077, 0.76923077, 1 })]
    public void IsotonicNeverFalls(string? weight, double[] expected)
    {
        IsotonicCalibrator calibrator = Model(_ml.BinaryClassification.Calibrators.Isotonic(exampleWeightColumnName: weight).Fit(Data()));
        float[] scores = [-3, -1, 0, 0.25f, 0.9f, 1.3f, 3];
        Assert.Equal(expected, scores.Select(score => (double)calibrator.PredictProbability(score)), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(calibrator.Values, calibrator.Values.Order());
        Assert.Equal(calibrator.Mins.Length, calibrator.Maxes.Length);
    }

    [Fact]
    public void NaiveCountsInBins()
    {
        Scored[] rows = [new() { Score = 0 }, new() { Score = 0.1f, Label = true }, new() { Score = 100, Label = true }, new() { Score = 200, Label = true }, new() { Score = 200 }];
        NaiveCalibrator calibrator = Model(_ml.BinaryClassification.Calibrators.Naive().Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Equal(1, calibrator.BinSize);
        Assert.Equal(0, calibrator.Min);
        Assert.Equal(200, calibrator.BinProbs.Count);
        Assert.Equal([0.5f, 1, 0.5f, 0.5f, 0.5f], new[] { 0f, 100, 199, 500, -7 }.Select(calibrator.PredictProbability));
    }

    [Fact]
    public void ProbabilitiesStandBesideTheScores()
    {
        IDataView calibrated = _ml.BinaryClassification.Calibrators.Platt(-1, 0).Fit(Data()).Transform(Data());
        Assert.True(calibrated.Schema["Probability"].IsNormalized());
        Assert.Equal(calibrated.GetColumn<float>("Score").Select(score => (float)(1 / (1 + Math.Exp(-score)))), calibrated.GetColumn<float>("Probability"), (a, b) => Math.Abs(a - b) < 1e-6);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Calibrators.Platt("Weight").Fit(Data()));
        Assert.Contains("'Weight'", error.Message);
    }

    [Fact]
    public void TheThresholdDecidesThePredictedLabel()
    {
        BinaryPredictionTransformer<LinearBinaryModelParameters> model = _ml.BinaryClassification.Trainers.SdcaNonCalibrated().Fit(ToyRows.View(_ml));
        IDataView moved = _ml.BinaryClassification.ChangeModelThreshold(model, 1.5f).Transform(ToyRows.View(_ml));
        Assert.Equal(moved.GetColumn<float>("Score").Select(score => score > 1.5f), moved.GetColumn<bool>("PredictedLabel"));
        Assert.Same(model, _ml.BinaryClassification.ChangeModelThreshold(model, 0));
        AnomalyPredictionTransformer<PcaModelParameters> anomalies = _ml.AnomalyDetection.Trainers.RandomizedPca(rank: 1).Fit(ToyRows.View(_ml));
        IDataView strict = _ml.AnomalyDetection.ChangeModelThreshold(anomalies, 0.9f).Transform(ToyRows.View(_ml));
        Assert.Equal(strict.GetColumn<float>("Score").Select(score => score > 0.9f), strict.GetColumn<bool>("PredictedLabel"));
    }

    private static TCalibrator Model<TCalibrator>(ISingleFeaturePredictionTransformer<TCalibrator> transformer) where TCalibrator : class => transformer.Model;
}
