using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Finding of unusual rows: evaluation and trainers.</summary>
public sealed class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment environment) : base(environment) => Trainers = new AnomalyDetectionTrainers(this);

    /// <summary>The trainers.</summary>
    public AnomalyDetectionTrainers Trainers { get; }

    /// <summary>Says how well scores find unusual rows.</summary>
    /// <param name="data">Data with scores.</param>
    /// <param name="labelColumnName">The label: true, or a number above 0, for anomalies.</param>
    /// <param name="scoreColumnName">The score, higher for the more unusual.</param>
    /// <param name="predictedLabelColumnName">Not read: the scores decide.</param>
    /// <param name="falsePositiveCount">How many usual rows may come before an anomaly for it to count as found.</param>
    public AnomalyDetectionMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int falsePositiveCount = 10)
        => AnomalyDetectionEvaluation.Run(Environment, data, labelColumnName, scoreColumnName, falsePositiveCount);

    /// <summary>The model with another threshold: scores above it are anomalies.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="model">The transformer.</param>
    /// <param name="threshold">The threshold of the score.</param>
    public AnomalyPredictionTransformer<TModel> ChangeModelThreshold<TModel>(AnomalyPredictionTransformer<TModel> model, float threshold) where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Threshold == threshold ? model : new AnomalyPredictionTransformer<TModel>(model.Model, model.FeatureColumnName, threshold);
    }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class AnomalyDetectionTrainers : CatalogInstantiatorBase
    {
        internal AnomalyDetectionTrainers(AnomalyDetectionCatalog owner) : base(owner) { }
    }
}
