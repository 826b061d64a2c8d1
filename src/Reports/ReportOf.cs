using System.Globalization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Reports;

/// <summary>Makes reports of what a test found. What a pipeline knows besides (network, history, notes, baselines) is added with <c>with</c>.</summary>
public static class ReportOf
{
    private const int MostLosses = 24;
    private const int MostCurves = 20;
    private const int CurvePoints = 120;
    private const int Points = 1000;
    private const int Bins = 20;
    private const int TopK = 5;
    private const long MostDraws = 200_000_000;
    private static readonly double[] Parts = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    /// <summary>A report on a classifier; binary where there are two classes whose second is the positive one.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="run">When, how and with what it ran.</param>
    /// <param name="data">The data.</param>
    /// <param name="details">The test: see <c>EvaluateInDetail</c>.</param>
    /// <param name="example">Shows the test example with a number, from 0; asked for the worst ones alone.</param>
    /// <param name="binary">Whether two classes are true and false rather than two of many.</param>
    public static RunReport Classes(string title, RunInfo run, DataInfo data, ClassificationDetails details, Func<int, ExampleInfo> example, bool binary = false)
    {
        ClassScoreTable scores = details.Scores;
        var metrics = new Dictionary<string, double>(details.Outcomes.ToDictionary());
        if (scores.Labels.Count > TopK) metrics[$"top{TopK}Accuracy"] = scores.TopKAccuracy(TopK);
        metrics["brierScore"] = details.BrierScore;
        metrics["expectedCalibrationError"] = details.Calibration.ExpectedError;
        if (scores.Labels.Count > 2) (metrics["rocAuc"], metrics["averagePrecision"]) = (Mean(details.Roc), Mean(details.PrecisionRecall));
        double[] losses = details.Outcomes.Losses();
        return new RunReport
        {
            Task = binary ? ReportTasks.Binary : ReportTasks.Multiclass,
            Title = title,
            Run = run,
            Data = data,
            Metrics = metrics,
            Intervals = Intervals(details.Outcomes),
            Classes = details.Figures.Classes,
            MacroAverage = details.Figures.Macro,
            MicroAverage = details.Figures.Micro,
            WeightedAverage = details.Figures.Weighted,
            ConfusionMatrix = details.Outcomes.Confusion(),
            Curves = [.. Curves("roc", details.Roc, scores.Labels, binary), .. Curves("precisionRecall", details.PrecisionRecall, scores.Labels, binary)],
            Calibration = details.Calibration,
            TopLosses = [.. LargestLosses.Of(losses, MostLosses).Select(l => Loss(scores, l.Row, l.Loss, example(l.Row)))],
        };
    }

    /// <summary>A report on predicted numbers.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="run">When, how and with what it ran.</param>
    /// <param name="data">The data.</param>
    /// <param name="outcomes">What was predicted and what was true.</param>
    /// <param name="example">Shows the test example with a number, from 0; asked for the worst ones alone.</param>
    public static RunReport Numbers(string title, RunInfo run, DataInfo data, NumberOutcomes outcomes, Func<int, ExampleInfo> example)
    {
        double[] residuals = outcomes.Residuals();
        return new RunReport
        {
            Task = ReportTasks.Regression,
            Title = title,
            Run = run,
            Data = data,
            Metrics = WithMedian(outcomes),
            Intervals = Intervals(outcomes),
            Residuals = Residuals(outcomes, residuals),
            TopLosses = [.. LargestLosses.Of([.. residuals.Select(Math.Abs)], MostLosses).Select(l => Describe(
                new LossInfo("", l.Loss, Html.Number(outcomes.Truth[l.Row]), Html.Number(outcomes.Predicted[l.Row])), example(l.Row)))],
        };
    }

    /// <summary>A report on forecasts. The figures are those of all values that were both forecast and known.</summary>
    public static RunReport Forecasts(string title, RunInfo run, DataInfo data, IReadOnlyList<ForecastInfo> forecasts)
    {
        NumberOutcomes outcomes = ForecastOutcomes(forecasts);
        return new RunReport
        {
            Task = ReportTasks.Forecasting,
            Title = title,
            Run = run,
            Data = data,
            Metrics = WithMedian(outcomes),
            Intervals = Intervals(outcomes),
            Residuals = Residuals(outcomes, outcomes.Residuals()),
            Forecasts = forecasts,
        };
    }

