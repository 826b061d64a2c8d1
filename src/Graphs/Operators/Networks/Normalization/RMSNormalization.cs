using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>x / √(mean of x² + epsilon)·scale over all axes from <paramref name="Axis"/> on (ONNX RMSNormalization; Zhang and Sennrich 2019).</summary>
/// <param name="Axis">The first normalized axis.</param>
/// <param name="Epsilon">Keeps the division finite.</param>
/// <param name="StashType">The ONNX type in which statistics are computed; this engine uses doubles.</param>
public sealed record RMSNormalization(int Axis = -1, float Epsilon = 1e-5f, int StashType = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        RowNormalization.CheckOperands(i, Axis);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k) => RowNormalization.Run(k, Axis, Epsilon, centered: false);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Node node = g.Graph.AddNode(new RMSNormalizationGradient(Axis, Epsilon), g.Dy, g.Input(0), g.Input(1));
        g.Set(0, () => node.Outputs[0]);
        g.Set(1, () => node.Outputs[1]);
    }
}

/// <summary>The gradients of <see cref="RMSNormalization"/> by x and scale from dy, x and scale.</summary>
public sealed record RMSNormalizationGradient(int Axis, float Epsilon) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.OutputLike(1);
        i.OutputLike(2);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input < 2;

    /// <inheritdoc/>
    public override void Run(Kernel k) => RowNormalization.RunGradient(k, Axis, Epsilon, centered: false);
}

/// <summary>Applies <see cref="RMSNormalization"/>.</summary>
public static class RMSNormalizationBuilder
{
    /// <summary>Divides by the root mean square over all axes from <paramref name="axis"/> on, then scales.</summary>
    public static Value RMSNormalization(this Value x, Value scale, int axis = -1, float epsilon = 1e-5f) =>
        x.Graph.Add(new RMSNormalization(axis, epsilon), x, scale);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<RMSNormalization>();
        OperatorSet.Register<RMSNormalizationGradient>(Operator.OwnDomain);
    }
}
