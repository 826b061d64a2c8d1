using Microsoft.ML;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Adds neural networks of any architecture to ML.NET's catalogs of trainers.</summary>
public static class NeuralNetworkCatalog
{
    /// <summary>A network that tells classes apart: <c>mlContext.MulticlassClassification.Trainers.NeuralNetwork(options)</c>.</summary>
    public static NeuralNetworkMulticlassEstimator NeuralNetwork(this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, NeuralNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(options ?? new NeuralNetworkOptions());
    }

    /// <summary>A network that tells true from false: <c>mlContext.BinaryClassification.Trainers.NeuralNetwork(options)</c>.</summary>
    public static NeuralNetworkBinaryEstimator NeuralNetwork(this BinaryClassificationCatalog.BinaryClassificationTrainers trainers, NeuralNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(options ?? new NeuralNetworkOptions());
    }

    /// <summary>A network that predicts a number: <c>mlContext.Regression.Trainers.NeuralNetwork(options)</c>.</summary>
    public static NeuralNetworkRegressionEstimator NeuralNetwork(this RegressionCatalog.RegressionTrainers trainers, NeuralNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(options ?? new NeuralNetworkOptions());
    }
}
