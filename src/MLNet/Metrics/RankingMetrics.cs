namespace Microsoft.ML.Data;

/// <summary>How well scores order the rows of groups.</summary>
public sealed class RankingMetrics
{
    internal RankingMetrics(double[] dcg, double[] ndcg)
    {
        DiscountedCumulativeGains = Array.AsReadOnly(dcg);
        NormalizedDiscountedCumulativeGains = Array.AsReadOnly(ndcg);
    }

    /// <summary>For each n from 1 on, the mean over the groups of the gains of their first n rows by score, each divided by ln(1 + its place).</summary>
    public IReadOnlyList<double> DiscountedCumulativeGains { get; }

    /// <summary>For each n from 1 on, the mean over the groups of their discounted gain as a share of the best order's; 0 for groups without gain.</summary>
    public IReadOnlyList<double> NormalizedDiscountedCumulativeGains { get; }
}

/// <summary>What the metrics of ranking go by.</summary>
public sealed class RankingEvaluatorOptions
{
    /// <summary>Makes the options.</summary>
    public RankingEvaluatorOptions() { }

    /// <summary>How many places count.</summary>
    public int DcgTruncationLevel = 10;

    /// <summary>The gain of each label from 0 on, with commas between.</summary>
    public string LabelGains = "0,3,7,15,31";
}
