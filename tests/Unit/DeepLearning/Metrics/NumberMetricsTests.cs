using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Metrics;

/// <summary>Regression and clustering figures against those of scikit-learn 1.2.1 on the same numbers.</summary>
public class NumberMetricsTests
{
    private static readonly double[] Truth = [3, -0.5, 2, 7, 4.25, 0, 9.5, -3];
    private static readonly double[] Predicted = [2.5, 0, 2, 8, 4.5, 0.5, 7, -2.25];

    [Fact]
    public void RegressionFiguresAreThoseOfScikitLearn()
    {
        RegressionFigures figures = RegressionFigures.Of(Truth, Predicted);
        Assert.Equal(0.9267078271260705, figures.RSquared, 1e-12);
        Assert.Equal(0.75, figures.MeanAbsoluteError, 1e-12);
        Assert.Equal(1.0383279828647594, figures.RootMeanSquaredError, 1e-12);
        Assert.Equal(281474976710656.25, figures.MeanAbsolutePercentageError, 1);
        Assert.Equal(0.6201298701298701, figures.SymmetricPercentageError, 1e-12);
        Assert.Equal(0, figures.MeanError, 1e-12);
        Assert.Equal(0.5, figures.MedianAbsoluteError, 1e-12);
        Assert.Equal(2.5, figures.MaxError, 1e-12);
        Assert.True(double.IsNaN(RegressionFigures.Of([2, 2], [1, 2]).RSquared));
    }

    [Fact]
    public void WeightedRegressionFiguresAreThoseOfScikitLearn()
    {
        RegressionFigures figures = RegressionFigures.Of(Truth, Predicted, [1, 0, 2, 3, 1, 1, 2, 0]);
        Assert.Equal(0.8392242727557084, figures.RSquared, 1e-12);
        Assert.Equal(0.925, figures.MeanAbsoluteError, 1e-12);
        Assert.Equal(1.2673791855636576, figures.RootMeanSquaredError, 1e-12);
    }

    [Fact]
    public void ResidualQuantilesAreThoseOfNumPy()
    {
        double[] quantiles = RegressionFigures.Quantiles(new NumberOutcomes(Truth, Predicted).Residuals(), 0.05, 0.5, 0.95);
        Assert.Equal([-0.9125, -0.375, 1.8], quantiles.Select(q => Math.Round(q, 10)));
        Assert.True(double.IsNaN(RegressionFigures.Quantiles([double.NaN], 0.5)[0]));
        Assert.Equal([1.0, 2], RegressionFigures.Quantiles([2, 1, double.NaN], 0, 1));
    }

    [Fact]
    public void ClusteringFiguresAreThoseOfScikitLearn()
    {
        int[] truth = [.. Enumerable.Range(0, 60).Select(i => i * 7 % 11 % 3 is var t && t == 2 ? i % 2 == 0 ? 2 : 1 : i * 7 % 11 % 3)];
        int[] clusters = [.. Enumerable.Range(0, 60).Select(i => i * 5 % 7 % 4)];
        ClusteringAgreement agreement = ClusteringAgreement.Of(truth, clusters);
        Assert.Equal(0.021908962054137518, agreement.Homogeneity, 1e-12);
        Assert.Equal(0.015176563412158282, agreement.Completeness, 1e-12);
        Assert.Equal(0.01793167267975609, agreement.VMeasure, 1e-12);
        Assert.Equal(-0.013059349894254862, agreement.AdjustedRandIndex, 1e-12);
        Assert.Equal(new ClusteringAgreement(1, 1, 1, 1, 1), ClusteringAgreement.Of([5, 5, 2], [1, 1, 0]));

        float[][] features = [.. Enumerable.Range(0, 60).Select(i => new[] { (float)(i * 17 % 23 / 23.0 + 3 * (clusters[i] % 2)), (float)(i * 19 % 29 / 29.0 + 2 * (clusters[i] / 2)) })];
        ClusteringSeparation separation = ClusteringSeparation.Of(features, clusters);
        Assert.Equal(0.72619474, separation.Silhouette, 1e-6);
        Assert.Equal(0.382176849736969, separation.DaviesBouldin, 1e-6);
        Assert.Equal(363.0294414483934, separation.CalinskiHarabasz, 1e-3);
    }
}
