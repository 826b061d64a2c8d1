using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The activation that a fused operator applies to its result: by name, as attributes hold it, and as the kernels take it.</summary>
internal static unsafe class FusedActivation
{
    /// <summary>The kernels' form of an activation.</summary>
    /// <exception cref="ShapeException">There is no activation of that name.</exception>
    public static Epilogue Epilogue(string name, float alpha, float beta) => new() { Activation = Parse(name), Alpha = alpha, Beta = beta };

    /// <summary>Name and parameters of an activation operator that products can apply; null for all others.</summary>
    public static (string Name, float Alpha, float Beta)? Of(Node node) => node.Operator switch
    {
        Relu => (nameof(Relu), 0, 0),
        LeakyRelu leaky => (nameof(LeakyRelu), leaky.Alpha, 0),
        Sigmoid => (nameof(Sigmoid), 0, 0),
        Tanh => (nameof(Tanh), 0, 0),
        HardSigmoid hard => (nameof(HardSigmoid), hard.Alpha, hard.Beta),
        HardSwish => (nameof(HardSwish), 0, 0),
        Swish { Alpha: 1 } => ("Silu", 0, 0),
        Clip when Limit(node, 1, float.NegativeInfinity) is { } low && Limit(node, 2, float.PositiveInfinity) is { } high => (nameof(Clip), low, high),
        _ => null,
    };

    /// <summary>Applies an activation in place: the form for any element type.</summary>
    public static void Apply(Kernel k, in Epilogue activation)
    {
        if (activation.Activation == Activation.None) return;
        var loop = new Loop(k, activation);
        ElementTypeVisitor.Float(k.Output(0).Type, ref loop);
    }

    private static float? Limit(Node node, int input, float otherwise)
    {
        if (input >= node.Inputs.Count || node.Inputs[input] is not { } value) return otherwise;
        return value.Constant is { Type: ElementType.Float32, Count: 1 } tensor ? *tensor.As<float>() : null;
    }

    private static Activation Parse(string name) => name switch
    {
        "" => Activation.None,
        "Relu" => Activation.Relu,
        "LeakyRelu" => Activation.LeakyRelu,
        "Clip" => Activation.Clip,
        "Sigmoid" => Activation.Sigmoid,
        "Tanh" => Activation.Tanh,
        "HardSigmoid" => Activation.HardSigmoid,
        "HardSwish" => Activation.HardSwish,
        "Silu" => Activation.Silu,
        _ => throw new ShapeException($"Activation '{name}' is none of Relu, LeakyRelu, Clip, Sigmoid, Tanh, HardSigmoid, HardSwish and Silu"),
    };

    private readonly struct Loop(Kernel k, Epilogue activation) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            foreach (ref T x in k.Output(0).AsSpan<T>()) x = Value(x, T.CreateSaturating(activation.Alpha), T.CreateSaturating(activation.Beta));
        }

        private T Value<T>(T x, T alpha, T beta) where T : unmanaged, IFloatingPointIeee754<T> => activation.Activation switch
        {
            Activation.Relu => x < T.Zero ? T.Zero : x,
            Activation.LeakyRelu => x < T.Zero ? alpha * x : x,
            Activation.Clip => x < alpha ? alpha : x > beta ? beta : x,
            Activation.Sigmoid => T.One / (T.One + T.Exp(-x)),
            Activation.Tanh => T.Tanh(x),
            Activation.HardSigmoid => T.Clamp(alpha * x + beta, T.Zero, T.One),
            Activation.HardSwish => x * T.Clamp(x / T.CreateSaturating(6) + T.CreateSaturating(0.5), T.Zero, T.One),
            Activation.Silu => x / (T.One + T.Exp(-x)),
            _ => x,
        };
    }
}
