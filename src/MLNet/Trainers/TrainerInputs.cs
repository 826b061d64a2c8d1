namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers' options: the column of features.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase() { }

    /// <summary>The features, a vector of Single.</summary>
    public string FeatureColumnName = ColumnNames.Features;
}

/// <summary>The base of options with a label.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel() { }

    /// <summary>The label.</summary>
    public string LabelColumnName = ColumnNames.Label;
}

/// <summary>The base of options with a label and weights of rows.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight() { }

    /// <summary>How much each row counts, Single; null where all count the same.</summary>
    public string? ExampleWeightColumnName = null;
}

/// <summary>The base of options with a label, weights of rows, and groups of rows.</summary>
public abstract class TrainerInputBaseWithGroupId : TrainerInputBaseWithWeight
{
    private protected TrainerInputBaseWithGroupId() { }

    /// <summary>The key of the group that a row belongs to; null where there are no groups.</summary>
    public string? RowGroupColumnName = null;
}

/// <summary>The base of options without a label, but with weights of rows.</summary>
public abstract class UnsupervisedTrainerInputBaseWithWeight : TrainerInputBase
{
    private protected UnsupervisedTrainerInputBaseWithWeight() { }

    /// <summary>How much each row counts, Single; null where all count the same.</summary>
    public string? ExampleWeightColumnName = null;
}

/// <summary>The names that columns have where nobody says otherwise.</summary>
internal static class ColumnNames
{
    public const string Features = "Features";
    public const string Label = "Label";
    public const string GroupId = "GroupId";
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";
}
