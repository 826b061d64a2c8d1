using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Finding of unusual rows: evaluation and trainers.</summary>
public sealed class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment environment) : base(environment) => Trainers = new AnomalyDetectionTrainers(this);

    /// <summary>The trainers.</summary>
    public AnomalyDetectionTrainers Trainers { get; }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class AnomalyDetectionTrainers : CatalogInstantiatorBase
    {
        internal AnomalyDetectionTrainers(AnomalyDetectionCatalog owner) : base(owner) { }
    }
}
