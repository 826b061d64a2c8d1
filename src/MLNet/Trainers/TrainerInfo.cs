namespace Microsoft.ML;

/// <summary>What a trainer asks of the data it is given.</summary>
public sealed class TrainerInfo
{
    internal TrainerInfo(bool normalization = true, bool caching = true)
    {
        NeedNormalization = normalization;
        WantCaching = caching;
    }

    /// <summary>Whether the features should be on a common scale.</summary>
    public bool NeedNormalization { get; }

    /// <summary>Whether the data is read several times, so that a cache in front of the trainer saves time.</summary>
    public bool WantCaching { get; }
}
