namespace Microsoft.ML.Trainers;

/// <summary>How far an output is from its label.</summary>
/// <typeparam name="TOutput">The output of a model.</typeparam>
/// <typeparam name="TLabel">The label.</typeparam>
public interface ILossFunction<in TOutput, in TLabel>
{
    /// <summary>The loss.</summary>
    double Loss(TOutput output, TLabel label);
}

/// <summary>A loss of one number.</summary>
public interface IScalarLoss : ILossFunction<float, float>
{
    /// <summary>The derivative of the loss by the output.</summary>
    float Derivative(float output, float label);
}

/// <summary>A loss of classification: labels above 0 are positive, all others negative.</summary>
public interface IClassificationLoss : IScalarLoss;

/// <summary>A loss of regression.</summary>
public interface IRegressionLoss : IScalarLoss;

/// <summary>A loss that stochastic dual coordinate ascent can minimize.</summary>
public interface ISupportSdcaLoss : IScalarLoss
{
    /// <summary>The factor that belongs to a row in <see cref="DualUpdate"/>.</summary>
    /// <param name="scaledFeaturesNormSquared">The squared length of the row's features, divided by regularization x rows.</param>
    float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared);

    /// <summary>By how much a row's dual variable goes towards its best value.</summary>
    /// <param name="output">The model's output for the row.</param>
    /// <param name="label">The label.</param>
    /// <param name="dual">The dual variable.</param>
    /// <param name="invariant">What <see cref="ComputeDualUpdateInvariant"/> gave for the row.</param>
    /// <param name="maxNumThreads">How many threads may update at once; large steps are made smaller for several.</param>
    float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads);

    /// <summary>A row's part in the dual objective.</summary>
    double DualLoss(float label, float dual);
}

/// <summary>A loss of classification for stochastic dual coordinate ascent.</summary>
public interface ISupportSdcaClassificationLoss : ISupportSdcaLoss, IClassificationLoss;

/// <summary>A loss of regression for stochastic dual coordinate ascent.</summary>
public interface ISupportSdcaRegressionLoss : ISupportSdcaLoss, IRegressionLoss;
