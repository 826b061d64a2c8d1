namespace Microsoft.ML.Trainers;

/// <summary>
/// The hinge loss with a rounded corner, for y being 1 or -1 and a smoothing constant c: 0 where y output is above 1, 1 - y output - c / 2 where it is
/// below 1 - c, and (1 - y output)² / 2c between. Shalev-Shwartz and Zhang (2013).
/// </summary>
public sealed class SmoothedHingeLoss : ISupportSdcaClassificationLoss
{
    private const float LargeStep = 0.6931472f;

    private readonly float _smoothing;

    /// <summary>Makes the loss.</summary>
    /// <param name="smoothingConstant">How wide the corner is; 0 gives the hinge loss.</param>
    public SmoothedHingeLoss(float smoothingConstant = 1f)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(smoothingConstant);
        _smoothing = smoothingConstant;
    }

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        float below = 1 - (label > 0 ? output : -output);
        if (below <= 0) return 0;
        return below >= _smoothing ? below - _smoothing / 2 : (double)below * below / (2 * _smoothing);
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float truth = label > 0 ? 1 : -1, below = 1 - truth * output;
        if (below <= 0) return 0;
        return below >= _smoothing ? -truth : -truth * below / _smoothing;
    }

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (scaledFeaturesNormSquared + _smoothing);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float truth = label > 0 ? 1 : -1;
        float best = Math.Clamp((1 - output * truth - _smoothing * alpha * truth) * invariant + alpha * truth, 0, 1) * truth;
        float step = best - alpha;
        return maxNumThreads >= 2 && Math.Abs(step) > LargeStep ? step / maxNumThreads : step;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual)
    {
        float share = label > 0 ? dual : -dual;
        return share is >= 0 and <= 1 ? share - (double)_smoothing * share * share / 2 : double.NegativeInfinity;
    }
}
