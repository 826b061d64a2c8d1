using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Metrics;

/// <summary>The figures of sixty rows in three classes, against those of scikit-learn 1.2.1 (and SciPy's binomial test) on the same rows.</summary>
public class ClassificationMetricsTests
{
    private const int Rows = 60, Classes = 3;

    private static readonly string[] Labels = ["a", "b", "c"];
    private static readonly int[] Truth = [.. Enumerable.Range(0, Rows).Select(i => i * 7 % 11 % 3 is var t && t == 2 ? i % 2 == 0 ? 2 : 1 : i * 7 % 11 % 3)];
    private static readonly ClassScoreTable Table = new(Labels, Truth, Scores());

    [Fact]
    public void FiguresOfTheConfusionMatrixAreThoseOfScikitLearn()
    {
        ClassOutcomes outcomes = Table.ToOutcomes();
        double[][] confusion = outcomes.Confusion();
        Assert.Equal([19, 1, 3], confusion[0]);
        Assert.Equal([5, 26, 0], confusion[1]);
        Assert.Equal([0, 2, 4], confusion[2]);
        ClassificationFigures figures = ClassificationFigures.Of(confusion, Labels);
        Near([0.7916666666666666, 0.896551724137931, 0.5714285714285714], figures.Classes.Select(c => c.Precision));
        Near([0.8260869565217391, 0.8387096774193549, 0.6666666666666666], figures.Classes.Select(c => c.Recall));
        Near([0.8085106382978724, 0.8666666666666666, 0.6153846153846153], figures.Classes.Select(c => c.F1));
        Near([23, 31, 6], figures.Classes.Select(c => c.Support));
        Near([0.753215654077723, 0.7771544335359203, 0.7635206401163849, 60], Of(figures.Macro));
        Near([0.8238334701696771, 0.8166666666666667, 0.8192453173304237, 60], Of(figures.Weighted));
        Near([0.8166666666666667, 0.8166666666666667, 0.8166666666666667, 60], Of(figures.Micro));
        Near([0.8166666666666667, 0.7771544335359203, 0.6878075639775637, 0.6867584242999525],
            [figures.Accuracy, figures.BalancedAccuracy, figures.MatthewsCorrelation, figures.CohenKappa]);

        static double[] Of(ClassFigures c) => [c.Precision, c.Recall, c.F1, c.Support];
    }

    [Fact]
    public void FiguresOfTheProbabilitiesAreThoseOfScikitLearn()
    {
        Near([0.6982841044040267, 0.9833333333333333, 0.3900886336735759],
            [Table.ToOutcomes().ToDictionary()["logLoss"], Table.TopKAccuracy(2), Table.BrierScore()]);
        ClassCurves roc = ClassCurves.Roc(Table), precisionRecall = ClassCurves.PrecisionRecall(Table);
        Near([0.8531139835487661, 0.9265850945494994, 0.9567901234567902], roc.Classes.Select(c => c.Area));
        Near([0.9121527777777777, 0.914543917402703], [roc.Micro.Area, roc.Macro.Area]);
        Near([0.8513833393311468, 0.912772014973253, 0.7044973544973545], precisionRecall.Classes.Select(c => c.Area));
        Near([0.841716091226505, precisionRecall.Classes.Average(c => c.Area)], [precisionRecall.Micro.Area, precisionRecall.Macro.Area]);
        Assert.Equal(44, roc.Classes[1].X.Count);
        Near([0, 0.16129032258064516, 1, 1], [roc.Classes[1].X[5], roc.Classes[1].Y[5], roc.Classes[1].X[^1], roc.Classes[1].Y[^1]]);
        Near([0.16129032258064516, 1, 0, 1], [precisionRecall.Classes[1].X[5], precisionRecall.Classes[1].Y[5], precisionRecall.Classes[1].X[0], precisionRecall.Classes[1].Y[0]]);
    }

    [Fact]
    public void CalibrationIsThatOfScikitLearn()
    {
        CalibrationCurve curve = Table.Calibration();
        CalibrationBin[] filled = [.. curve.Bins.Where(b => b.Count > 0)];
        Near([17, 17, 19, 5, 2], filled.Select(b => (double)b.Count));
        Near([0.8235294117647058, 0.7058823529411765, 0.8421052631578947, 1, 1], filled.Select(b => b.Frequency));
        Near([0.4519411746193381, 0.5470000014585608, 0.6556315798508493, 0.7438000202178955, 0.8134999871253967], filled.Select(b => b.Confidence));
        Near([0.23691666523615518, 0.8235294117647058 - 0.4519411746193381], [curve.ExpectedError, curve.MaximumError]);
        Assert.Equal(10, curve.Bins.Count);
        Assert.True(double.IsNaN(curve.Bins[0].Confidence));
    }

