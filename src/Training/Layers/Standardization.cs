using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Features N×D less their mean, divided by their deviation: (x - mean) · scale, where <c>mean</c> and <c>scale</c> are parameters that training leaves alone. They
/// are 0 and 1 until <see cref="Adapt"/> takes them from samples.
/// </summary>
public sealed record Standardization : Layer
{
    private const double Least = 1e-6;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        if (x.Shape.Rank != 2 || !x.Shape[1].IsKnown) throw new ShapeException($"standardization takes features N×D, but the input is {x.Shape}");
        Shape features = [x.Shape[1].Value];
        return (x - context.Parameter("mean", features, Initializer.Zeros, trainable: false)) * context.Parameter("scale", features, Initializer.Ones, trainable: false);
    }

    /// <summary>Sets the parameters of the layer in a network. Features that vary less than most are only centred and scaled like those, because what is blown up there is noise.</summary>
    /// <param name="network">The network that has the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="samples">Features, a row each.</param>
    public static void Adapt(Network network, string name, Tensor samples)
    {
        Parameter mean = network.Parameters[name + "/mean"], scale = network.Parameters[name + "/scale"];
        int rows = samples.Shape[0], width = samples.Shape[1];
        ReadOnlySpan<float> x = samples.AsSpan<float>();
        double average = 0;
        var deviations = new double[width];
        for (int d = 0; d < width; d++)
        {
            double sum = 0, squares = 0;
            for (int r = 0; r < rows; r++) sum += x[r * width + d];
            sum /= rows;
            for (int r = 0; r < rows; r++) squares += (x[r * width + d] - sum) * (x[r * width + d] - sum);
            mean.Value.AsSpan<float>()[d] = (float)sum;
            average += deviations[d] = Math.Sqrt(squares / rows);
        }
        double least = Math.Max(average / width, Least);
        for (int d = 0; d < width; d++) scale.Value.AsSpan<float>()[d] = (float)(1 / Math.Max(deviations[d], least));
        mean.Touch();
        scale.Touch();
    }
}
