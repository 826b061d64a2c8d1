using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Ordering of rows within groups: evaluation, cross-validation and trainers.</summary>
public sealed class RankingCatalog : TrainCatalogBase
{
    internal RankingCatalog(IHostEnvironment environment) : base(environment) => Trainers = new RankingTrainers(this);

    /// <summary>The trainers.</summary>
    public RankingTrainers Trainers { get; }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class RankingTrainers : CatalogInstantiatorBase
    {
        internal RankingTrainers(RankingCatalog owner) : base(owner) { }
    }
}
