using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Which count of connections <see cref="VarianceScaling"/> divides by.</summary>
public enum FanMode
{
    /// <summary>The inputs of each output: keeps the variance of activations.</summary>
    In,
    /// <summary>The outputs of each input: keeps the variance of gradients.</summary>
    Out,
    /// <summary>The mean of both.</summary>
    Average,
}

/// <summary>The distribution that <see cref="VarianceScaling"/> draws from.</summary>
public enum RandomShape
{
    /// <summary>Uniform around 0.</summary>
    Uniform,
    /// <summary>Normal around 0.</summary>
    Normal,
    /// <summary>Normal around 0 without what lies beyond two standard deviations, scaled back to the full variance.</summary>
    TruncatedNormal,
}

/// <summary>Random numbers of mean 0 and variance scale / fan, which Glorot's, He's and LeCun's initializers are cases of.</summary>
/// <param name="Scale">The factor of the variance.</param>
/// <param name="Mode">What the variance is divided by.</param>
/// <param name="Distribution">The distribution.</param>
public sealed record VarianceScaling(double Scale, FanMode Mode, RandomShape Distribution) : Initializer
{
    // The standard deviation of a standard normal distribution cut at ±2.
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random)
    {
        double count = Mode switch { FanMode.In => fan.In, FanMode.Out => fan.Out, _ => (fan.In + fan.Out) / 2 };
        double variance = Scale / Math.Max(1, count), deviation = Math.Sqrt(variance), limit = Math.Sqrt(3 * variance);
        foreach (ref float v in values)
        {
            v = (float)(Distribution switch
            {
                RandomShape.Uniform => limit * (2 * random.NextDouble() - 1),
                RandomShape.Normal => deviation * random.NextNormal(),
                _ => deviation / TruncatedDeviation * TruncatedNormal.Draw(random),
            });
        }
    }
}
