using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// (x - mean) / √(variance + epsilon)·scale + bias over all axes from <paramref name="Axis"/> on (ONNX LayerNormalization; Ba, Kiros and
/// Hinton 2016). Operands are x, scale and an optional bias, of one number for each normalized element; results are y, mean and inverse deviation.
/// </summary>
/// <param name="Axis">The first normalized axis.</param>
/// <param name="Epsilon">Keeps the division finite.</param>
/// <param name="StashType">The ONNX type in which statistics are computed; this engine uses doubles.</param>
public sealed record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f, int StashType = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        RowNormalization.CheckOperands(i, Axis);
        SymbolicShape shape = i.Shape(0);
        int axis = shape.Axis(Axis);
        var statistics = SymbolicShape.Of([.. shape.ToArray().Select((d, a) => a < axis ? d : 1)]);
        i.OutputLike(0);
        i.Output(i.Element(0), statistics);
        i.Output(i.Element(0), statistics);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k) => RowNormalization.Run(k, Axis, Epsilon, centered: true);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Node node = g.Graph.AddNode(new LayerNormalizationGradient(Axis, Epsilon), g.Dy, g.Input(0), g.Input(1));
        g.Set(0, () => node.Outputs[0]);
        g.Set(1, () => node.Outputs[1].SumTo(g.Input(1)));
        g.Set(2, () => node.Outputs[2].SumTo(g.Input(2)));
    }
}

/// <summary>The gradients of <see cref="LayerNormalization"/> by x, scale and bias from dy, x and scale.</summary>
public sealed record LayerNormalizationGradient(int Axis, float Epsilon) : Operator
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
    public override void Run(Kernel k) => RowNormalization.RunGradient(k, Axis, Epsilon, centered: true);
}

/// <summary>Applies <see cref="LayerNormalization"/>.</summary>
public static class LayerNormalizationBuilder
{
    /// <summary>Normalizes over all axes from <paramref name="axis"/> on, then scales and shifts.</summary>
    public static Value LayerNormalization(this Value x, Value scale, Value? bias = null, int axis = -1, float epsilon = 1e-5f) =>
        x.Graph.Add(new LayerNormalization(axis, epsilon), x, scale, bias);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<LayerNormalization>();
        OperatorSet.Register<LayerNormalizationGradient>(Operator.OwnDomain);
    }
}