    /// <summary>The forecast values that are known by now, series after series.</summary>
    public static NumberOutcomes ForecastOutcomes(IReadOnlyList<ForecastInfo> forecasts)
    {
        (double Actual, double Predicted)[] known = [.. forecasts.SelectMany(f => f.Actual.Zip(f.Predicted)).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second))];
        return new NumberOutcomes([.. known.Select(k => k.Actual)], [.. known.Select(k => k.Predicted)]);
    }

    /// <summary>A report on groups.</summary>
    public static RunReport Clusters(string title, RunInfo run, DataInfo data, IReadOnlyDictionary<string, double> metrics, IReadOnlyList<ClusterInfo> clusters, ClusterMap? map = null) => new()
    {
        Task = ReportTasks.Clustering,
        Title = title,
        Run = run,
        Data = data,
        Metrics = metrics,
        Clusters = clusters,
        ClusterMap = map,
    };

    /// <summary>A training's epochs.</summary>
    public static IReadOnlyList<EpochInfo> History(TrainingHistory history) => [.. history.Epochs.Select(e => new EpochInfo(e.Epoch, e.Loss, e.ValidationLoss, e.Metrics,
        e.ValidationMetrics ?? new Dictionary<string, double>(), e.LearningRate, e.Seconds))];

    /// <summary>A network.</summary>
    public static ModelInfo Network(string name, Network network) =>
        new(name, network.Parameters.Sum(p => p.Value.Count), network.Inputs[0].Shape.ToString(), network.Summary());

    private static double Mean(ClassCurves curves) => curves.Classes.Select(c => c.Area).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    // Of a million rows, two hundred samples place an interval well enough.
    private static IReadOnlyDictionary<string, ConfidenceInterval> Intervals(Outcomes outcomes) =>
        Bootstrap.Intervals(outcomes, resamples: (int)Math.Clamp(MostDraws / Math.Max(1, outcomes.Count), 200, 1000));

    // Of many classes only the worst keep their points; the areas of all are there.
    private static IEnumerable<CurveInfo> Curves(string kind, ClassCurves curves, IReadOnlyList<string> labels, bool binary)
    {
        if (binary) return [Curve(kind, labels[1], curves.Classes[1], true)];
        HashSet<int> drawn = [.. curves.Classes.Select((c, i) => (c.Area, i)).Where(c => double.IsFinite(c.Area)).OrderBy(c => c.Area).Take(MostCurves).Select(c => c.i)];
        return [Curve(kind, "micro average", curves.Micro, true), Curve(kind, "macro average", curves.Macro, true),
            .. labels.Select((label, i) => Curve(kind, label, curves.Classes[i], drawn.Contains(i)))];
    }

    private static CurveInfo Curve(string kind, string name, ScoreCurve curve, bool points)
    {
        ScoreCurve thin = curve.Thin(CurvePoints);
        return new CurveInfo(kind, name, curve.Area, points ? [.. thin.X.Select(Round)] : [], points ? [.. thin.Y.Select(Round)] : []);
    }

    private static double Round(double value) => Math.Round(value, 5);

    private static Dictionary<string, double> WithMedian(NumberOutcomes outcomes)
    {
        RegressionFigures figures = RegressionFigures.Of(outcomes.Truth, outcomes.Predicted);
        return new Dictionary<string, double>(outcomes.ToDictionary()) { ["medianAbsoluteError"] = figures.MedianAbsoluteError, ["maxError"] = figures.MaxError };
    }

    private static ResidualInfo Residuals(NumberOutcomes outcomes, double[] residuals)
    {
        double[] quantiles = RegressionFigures.Quantiles(residuals, Parts);
        Axis axis = Axis.Of("", quantiles[0], quantiles[^1], Bins);
        double[] edges = [.. axis.Ticks()], counts = new double[Math.Max(0, edges.Length - 1)];
        foreach (double residual in residuals.Where(double.IsFinite))
            counts[Math.Clamp((int)((residual - edges[0]) / (edges[1] - edges[0])), 0, counts.Length - 1)]++;
        int[] rows = [.. Enumerable.Range(0, Math.Min(Points, outcomes.Count)).Select(i => (int)((long)i * outcomes.Count / Math.Min(Points, outcomes.Count)))];
        return new ResidualInfo(Parts.Select((p, i) => (p.ToString(CultureInfo.InvariantCulture), quantiles[i])).ToDictionary(), edges, counts,
            [.. rows.Select(r => outcomes.Truth[r])], [.. rows.Select(r => outcomes.Predicted[r])]);
    }

    private static LossInfo Loss(ClassScoreTable scores, int row, double loss, ExampleInfo example)
    {
        int predicted = scores.Predicted(row), truth = scores.Truth[row];
        return Describe(new LossInfo("", loss, scores.Labels[truth], scores.Labels[predicted], scores.Scores(row)[predicted], scores.Scores(row)[truth]), example);
    }

    private static LossInfo Describe(LossInfo loss, ExampleInfo example) =>
        loss with { Name = example.Name, Thumbnail = example.Thumbnail, Text = example.Text, Values = example.Values };
}
