using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Prediction of numbers: evaluation, cross-validation and trainers.</summary>
public sealed class RegressionCatalog : TrainCatalogBase
{
    internal RegressionCatalog(IHostEnvironment environment) : base(environment) => Trainers = new RegressionTrainers(this);

    /// <summary>The trainers.</summary>
    public RegressionTrainers Trainers { get; }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class RegressionTrainers : CatalogInstantiatorBase
    {
        internal RegressionTrainers(RegressionCatalog owner) : base(owner) { }
    }
}
