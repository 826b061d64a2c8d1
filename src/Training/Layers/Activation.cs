using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>The functions that layers can end with.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Linear,
    /// <summary>max(0, x).</summary>
    Relu,
    /// <summary>x, or 0.01 x below 0.</summary>
    LeakyRelu,
    /// <summary>x, or e^x - 1 below 0.</summary>
    Elu,
    /// <summary>The self-normalizing Elu (Klambauer et al. 2017).</summary>
    Selu,
    /// <summary>x Φ(x) with the normal distribution function Φ (Hendrycks and Gimpel 2016).</summary>
    Gelu,
    /// <summary>x sigmoid(x).</summary>
    Silu,
    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
    /// <summary>e^x divided by the sum of e^x along the channels (axis 1).</summary>
    Softmax,
    /// <summary>ln(1 + e^x).</summary>
    Softplus,
    /// <summary>x / 6 + 1 / 2, limited to 0 … 1.</summary>
    HardSigmoid,
    /// <summary>x HardSigmoid(x) (Howard et al. 2019).</summary>
    HardSwish,
}

/// <summary>Applies <see cref="Activation"/>.</summary>
public static class Activations
{
    /// <summary>The function applied to each element (<see cref="Activation.Softmax"/>: along axis 1).</summary>
    public static Value Activate(this Value x, Activation activation) => activation switch
    {
        Activation.Linear => x,
        Activation.Relu => x.Relu(),
        Activation.LeakyRelu => x.LeakyRelu(),
        Activation.Elu => x.Elu(),
        Activation.Selu => x.Selu(),
        Activation.Gelu => x.Gelu(),
        Activation.Silu => x.Silu(),
        Activation.Sigmoid => x.Sigmoid(),
        Activation.Tanh => x.Tanh(),
        Activation.Softmax => x.Softmax(1),
        Activation.Softplus => x.Softplus(),
        Activation.HardSigmoid => x.HardSigmoid(1 / 6f),
        Activation.HardSwish => x.HardSwish(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    };
}

/// <summary>An activation as a layer of its own.</summary>
/// <param name="Function">The function.</param>
public sealed record ActivationLayer(Activation Function) : Layer
{
    /// <inheritdoc/>
    protected internal override string Kind => Function.ToString();

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context) => x.Activate(Function);
}
