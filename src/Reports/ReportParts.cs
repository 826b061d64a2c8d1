namespace MlNetDeepLearning.Reports;

/// <summary>When, how and with what a pipeline ran.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Started">When the run began.</param>
/// <param name="Seconds">How long it took in all.</param>
/// <param name="TrainingSeconds">How long the training alone took.</param>
/// <param name="Seed">The seed of all random numbers.</param>
/// <param name="Options">The options in effect, by name.</param>
/// <param name="Versions">Versions of the product, .NET and the operating system, by name.</param>
public sealed record RunInfo(string Pipeline, DateTimeOffset Started, double Seconds, double TrainingSeconds, int Seed,
    IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string> Versions);

/// <summary>The data of a run.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Form">What form it had.</param>
/// <param name="Train">The number of training examples.</param>
/// <param name="Validation">The number of validation examples.</param>
/// <param name="Test">The number of test examples.</param>
public sealed record DataInfo(string Path, string Form, int Train, int Validation, int Test)
{
    /// <summary>The columns of a table.</summary>
    public IReadOnlyList<ColumnInfo> Columns { get; init => field = value ?? []; } = [];

    /// <summary>How many examples each class has.</summary>
    public IReadOnlyList<ClassCount> Counts { get; init => field = value ?? []; } = [];
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it was taken for: a number, a category, the label, or left out.</param>
/// <param name="Missing">The number of rows without a value.</param>
/// <param name="Summary">Its range, or its most frequent values.</param>
public sealed record ColumnInfo(string Name, string Type, int Missing, string Summary);

/// <summary>How many examples a class has.</summary>
/// <param name="Label">The class.</param>
/// <param name="Train">The number of training examples.</param>
/// <param name="Validation">The number of validation examples.</param>
/// <param name="Test">The number of test examples.</param>
public sealed record ClassCount(string Label, int Train, int Validation, int Test);

/// <summary>The network of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The number of its parameters.</param>
/// <param name="Input">The shape of its input.</param>
/// <param name="Summary">Its layers as a table in plain text.</param>
public sealed record ModelInfo(string Name, long Parameters, string Input, string Summary);

/// <summary>A simpler model tested on the same rows.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Metrics">Its figures by name.</param>
public sealed record BaselineInfo(string Name, IReadOnlyDictionary<string, double> Metrics);

/// <summary>One epoch of training.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss on the training set.</param>
/// <param name="ValidationLoss">The mean loss on the validation set, where there is one.</param>
/// <param name="Metrics">The metrics on the training set by name, as trained on (with augmentation and dropout).</param>
/// <param name="ValidationMetrics">The metrics on the validation set by name.</param>
/// <param name="LearningRate">The learning rate at its end.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record EpochInfo(int Epoch, double Loss, double? ValidationLoss, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, double> ValidationMetrics,
    double LearningRate, double Seconds);

/// <summary>A curve over all thresholds.</summary>
/// <param name="Kind"><c>roc</c> (true over false positive rate) or <c>precisionRecall</c> (precision over recall).</param>
/// <param name="Name">The class, or <c>micro average</c>, or <c>macro average</c>.</param>
/// <param name="Area">The area under the ROC curve, or the average precision.</param>
/// <param name="X">The points' places across; empty where only the area is kept.</param>
/// <param name="Y">The points' heights.</param>
public sealed record CurveInfo(string Kind, string Name, double Area, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>How far predicted numbers are from the true ones; a residual is true minus predicted.</summary>
/// <param name="Quantiles">Residuals below which a part of the rows lies, by the part.</param>
/// <param name="Edges">The ends of the histogram's bins.</param>
/// <param name="Counts">The number of residuals in each bin, one fewer than ends.</param>
/// <param name="Truth">The true numbers of rows spread evenly over the test set.</param>
/// <param name="Predicted">The predicted numbers of those rows.</param>
public sealed record ResidualInfo(IReadOnlyDictionary<string, double> Quantiles, IReadOnlyList<double> Edges, IReadOnlyList<double> Counts,
    IReadOnlyList<double> Truth, IReadOnlyList<double> Predicted);

/// <summary>A forecast beside what came.</summary>
/// <param name="Name">The series.</param>
/// <param name="Times">When each value is, as text.</param>
/// <param name="Actual">What came; NaN where it is not known.</param>
/// <param name="Predicted">What was forecast; NaN before the forecast begins.</param>
/// <param name="Low">The lower ends of the forecast's intervals, where there are any.</param>
/// <param name="High">The upper ends.</param>
public sealed record ForecastInfo(string Name, IReadOnlyList<string> Times, IReadOnlyList<double> Actual, IReadOnlyList<double> Predicted,
    IReadOnlyList<double>? Low = null, IReadOnlyList<double>? High = null);

/// <summary>A group that was found.</summary>
/// <param name="Name">Its name or number.</param>
/// <param name="Size">The number of its rows.</param>
/// <param name="Distance">The mean distance of its rows from its centre.</param>
/// <param name="MostFrequentClass">The class that most of its rows are of, where classes are known.</param>
public sealed record ClusterInfo(string Name, int Size, double Distance, string? MostFrequentClass = null);

/// <summary>Rows in a plane, such as that of the two main components.</summary>
/// <param name="X">The places across.</param>
/// <param name="Y">The heights.</param>
/// <param name="Cluster">The places of the rows' groups in the report's list.</param>
public sealed record ClusterMap(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<int> Cluster);

/// <summary>A test example that the model did badly on.</summary>
/// <param name="Name">The example's name: its file, or its row.</param>
/// <param name="Loss">Its loss: -ln of the probability of the true class, or the size of the residual.</param>
/// <param name="Label">What is true.</param>
/// <param name="Predicted">What was predicted.</param>
/// <param name="Probability">The probability given to the predicted class.</param>
/// <param name="LabelProbability">The probability given to the true class.</param>
public sealed record LossInfo(string Name, double Loss, string Label, string Predicted, double? Probability = null, double? LabelProbability = null)
{
    /// <summary>A small picture of it as a data URI, where it is a picture.</summary>
    public string? Thumbnail { get; init; }

    /// <summary>Its text, where it is one.</summary>
    public string? Text { get; init; }

    /// <summary>Its values by column, where it is a row of a table.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>The input of a test example, as a report shows it.</summary>
/// <param name="Name">The example's name: its file, or its row.</param>
/// <param name="Thumbnail">A small picture of it as a data URI, where it is a picture.</param>
/// <param name="Text">Its text, where it is one.</param>
/// <param name="Values">Its values by column, where it is a row of a table.</param>
public sealed record ExampleInfo(string Name, string? Thumbnail = null, string? Text = null, IReadOnlyDictionary<string, string>? Values = null);
