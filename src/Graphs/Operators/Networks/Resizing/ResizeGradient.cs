using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of <see cref="Resize"/>: operands dy, the input for its shape alone, and roi, scales and sizes as there. Each element of the
/// input takes the weighted sum of the gradients of the results that it went into.
/// </summary>
public sealed record ResizeGradient(
    bool Antialias = false, Ints Axes = default, string CoordinateTransformationMode = "half_pixel", float CubicCoeffA = -0.75f,
    bool ExcludeOutside = false, string KeepAspectRatioPolicy = "stretch", string Mode = "nearest", string NearestMode = "round_prefer_floor") : Operator
{
    private ResizeAttributes Attributes => new(
        Antialias, Axes, CoordinateTransformationMode, CubicCoeffA, ExcludeOutside, 0, KeepAspectRatioPolicy, Mode, NearestMode);

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != i.Element(1)) throw i.Error($"the gradient holds {i.Element(0)}, but the input holds {i.Element(1)}");
        i.OutputLike(1);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ResizeRun.Run(k, Attributes, 2, gradient: true);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        var resize = new Resize(Antialias, Axes, CoordinateTransformationMode, CubicCoeffA, ExcludeOutside, 0, KeepAspectRatioPolicy, Mode, NearestMode);
        g.Set(0, () => g.Graph.Add(resize, [g.Dy, .. Enumerable.Range(2, g.Node.Inputs.Count - 2).Select(n => g.Node.Inputs[n])]));
    }
}

/// <summary>Registers <see cref="ResizeGradient"/>, which only <see cref="Resize"/>'s gradient applies.</summary>
internal static class ResizeGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ResizeGradient>(Operator.OwnDomain);
}
