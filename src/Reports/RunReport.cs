using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>The tasks that a report can be about.</summary>
public static class ReportTasks
{
    /// <summary>Telling true from false.</summary>
    public const string Binary = "binary";

    /// <summary>Telling several classes apart.</summary>
    public const string Multiclass = "multiclass";

    /// <summary>Predicting a number.</summary>
    public const string Regression = "regression";

    /// <summary>Predicting how series go on.</summary>
    public const string Forecasting = "forecasting";

    /// <summary>Finding groups.</summary>
    public const string Clustering = "clustering";
}

/// <summary>
/// Everything that a report on a trained and tested model says; <c>metrics.json</c> is this, as JSON (its schema is in the project's README). Make one with
/// <see cref="ReportOf"/> and write it with <see cref="ReportFiles"/>.
/// </summary>
public sealed record RunReport
{
    // Generated code sets what a file lacks to null, so lists fall back to empty ones.

    /// <summary>The version of the JSON form; it grows when members change their meaning.</summary>
    public int SchemaVersion { get; init; } = ReportJson.NewestVersion;

    /// <summary>What kind of task it was: one of <see cref="ReportTasks"/>.</summary>
    public required string Task { get; init; }

    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>When, how and with what it ran.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>The data.</summary>
    public required DataInfo Data { get; init; }

    /// <summary>The network, where there is one.</summary>
    public ModelInfo? Model { get; init; }

    /// <summary>The figures of the test set by name: accuracy, logLoss, rSquared, ….</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Where figures lie with 95 % confidence, by bootstrap over the test rows.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval> Intervals { get; init => field = value ?? new Dictionary<string, ConfidenceInterval>(); } = new Dictionary<string, ConfidenceInterval>();

    /// <summary>Simpler models' figures on the same test set.</summary>
    public IReadOnlyList<BaselineInfo> Baselines { get; init => field = value ?? []; } = [];

    /// <summary>Precision, recall, F1 and support of each class; for a binary task the negative class comes first.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; init => field = value ?? []; } = [];

    /// <summary>The mean of the classes' figures.</summary>
    public ClassFigures? MacroAverage { get; init; }

    /// <summary>The figures over all examples together.</summary>
    public ClassFigures? MicroAverage { get; init; }

    /// <summary>The mean of the classes' figures weighted by their support.</summary>
    public ClassFigures? WeightedAverage { get; init; }

    /// <summary>Test examples by true class (rows) and predicted class (columns).</summary>
    public IReadOnlyList<IReadOnlyList<double>> ConfusionMatrix { get; init => field = value ?? []; } = [];

    /// <summary>ROC and precision-recall curves.</summary>
    public IReadOnlyList<CurveInfo> Curves { get; init => field = value ?? []; } = [];

    /// <summary>How far probabilities can be trusted.</summary>
    public CalibrationCurve? Calibration { get; init; }

    /// <summary>How far predicted numbers are from the true ones.</summary>
    public ResidualInfo? Residuals { get; init; }

    /// <summary>Forecasts beside what came.</summary>
    public IReadOnlyList<ForecastInfo> Forecasts { get; init => field = value ?? []; } = [];

    /// <summary>The groups that were found.</summary>
    public IReadOnlyList<ClusterInfo> Clusters { get; init => field = value ?? []; } = [];

    /// <summary>Rows of the groups in a plane.</summary>
    public ClusterMap? ClusterMap { get; init; }

    /// <summary>The training, epoch by epoch.</summary>
    public IReadOnlyList<EpochInfo> History { get; init => field = value ?? []; } = [];

    /// <summary>The test examples that the model did worst on.</summary>
    public IReadOnlyList<LossInfo> TopLosses { get; init => field = value ?? []; } = [];

    /// <summary>The file beside <c>metrics.json</c> that has every test row's prediction; null where there is none.</summary>
    public string? Predictions { get; init; }

    /// <summary>Remarks that a reader should know, such as pictures left out.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = [];
}
