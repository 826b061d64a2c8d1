using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>What all pools of prediction engines share.</summary>
public class MLOptions
{
    /// <summary>Makes the options with their defaults.</summary>
    public MLOptions() { }

    /// <summary>The context that models are loaded in.</summary>
    public MLContext MLContext { get; set; } = new();
}

/// <summary>The model of one pool.</summary>
/// <typeparam name="TData">The class of the inputs.</typeparam>
/// <typeparam name="TPrediction">The class of the predictions.</typeparam>
public class PredictionEnginePoolOptions<TData, TPrediction> where TData : class where TPrediction : class, new()
{
    /// <summary>Makes options without a model.</summary>
    public PredictionEnginePoolOptions() { }

    /// <summary>Loads the model, and says when there is a newer one.</summary>
    public ModelLoader ModelLoader { get; set; } = null!;
}
