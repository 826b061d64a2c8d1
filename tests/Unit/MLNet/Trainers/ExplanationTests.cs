using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

public sealed class ExplanationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ContributionsAreWeightsTimesFeatures()
    {
        IDataView data = ToyRows.View(_ml);
        var model = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(data);
        float[] weights = [.. model.Model.SubModel.Weights];
        float[][] all = [.. _ml.Transforms.CalculateFeatureContribution(model, normalize: false).Fit(data).Transform(data).GetColumn<float[]>("FeatureContributions")];
        ToyRow[] rows = ToyRows.All();
        for (int i = 0; i < rows.Length; i++) Assert.Equal(rows[i].Dense.Zip(weights, (x, w) => x * w), all[i], (a, b) => Math.Abs(a - b) < 1e-6);

        RegressionPredictionTransformer<LinearRegressionModelParameters> regression = _ml.Regression.Trainers.Sdca("Number").Fit(data);
        float[][] top = [.. _ml.Transforms.CalculateFeatureContribution(regression, 1, 0).Fit(data).Transform(data).GetColumn<float[]>("FeatureContributions")];
        Assert.All(top, row => Assert.True(row.Count(value => value != 0) <= 1 && row.All(value => value is 0 or 1)));
        Assert.Contains(top, row => row[0] == 1);
    }

    [Fact]
    public void ContributionsSurviveTheModelFile()
    {
        IDataView data = ToyRows.View(_ml);
        ITransformer model = _ml.Transforms.CalculateFeatureContribution(_ml.Regression.Trainers.Sdca("Number").Fit(data)).Fit(data);
        using MemoryStream file = new();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = _ml.Model.Load(file, out _);
        Assert.Equal(model.Transform(data).GetColumn<float[]>("FeatureContributions"), loaded.Transform(data).GetColumn<float[]>("FeatureContributions"));
    }

    [Fact]
    public void FeaturesThatMatterAreImportant()
    {
        IDataView data = ToyRows.View(_ml);
        RegressionPredictionTransformer<LinearRegressionModelParameters> model = _ml.Regression.Trainers.Sdca("Number").Fit(data);
        var importance = _ml.Regression.PermutationFeatureImportance(model, data, "Number", permutationCount: 20);
        Assert.Equal(3, importance.Length);
        double[] fall = [.. importance.Select(one => one.RSquared.Mean)];
        Assert.True(fall[0] < fall[1] && fall[1] < fall[2] && fall[2] <= 0.01, string.Join(", ", fall));
        Assert.All(importance, one => Assert.Equal(20, one.MeanSquaredError.Count));
        MetricStatistics statistics = importance[0].MeanAbsoluteError;
        Assert.True(statistics.Mean > 0 && statistics.StandardDeviation > 0);
        Assert.Equal(statistics.StandardDeviation / Math.Sqrt(20), statistics.StandardError, 12);
        // The weights are 2 and -1, and a permutation moves a value by twice its variance in the mean.
        Assert.InRange(importance[0].MeanSquaredError.Mean / importance[1].MeanSquaredError.Mean, 2.5, 6);
    }

    [Fact]
    public void TheSameSeedDealsTheSameWay()
    {
        double[] Deal()
        {
            MLContext ml = new(seed: 9);
            var model = ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(ToyRows.View(ml));
            return [.. ml.BinaryClassification.PermutationFeatureImportance(model, ToyRows.View(ml), numberOfExamplesToUse: 50).Select(one => one.AreaUnderRocCurve.Mean)];
        }
        Assert.Equal(Deal(), Deal());
    }

    [Fact]
    public void ChainsAreMeasuredByTheNamesOfTheirFeatures()
    {
        IDataView data = ToyRows.View(_ml);
        ITransformer model = _ml.Transforms.Concatenate("All", "Weight", "Features").Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class", "All", l1Regularization: 0.1f))
            .Append(_ml.Transforms.CopyColumns("Copy", "Score")).Fit(data);
        var importance = _ml.MulticlassClassification.PermutationFeatureImportance(model, data, "Class", permutationCount: 3);
        Assert.Equal(4, importance.Count);
        Assert.True(importance["Weight"].LogLoss.Mean < 0.1);
        Assert.Equal(3, importance.Values.First().PerClassLogLoss.Count);
        Assert.Contains(importance, pair => pair.Value.MicroAccuracy.Mean < -0.2);
        ArgumentException error = Assert.Throws<ArgumentException>(() => _ml.Regression.PermutationFeatureImportance(_ml.Transforms.CopyColumns("A", "Number").Fit(data), data));
        Assert.Contains("prediction", error.Message);
    }

    [Fact]
    public void SparseFeaturesWithoutWeightAreLeftOutOnRequest()
    {
        IDataView data = ToyRows.Sparse(_ml);
        var model = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(data);
        var all = _ml.BinaryClassification.PermutationFeatureImportance(model, data);
        var filtered = _ml.BinaryClassification.PermutationFeatureImportance(model, data, useFeatureWeightFilter: true);
        Assert.Equal(9, all.Length);
        Assert.Equal([1, 4, 7], Enumerable.Range(0, 9).Where(i => filtered[i].Accuracy.Count == 1));
        Assert.All(new[] { 0, 2, 3, 5, 6, 8 }, i => Assert.Equal(0, all[i].AreaUnderRocCurve.Mean));
        Assert.True(all[1].AreaUnderRocCurve.Mean < -0.1);
    }
}
