namespace Microsoft.ML.Runtime;

/// <summary>Opens channels for progress.</summary>
public interface IProgressChannelProvider
{
    /// <summary>Opens a progress channel for an operation of that name; dispose it when the operation ends.</summary>
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>Takes an operation's progress: how far it is, and its metrics at checkpoints.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>Says what is measured, and how to ask for the current figures.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Reports figures: the metrics first, then the units of progress, in the order of the header.</summary>
    void Checkpoint(params double?[] values);
}

/// <summary>Collects the current figures of an operation.</summary>
public interface IProgressEntry
{
    /// <summary>Sets how many of the header's unit <paramref name="index"/> are done.</summary>
    void SetProgress(int index, double value);

    /// <summary>Sets how many of the header's unit <paramref name="index"/> are done, of how many.</summary>
    void SetProgress(int index, double value, double lim);

    /// <summary>Sets the header's metric <paramref name="index"/>.</summary>
    void SetMetric(int index, double value);
}

/// <summary>Names what an operation's progress is measured in.</summary>
public sealed class ProgressHeader
{
    /// <summary>The units of progress, such as "epochs".</summary>
    public readonly IReadOnlyList<string> UnitNames;

    /// <summary>The metrics, such as "loss".</summary>
    public readonly IReadOnlyList<string> MetricNames;

    /// <summary>Makes a header with metrics and units.</summary>
    public ProgressHeader(string[] metricNames, string[] unitNames)
    {
        MetricNames = metricNames ?? [];
        UnitNames = unitNames ?? [];
    }

    /// <summary>Makes a header with units only.</summary>
    public ProgressHeader(params string[] unitNames) : this([], unitNames) { }
}
