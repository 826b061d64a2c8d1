using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>How the elements of a parameter are set before training. The numbers follow from the seed and the parameter's name alone.</summary>
public abstract record Initializer
{
    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = new Constant(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = new Constant(1);

    /// <summary>Uniform in ±sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010): for saturating activations and softmax.</summary>
    public static Initializer GlorotUniform { get; } = new VarianceScaling(1, FanMode.Average, RandomShape.Uniform);

    /// <summary>Truncated normal of variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010).</summary>
    public static Initializer GlorotNormal { get; } = new VarianceScaling(1, FanMode.Average, RandomShape.TruncatedNormal);

    /// <summary>Uniform in ±sqrt(6 / fan-in) (He et al. 2015): for the Relu family.</summary>
    public static Initializer HeUniform { get; } = new VarianceScaling(2, FanMode.In, RandomShape.Uniform);

    /// <summary>Truncated normal of variance 2 / fan-in (He et al. 2015): for the Relu family.</summary>
    public static Initializer HeNormal { get; } = new VarianceScaling(2, FanMode.In, RandomShape.TruncatedNormal);

    /// <summary>Truncated normal of variance 1 / fan-in (LeCun et al. 1998): for Selu.</summary>
    public static Initializer LeCunNormal { get; } = new VarianceScaling(1, FanMode.In, RandomShape.TruncatedNormal);

    /// <summary>Sets all elements.</summary>
    /// <param name="values">The elements in row-major order.</param>
    /// <param name="shape">The parameter's shape.</param>
    /// <param name="fan">How many inputs an output sums over, and how many outputs an input reaches.</param>
    /// <param name="random">The parameter's own random numbers.</param>
    public abstract void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random);
}

/// <summary>The connections of a layer: <paramref name="In"/> inputs feed each output, <paramref name="Out"/> outputs are fed by each input.</summary>
public readonly record struct Fan(double In, double Out)
{
    /// <summary>The fans of a kernel whose axes are inputs, outputs (Dense) or outputs, inputs, window… (convolutions).</summary>
    public static Fan Of(Shape shape)
    {
        if (shape.Rank < 2) return new Fan(Math.Max(1, shape.Count), Math.Max(1, shape.Count));
        if (shape.Rank == 2) return new Fan(shape[0], shape[1]);
        double window = shape.CountBetween(2, shape.Rank);
        return new Fan(shape[1] * window, shape[0] * window);
    }
}

/// <summary>All elements the same.</summary>
public sealed record Constant(float Value) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random) => values.Fill(Value);
}

/// <summary>Uniform random numbers.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The bound above.</param>
public sealed record RandomUniform(float Low = -0.05f, float High = 0.05f) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random)
    {
        foreach (ref float v in values) v = (float)(Low + ((double)High - Low) * random.NextDouble());
    }
}

/// <summary>Normally distributed random numbers.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation.</param>
public sealed record RandomNormal(float Mean = 0, float Deviation = 0.05f) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random)
    {
        foreach (ref float v in values) v = (float)(Mean + Deviation * random.NextNormal());
    }
}

/// <summary>Normally distributed random numbers; those more than two standard deviations off are drawn again.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation before truncation.</param>
public sealed record TruncatedNormal(float Mean = 0, float Deviation = 0.05f) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, Fan fan, RandomStream random)
    {
        foreach (ref float v in values) v = (float)(Mean + Deviation * Draw(random));
    }

    internal static double Draw(RandomStream random)
    {
        while (true)
        {
            double z = random.NextNormal();
            if (Math.Abs(z) <= 2) return z;
        }
    }
}
