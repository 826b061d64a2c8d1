using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// A fully connected layer, y = activation(x·kernel + bias), over the last dimension: <c>N…×I</c> gives <c>N…×Units</c>. Its parameters are
/// <c>kernel</c> (I×Units) and <c>bias</c>.
/// </summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="Activation">The function at the end.</param>
/// <param name="UseBias">Whether a bias is added.</param>
public sealed record Dense(int Units, Activation Activation = Activation.Linear, bool UseBias = true) : Layer
{
    /// <summary>How the kernel is set; null for He's with the Relu family and Glorot's with all others.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <summary>How the bias is set.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"Dense needs at least a batch and a feature dimension, but the input is {x.Shape}");
        if (!x.Shape[-1].IsKnown) throw new ShapeException($"Dense needs to know the number of features, but the input is {x.Shape}");
        int inputs = x.Shape[-1].Value;
        Value kernel = context.Parameter("kernel", [inputs, Units], Kernels.InitializerFor(KernelInitializer, Activation));
        Value? bias = UseBias ? context.Parameter("bias", [Units], BiasInitializer) : null;
        Value y = x.Shape.Rank == 2 ? x.Gemm(kernel, bias) : x.MatMul(kernel);
        if (x.Shape.Rank > 2 && bias is not null) y += bias;
        return Activation == Activation.Softmax ? y.Softmax(-1) : y.Activate(Activation);
    }
}

internal static class Kernels
{
    public static Initializer InitializerFor(Initializer? given, Activation activation) => given ?? activation switch
    {
        Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Gelu or Activation.Silu or Activation.HardSwish => Initializer.HeNormal,
        Activation.Selu => Initializer.LeCunNormal,
        _ => Initializer.GlorotUniform,
    };
}
