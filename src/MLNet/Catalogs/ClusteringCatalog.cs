using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Grouping of rows: evaluation, cross-validation and trainers.</summary>
public sealed class ClusteringCatalog : TrainCatalogBase
{
    internal ClusteringCatalog(IHostEnvironment environment) : base(environment) => Trainers = new ClusteringTrainers(this);

    /// <summary>The trainers.</summary>
    public ClusteringTrainers Trainers { get; }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class ClusteringTrainers : CatalogInstantiatorBase
    {
        internal ClusteringTrainers(ClusteringCatalog owner) : base(owner) { }
    }
}
