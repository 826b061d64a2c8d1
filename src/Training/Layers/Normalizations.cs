using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015) of each channel (axis 1): with the batch's mean and variance while training, with the running ones
/// otherwise. Its parameters are <c>gamma</c>, <c>beta</c>, and the running <c>moving_mean</c> and <c>moving_variance</c>, which are not trainable.
/// </summary>
/// <param name="Momentum">How much of the running statistics is kept at each step.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
public sealed record BatchNormalization(float Momentum = 0.9f, float Epsilon = 1e-5f) : Layer
{
    /// <summary>How the scale is set; 0 makes a residual block start as the identity.</summary>
    public Initializer GammaInitializer { get; init; } = Initializer.Ones;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        if (x.Shape.Rank < 2 || !x.Shape[1].IsKnown) throw new ShapeException($"batch normalization needs a known number of channels, but the input is {x.Shape}");
        Shape channels = [x.Shape[1].Value];
        Value scale = context.Parameter("gamma", channels, GammaInitializer), shift = context.Parameter("beta", channels, Initializer.Zeros);
        Value mean = context.Parameter("moving_mean", channels, Initializer.Zeros, trainable: false);
        Value variance = context.Parameter("moving_variance", channels, Initializer.Ones, trainable: false);
        Node node = x.Graph.AddNode(new Graphs.BatchNormalization(Epsilon, Momentum, context.Training), x, scale, shift, mean, variance);
        if (context.Training)
        {
            context.Update(mean, node.Outputs[1]);
            context.Update(variance, node.Outputs[2]);
        }
        return node.Outputs[0];
    }
}

/// <summary>Layer normalization (Ba et al. 2016) over the dimensions from <paramref name="Axis"/> on. Its parameters are <c>gamma</c> and <c>beta</c>.</summary>
/// <param name="Axis">The first normalized dimension; negative counts from the end.</param>
/// <param name="Epsilon">Keeps the divisor from 0.</param>
public sealed record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f) : Layer
{
    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        int axis = x.Shape.Axis(Axis);
        SymbolicShape normalized = SymbolicShape.Of(x.Shape.Dims[axis..]);
        if (!normalized.IsKnown) throw new ShapeException($"the normalized dimensions must be known, but the input is {x.Shape}");
        Value scale = context.Parameter("gamma", normalized.ToShape(), Initializer.Ones);
        Value shift = context.Parameter("beta", normalized.ToShape(), Initializer.Zeros);
        return x.Graph.Add(new Graphs.LayerNormalization(Axis: axis, Epsilon: Epsilon), x, scale, shift);
    }
}
