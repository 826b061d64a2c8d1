using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Prediction of time series.</summary>
public sealed class ForecastingCatalog : TrainCatalogBase
{
    internal ForecastingCatalog(IHostEnvironment environment) : base(environment) => Trainers = new Forecasters(this);

    /// <summary>The trainers.</summary>
    public Forecasters Trainers { get; }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class Forecasters : CatalogInstantiatorBase
    {
        internal Forecasters(ForecastingCatalog owner) : base(owner) { }
    }
}
