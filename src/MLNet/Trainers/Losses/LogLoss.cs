namespace Microsoft.ML.Trainers;

/// <summary>log(1 + exp(-y output)), y being 1 or -1: the loss of logistic regression.</summary>
public sealed class LogLoss : ISupportSdcaClassificationLoss
{
    private const float LargeStep = 0.6931472f;

    /// <summary>Makes the loss.</summary>
    public LogLoss() { }

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        double margin = label > 0 ? output : -(double)output;
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label) => label > 0 ? Logistic.Of(output) - 1 : Logistic.Of(output);

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / Math.Max(1, 0.25f + scaledFeaturesNormSquared);

    /// <summary>The closed step of Shalev-Shwartz and Zhang (2013), "Stochastic dual coordinate ascent", section 6.2.</summary>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
    {
        float step = ((label > 0 ? Logistic.Of(-output) : -Logistic.Of(output)) - dual) * invariant;
        return maxNumThreads >= 2 && Math.Abs(step) > LargeStep ? step / maxNumThreads : step;
    }

    /// <summary>The entropy of the dual variable; minus infinity where it is not between 0 and the label.</summary>
    public double DualLoss(float label, float dual)
    {
        double share = label > 0 ? dual : -dual;
        if (share is < 0 or > 1) return double.NegativeInfinity;
        return -(XLogX(share) + XLogX(1 - share));
    }

    private static double XLogX(double x) => x <= 0 ? 0 : x * Math.Log(x);
}

/// <summary>The logistic function.</summary>
internal static class Logistic
{
    public static float Of(float x) => (float)Of((double)x);

    public static double Of(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
