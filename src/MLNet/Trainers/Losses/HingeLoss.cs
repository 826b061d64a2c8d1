namespace Microsoft.ML.Trainers;

/// <summary>max(0, margin - y output), y being 1 or -1: the loss of support vector machines.</summary>
public sealed class HingeLoss : ISupportSdcaClassificationLoss
{
    private const float LargeStep = 0.6931472f;

    private readonly float _margin;

    /// <summary>Makes the loss.</summary>
    /// <param name="margin">How far an output must be on the right side to cost nothing.</param>
    public HingeLoss(float margin = 1f) => _margin = margin;

    /// <inheritdoc/>
    public double Loss(float output, float label) => Math.Max(0, _margin - (label > 0 ? output : -output));

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float truth = label > 0 ? 1 : -1;
        return _margin > truth * output ? -truth : 0;
    }

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / scaledFeaturesNormSquared;

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float truth = label > 0 ? 1 : -1;
        float best = Math.Clamp((_margin - output * truth) * invariant + alpha * truth, 0, 1) * truth;
        float step = best - alpha;
        return maxNumThreads >= 2 && Math.Abs(step) > LargeStep ? step / maxNumThreads : step;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual)
    {
        float share = label > 0 ? dual : -dual;
        return share is >= 0 and <= 1 ? _margin * share : double.NegativeInfinity;
    }
}
