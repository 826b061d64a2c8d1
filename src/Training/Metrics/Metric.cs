using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A figure that is the mean of something over samples, computed from the network's results beside the loss.</summary>
public abstract record Metric
{
    /// <summary>The name in histories and progress, such as <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>The sum of the figure over a batch's samples.</summary>
    /// <param name="output">The network's results, as the loss takes them (logits).</param>
    /// <param name="target">The targets.</param>
    public abstract double Sum(Tensor output, Tensor target);

    private protected static int Label(Tensor target, int sample) => target.Type switch
    {
        ElementType.Int64 => checked((int)target.AsSpan<long>()[sample]),
        ElementType.Int32 => target.AsSpan<int>()[sample],
        ElementType.UInt8 => target.AsSpan<byte>()[sample],
        ElementType.Bool => target.AsSpan<bool>()[sample] ? 1 : 0,
        ElementType.Float32 when target.Count == target.Shape[0] => target.AsSpan<float>()[sample] >= 0.5f ? 1 : 0,
        ElementType.Float32 => Largest(target.AsSpan<float>().Slice(sample * target.Shape[1], target.Shape[1])),
        _ => throw new NotSupportedException($"Targets of {target.Type} are no labels."),
    };

    private protected static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}

/// <summary>The part of samples whose largest logit is the label's; with a single logit, whose sign tells the label.</summary>
public sealed record Accuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Sum(Tensor output, Tensor target)
    {
        int samples = output.Shape[0], classes = samples == 0 ? 1 : (int)(output.Count / samples), right = 0;
        ReadOnlySpan<float> scores = output.AsSpan<float>();
        for (int n = 0; n < samples; n++)
        {
            int guess = classes == 1 ? scores[n] > 0 ? 1 : 0 : Largest(scores.Slice(n * classes, classes));
            if (guess == Label(target, n)) right++;
        }
        return right;
    }
}

/// <summary>The part of samples whose label is among the <paramref name="K"/> largest logits.</summary>
/// <param name="K">How many.</param>
public sealed record TopAccuracy(int K = 5) : Metric
{
    /// <inheritdoc/>
    public override string Name => $"top-{K} accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Sum(Tensor output, Tensor target)
    {
        int samples = output.Shape[0], classes = output.Shape[1], right = 0;
        ReadOnlySpan<float> scores = output.AsSpan<float>();
        for (int n = 0; n < samples; n++)
        {
            ReadOnlySpan<float> row = scores.Slice(n * classes, classes);
            int label = Label(target, n), before = 0;
            for (int c = 0; c < classes; c++)
                if (row[c] > row[label] || (row[c] == row[label] && c < label)) before++;
            if (before < K) right++;
        }
        return right;
    }
}

/// <summary>The mean of squared differences.</summary>
public sealed record MeanSquaredErrorMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Sum(Tensor output, Tensor target)
    {
        ReadOnlySpan<float> x = output.AsSpan<float>(), y = target.AsSpan<float>();
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return x.Length == 0 ? 0 : sum * output.Shape[0] / x.Length;
    }
}

/// <summary>The mean of absolute differences.</summary>
public sealed record MeanAbsoluteErrorMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Sum(Tensor output, Tensor target)
    {
        ReadOnlySpan<float> x = output.AsSpan<float>(), y = target.AsSpan<float>();
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Abs((double)x[i] - y[i]);
        return x.Length == 0 ? 0 : sum * output.Shape[0] / x.Length;
    }
}
