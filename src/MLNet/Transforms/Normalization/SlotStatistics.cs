namespace Microsoft.ML.Transforms;

/// <summary>Minimum, maximum, mean and spread of one slot of a column; missing values do not count.</summary>
internal struct SlotStatistics
{
    private double _spread;

    public SlotStatistics()
    {
        Minimum = double.PositiveInfinity;
        Maximum = double.NegativeInfinity;
    }

    public long Count { get; private set; }

    public double Minimum { get; private set; }

    public double Maximum { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The mean squared distance from the mean.</summary>
    public readonly double Variance => Count == 0 ? 0 : _spread / Count;

    // Welford's update, which stays exact where values are large and close together.
    public void Add(double value)
    {
        if (!double.IsFinite(value)) return;
        Count++;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        double distance = value - Mean;
        Mean += distance / Count;
        _spread += distance * (value - Mean);
    }
}
