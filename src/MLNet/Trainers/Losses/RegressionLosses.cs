namespace Microsoft.ML.Trainers;

/// <summary>(output - label)².</summary>
public sealed class SquaredLoss : ISupportSdcaRegressionLoss
{
    /// <summary>Makes the loss.</summary>
    public SquaredLoss() { }

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        double off = output - label;
        return off * off;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label) => 2 * (output - label);

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (0.5f + scaledFeaturesNormSquared);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
    {
        float step = (label - output - 0.5f * dual) * invariant;
        return maxNumThreads >= 2 ? step / maxNumThreads : step;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual) => -dual * ((double)dual / 4 - label);
}

/// <summary>exp(output) - label x output, the output being the logarithm of the expected count: the Poisson likelihood but for what does not depend on the output.</summary>
public sealed class PoissonLoss : IRegressionLoss
{
    /// <summary>Makes the loss.</summary>
    public PoissonLoss() { }

    /// <inheritdoc/>
    public double Loss(float output, float label) => Math.Exp(output) - (double)label * output;

    /// <inheritdoc/>
    public float Derivative(float output, float label) => (float)Math.Exp(output) - label;
}

/// <summary>
/// The likelihood of a Tweedie distribution, but for what does not depend on the output: between Poisson (index 1) and gamma (index 2). Outputs and labels are
/// taken as 1e-7 where they are below that.
/// </summary>
public sealed class TweedieLoss : IRegressionLoss
{
    private const double Least = 1e-7;

    private readonly double _one, _two;

    /// <summary>Makes the loss.</summary>
    /// <param name="index">The power of the variance, from 1 to 2.</param>
    public TweedieLoss(double index = 1.5)
    {
        if (!(index is >= 1 and <= 2)) throw new ArgumentOutOfRangeException(nameof(index), index, "The index of a Tweedie loss is from 1 to 2.");
        _one = 1 - index;
        _two = 2 - index;
    }

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        double mean = Math.Max(output, Least), truth = Math.Max(label, Least);
        if (_one == 0) return mean - truth * Math.Log(mean);
        if (_two == 0) return Math.Log(mean) + truth / mean;
        return Math.Pow(mean, _two) / _two - truth * Math.Pow(mean, _one) / _one;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        double mean = Math.Max(output, Least), truth = Math.Max(label, Least);
        return (float)(Math.Pow(mean, _one) - truth * Math.Pow(mean, _one - 1));
    }
}
