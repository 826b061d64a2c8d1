using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// (x - mean) / √(variance + epsilon)·scale + bias over each channel of each image (ONNX InstanceNormalization; Ulyanov et al. 2016). Operands are
/// x (N x C x …), scale and bias, both of C numbers.
/// </summary>
public sealed record InstanceNormalization(float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => GroupedNormalization.CheckOperands(i);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k) => GroupedNormalization.Run(k, k.Input(0).Shape[1], Epsilon);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => GroupNormalizationGradient.Apply(g, 0, Epsilon);
}

/// <summary>Applies <see cref="InstanceNormalization"/>.</summary>
public static class InstanceNormalizationBuilder
{
    /// <summary>Normalizes each channel of each image, then scales and shifts it.</summary>
    public static Value InstanceNormalization(this Value x, Value scale, Value bias, float epsilon = 1e-5f) =>
        x.Graph.Add(new InstanceNormalization(epsilon), x, scale, bias);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<InstanceNormalization>();
}
