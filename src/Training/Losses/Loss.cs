using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>What training makes small: builds a scalar from the network's result and the targets.</summary>
public abstract record Loss
{
    /// <summary>The loss of a batch: the mean over samples, or, with weights, the weighted mean.</summary>
    /// <param name="output">The network's result.</param>
    /// <param name="target">What it should be.</param>
    /// <param name="weight">A weight for each sample (<c>N</c>), or null for equal ones.</param>
    /// <exception cref="ShapeException">Result and target do not fit.</exception>
    public abstract Value Build(Value output, Value target, Value? weight = null);

    /// <summary>The network's result as a prediction: probabilities where the loss takes logits.</summary>
    public virtual Value ToPrediction(Value output) => output;

    /// <summary>The metrics that training reports when none are asked for.</summary>
    public virtual IReadOnlyList<Metric> DefaultMetrics => [];

    private protected static Value MeanOf(Value elements, Value? weight)
    {
        Value each = elements.Shape.Rank <= 1 ? elements : elements.Flatten().ReduceMean([1], keepDims: false);
        return weight is null ? each.ReduceMean(keepDims: false) : (each * weight).ReduceSum(keepDims: false) / weight.ReduceSum(keepDims: false);
    }

    // Targets without the result's last dimension of 1, and integers, are brought into the result's form.
    private protected static Value Fit(Value target, Value output)
    {
        if (target.Type.Element != output.Type.Element) target = target.Cast(output.Type.Element);
        if (target.Shape.Rank == output.Shape.Rank - 1 && output.Shape[-1] == 1) target = target.Unsqueeze(-1);
        if (target.Shape.Rank != output.Shape.Rank)
            throw new ShapeException($"The targets are {target.Type}, but the network's result is {output.Type}.");
        return target;
    }
}

/// <summary>The mean of squared differences.</summary>
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new MeanAbsoluteErrorMetric()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null)
    {
        Value difference = output - Fit(target, output);
        return MeanOf(difference * difference, weight);
    }
}

/// <summary>The mean of absolute differences.</summary>
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new MeanSquaredErrorMetric()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null) => MeanOf((output - Fit(target, output)).Abs(), weight);
}

/// <summary>d² / 2 for differences up to <paramref name="Delta"/>, beyond it delta·(|d| - delta / 2) (Huber 1964): far outliers pull no harder than near ones.</summary>
/// <param name="Delta">Where the square ends.</param>
public sealed record Huber(float Delta = 1) : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new MeanAbsoluteErrorMetric()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null)
    {
        Value distance = (output - Fit(target, output)).Abs(), near = distance.Clip(0, Delta);
        return MeanOf(near * near * 0.5 + (distance - near) * Delta, weight);
    }
}

/// <summary>max(0, 1 - s·x) where s is 1 for a target of 1 and -1 for a target of 0.</summary>
public sealed record Hinge : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new Accuracy()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null) =>
        MeanOf((1 - (Fit(target, output) * 2 - 1) * output).Relu(), weight);
}

/// <summary>Binary cross-entropy of logits against targets in 0 … 1, each result by itself.</summary>
/// <param name="PositiveWeight">How much more a target of 1 counts, for rare positives.</param>
public sealed record BinaryCrossEntropy(float PositiveWeight = 1) : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Metric> DefaultMetrics => [new Accuracy()];

    /// <inheritdoc/>
    public override Value Build(Value output, Value target, Value? weight = null)
    {
        Value y = Fit(target, output);
        // softplus(x) - y x is -y ln p - (1 - y) ln(1 - p) for p = sigmoid(x), without the logarithm of a number that may round to 0.
        Value each = PositiveWeight == 1 ? output.Softplus() - y * output : (1 - y) * output + (y * (PositiveWeight - 1) + 1) * (-output).Softplus();
        return MeanOf(each, weight);
    }

    /// <inheritdoc/>
    public override Value ToPrediction(Value output) => output.Sigmoid();
}
