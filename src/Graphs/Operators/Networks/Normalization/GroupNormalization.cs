using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// (x - mean) / √(variance + epsilon)·scale + bias over each group of neighbouring channels of each image (ONNX GroupNormalization; Wu and He
/// 2018). Operands are x (N x C x …), scale and bias, both of C numbers.
/// </summary>
/// <param name="NumGroups">The number of groups; it divides the number of channels.</param>
/// <param name="Epsilon">Keeps the division finite.</param>
/// <param name="StashType">The ONNX type in which statistics are computed; this engine uses doubles.</param>
public sealed record GroupNormalization(int NumGroups, float Epsilon = 1e-5f, int StashType = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        GroupedNormalization.CheckOperands(i);
        if (NumGroups < 1 || (i.Shape(0)[1].IsKnown && i.Shape(0)[1].Value % NumGroups != 0))
            throw i.Error($"{i.Shape(0)[1]} channels do not divide into {NumGroups} groups");
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k) => GroupedNormalization.Run(k, NumGroups, Epsilon);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => GroupNormalizationGradient.Apply(g, NumGroups, Epsilon);
}

/// <summary>
/// The gradients of <see cref="GroupNormalization"/> (of <see cref="InstanceNormalization"/> when the number of groups is 0) by x, scale and bias
/// from dy, x and scale.
/// </summary>
public sealed record GroupNormalizationGradient(int NumGroups, float Epsilon) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.OutputLike(1);
        i.OutputLike(2);
        i.OutputLike(2);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input < 2;

    /// <inheritdoc/>
    public override void Run(Kernel k) => GroupedNormalization.RunGradient(k, NumGroups == 0 ? k.Input(1).Shape[1] : NumGroups, Epsilon);

    internal static void Apply(Gradient g, int groups, float epsilon)
    {
        Node node = g.Graph.AddNode(new GroupNormalizationGradient(groups, epsilon), g.Dy, g.Input(0), g.Input(1));
        g.Set(0, () => node.Outputs[0]);
        g.Set(1, () => node.Outputs[1]);
        g.Set(2, () => node.Outputs[2]);
    }
}

/// <summary>Applies <see cref="GroupNormalization"/>.</summary>
public static class GroupNormalizationBuilder
{
    /// <summary>Normalizes each group of channels of each image, then scales and shifts each channel.</summary>
    public static Value GroupNormalization(this Value x, Value scale, Value bias, int groups, float epsilon = 1e-5f) =>
        x.Graph.Add(new GroupNormalization(groups, epsilon), x, scale, bias);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<GroupNormalization>();
        OperatorSet.Register<GroupNormalizationGradient>(Operator.OwnDomain);
    }
}
