namespace Microsoft.ML.Trainers;

/// <summary>exp(-beta y output), y being 1 or -1: the loss of boosting.</summary>
public sealed class ExpLoss : IClassificationLoss
{
    private readonly float _beta;

    /// <summary>Makes the loss.</summary>
    /// <param name="beta">How fast the loss grows.</param>
    public ExpLoss(float beta = 1f) => _beta = beta;

    /// <inheritdoc/>
    public double Loss(float output, float label) => Math.Exp(-_beta * (label > 0 ? output : -output));

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float factor = label > 0 ? -_beta : _beta;
        return factor * (float)Math.Exp(factor * output);
    }
}