    [Fact]
    public void TwoClassesHaveTheFiguresOfTheirProbability()
    {
        ClassOutcomes outcomes = Binary().ToOutcomes();
        IReadOnlyDictionary<string, double> figures = outcomes.ToDictionary();
        Near([0.15580338416909387, 0.9265850945494994, 0.912772014973253, 0.4796168382472383, 0.6923076923076923, 0.49996027174122687],
            [figures["brierScore"], figures["rocAuc"], figures["averagePrecision"], figures["logLoss"], figures["f1"], figures["matthewsCorrelation"]]);
        Near([figures["brierScore"]], [Binary().BrierScore()]);
    }

    [Fact]
    public void WeightsCountRowsAsOftenAsTheySay()
    {
        int[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 4)];
        ClassOutcomes outcomes = Table.ToOutcomes(), binary = Binary().ToOutcomes();
        double[] figures = outcomes.Figures(weights), two = binary.Figures(weights);
        Near([0.8222222222222222, 0.7530704589528119, 0.7110814316206913, 0.699812382739212],
            new[] { "accuracy", "macroF1", "matthewsCorrelation", "cohenKappa" }.Select(n => figures[outcomes.FigureNames.ToList().IndexOf(n)]));
        Near([0.9825783972125436, 0.9757869249394673, 0.4319569137243291],
            new[] { "rocAuc", "averagePrecision", "logLoss" }.Select(n => two[binary.FigureNames.ToList().IndexOf(n)]));
    }

    [Theory]
    [InlineData(3, 12, 0.03515625)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(10, 10, 1)]
    [InlineData(65, 40, 0.01874091540825802)]
    [InlineData(700, 800, 0.01055925546671162)]
    [InlineData(0, 0, 1)]
    public void McNemarIsTheBinomialTest(int onlyFirst, int onlySecond, double p) => Assert.Equal(p, McNemarTest.Of(onlyFirst, onlySecond).PValue, 1e-12);

    [Fact]
    public void McNemarCountsTheRowsThatOneOfTwoHasRight()
    {
        var first = new ClassOutcomes(["x", "y"], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0], null);
        var second = new ClassOutcomes(["y", "x"], [1, 1, 0, 0, 1], [1, 1, 0, 0, 0], null);
        Assert.Equal(new McNemarTest(1, 2, 1), McNemarTest.Of(first, second));
        Assert.Contains("Row 0", Assert.Throws<ArgumentException>(() => McNemarTest.Of(first, new ClassOutcomes(["y", "x"], [0, 1, 0, 0, 1], [1, 1, 0, 0, 0], null))).Message);
    }

    [Fact]
    public void IntervalsAreTheSameForTheSameSeedAndHoldTheFigure()
    {
        ClassOutcomes outcomes = Binary().ToOutcomes();
        IReadOnlyDictionary<string, ConfidenceInterval> once = Bootstrap.Intervals(outcomes, resamples: 500, seed: 4), again = Bootstrap.Intervals(outcomes, resamples: 500, seed: 4);
        Assert.Equal(once, again);
        Assert.NotEqual(once["accuracy"], Bootstrap.Intervals(outcomes, resamples: 500, seed: 5)["accuracy"]);
        Assert.All(outcomes.ToDictionary(), f => Assert.True(once[f.Key].Contains(f.Value), f.Key));
        // 47 of 60 right: the normal approximation's 95 % interval is 0.68 to 0.89.
        double accuracy = outcomes.ToDictionary()["accuracy"], half = 1.96 * Math.Sqrt(accuracy * (1 - accuracy) / Rows);
        Assert.Equal(accuracy - half, once["accuracy"].Low, 0.03);
        Assert.Equal(accuracy + half, once["accuracy"].High, 0.03);
        Assert.Equal(new ConfidenceInterval(0, 0), Bootstrap.Differences(outcomes, outcomes, resamples: 50)["rocAuc"]);
    }

    [Fact]
    public void TopLossesComeLargestFirst()
    {
        IReadOnlyList<(int Row, double Loss)> worst = Table.TopLosses(5);
        double[] losses = Table.ToOutcomes().Losses();
        Assert.Equal(losses.OrderDescending().Take(5), worst.Select(w => w.Loss));
        Assert.All(worst, w => Assert.Equal(losses[w.Row], w.Loss));
        Assert.Equal([1, 3, 0], LargestLosses.Of([2, double.NaN, 1, 5], 3).Select(l => l.Row));
    }

    [Fact]
    public void ThinCurvesKeepTheirEndsAndArea()
    {
        ScoreCurve curve = ScoreCurve.Roc([.. Enumerable.Range(0, 5000).Select(i => i * 31 % 7 < 3)], [.. Enumerable.Range(0, 5000).Select(i => (i * 61 % 5003 + (i * 31 % 7 < 3 ? 900 : 0)) / 6000.0)]);
        ScoreCurve thin = curve.Thin(100);
        Assert.InRange(thin.X.Count, 60, 101);
        Assert.Equal((0, 0, 1, 1, curve.Area), (thin.X[0], thin.Y[0], thin.X[^1], thin.Y[^1], thin.Area));
        Assert.True(double.IsNaN(ScoreCurve.Roc([true, true], [0.1, 0.2]).Area));
        Assert.Empty(ScoreCurve.PrecisionRecall([false], [0.5]).X);
    }

    [Fact]
    public void ResultsOfModelsAreReadFromDataViews()
    {
        var context = new MLContext(1);
        IDataView rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(i => new Scored
        {
            Label = Labels[Truth[i]],
            Truth = Truth[i] == 1,
            Score = Table.Scores(i).ToArray(),
            Probability = Table.Scores(i)[1],
        }));
        IDataView keys = context.Transforms.Conversion.MapValueToKey("Label", keyData: context.Data.LoadFromEnumerable(Labels.Select(l => new LabelRow { Label = l }))).Fit(rows).Transform(rows);
        ClassificationDetails details = context.MulticlassClassification.EvaluateInDetail(keys);
        Assert.Equal(Labels, details.Scores.Labels);
        Near([0.8166666666666667, 0.9567901234567902], [details.Figures.Accuracy, details.Roc.Classes[2].Area]);
        ClassificationDetails binary = context.BinaryClassification.EvaluateInDetail(keys, labelColumnName: "Truth", negative: "no", positive: "yes");
        Near([0.9265850945494994], [binary.Roc.Classes[1].Area]);
        Assert.Equal(["no", "yes"], binary.Figures.Classes.Select(c => c.Label));
    }

    [Fact]
    public void ScoresThatMakeNoSenseAreErrorsThatNameTheRow()
    {
        Assert.Contains("Row 1", Assert.Throws<ArgumentException>(() => new ClassScoreTable(["a", "b"], [0, 1], [0.5f, 0.5f, float.NaN, 1])).Message);
        Assert.Contains("Row 0: class 2", Assert.Throws<ArgumentException>(() => new ClassScoreTable(["a", "b"], [2], [0.5f, 0.5f])).Message);
        Assert.Throws<ArgumentException>(() => new ClassScoreTable(["a", "b"], [0], [0.5f]));
    }

    private static ClassScoreTable Binary() => new(["other", "b"], [.. Truth.Select(t => t == 1 ? 1 : 0)], [.. Enumerable.Range(0, Rows).SelectMany(i => new[] { 1 - Table.Scores(i)[1], Table.Scores(i)[1] })]);

    private static float[] Scores()
    {
        var scores = new float[Rows * Classes];
        for (int i = 0; i < Rows; i++)
        {
            double[] raw = [.. Enumerable.Range(0, Classes).Select(c => 0.05 + (i * 13 + c * 29) % 37 / 37.0 + (Truth[i] == c && i % 5 != 0 ? 1 : 0))];
            double first = Math.Round(raw[0] / raw.Sum() * 1000) / 1000, second = Math.Round(raw[1] / raw.Sum() * 1000) / 1000;
            (scores[i * Classes], scores[i * Classes + 1], scores[i * Classes + 2]) = ((float)first, (float)second, (float)(1 - first - second));
        }
        return scores;
    }

    private static void Near(double[] expected, IEnumerable<double> actual)
    {
        double[] values = [.. actual];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - values[i]) < 1e-6, $"figure {i}: {values[i]:R} instead of {expected[i]:R}");
    }

    private sealed class Scored
    {
        public string Label { get; set; } = "";

        public bool Truth { get; set; }

        [VectorType(Classes)]
        public float[] Score { get; set; } = [];

        public float Probability { get; set; }
    }

    private sealed class LabelRow
    {
        public string Label { get; set; } = "";
    }
}
