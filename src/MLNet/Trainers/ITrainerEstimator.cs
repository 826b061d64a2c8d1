namespace Microsoft.ML.Trainers;

/// <summary>An estimator that trains a model.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
    where TTransformer : IPredictionTransformer<TModel> where TModel : class
{
    /// <summary>What the trainer asks of its data.</summary>
    TrainerInfo Info { get; }
}
