using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes axes longer or shorter by interpolation (ONNX Resize). Operands: x; optionally roi (starts, then ends, in parts of the input); and
/// either scales, a factor for each axis, or sizes, the new lengths. Linear and cubic results of integers are cut towards 0.
/// </summary>
/// <param name="Antialias">Whether linear and cubic filters become wider where an axis shrinks.</param>
/// <param name="Axes">The axes that roi, scales and sizes are about; all when left out.</param>
/// <param name="CoordinateTransformationMode">How places of the result become places of the input: half_pixel, half_pixel_symmetric,
/// pytorch_half_pixel, align_corners, asymmetric, tf_half_pixel_for_nn or tf_crop_and_resize.</param>
/// <param name="CubicCoeffA">The free parameter of cubic convolution.</param>
/// <param name="ExcludeOutside">Whether weights of places outside the input count as 0 instead of going to the nearest element.</param>
/// <param name="ExtrapolationValue">What tf_crop_and_resize gives outside of the input.</param>
/// <param name="KeepAspectRatioPolicy">stretch, not_larger or not_smaller: whether sizes are meant exactly or as bounds.</param>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="NearestMode">round_prefer_floor, round_prefer_ceil, floor or ceil.</param>
public sealed record Resize(
    bool Antialias = false, Ints Axes = default, string CoordinateTransformationMode = "half_pixel", float CubicCoeffA = -0.75f,
    bool ExcludeOutside = false, float ExtrapolationValue = 0, string KeepAspectRatioPolicy = "stretch", string Mode = "nearest",
    string NearestMode = "round_prefer_floor") : Operator
{
    private ResizeAttributes Attributes => new(
        Antialias, Axes, CoordinateTransformationMode, CubicCoeffA, ExcludeOutside, ExtrapolationValue, KeepAspectRatioPolicy, Mode, NearestMode);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Attributes.Check(i);
        bool scaled = IsGiven(i, 2), sized = IsGiven(i, 3);
        if (scaled == sized) throw i.Error(scaled ? "scales and sizes are both given" : "neither scales nor sizes are given");
        bool roi = IsGiven(i, 1);
        if (i.Constant(scaled ? 2 : 3) is null || (roi && i.Constant(1) is null && CoordinateTransformationMode == "tf_crop_and_resize"))
            i.Output(i.Element(0), SymbolicShape.Of([.. i.Shape(0).ToArray().Select(_ => Dim.Unknown())]));
        else
            i.Output(i.Element(0), Attributes.Outputs(i, i.Shape(0), roi ? ResizeRun.Floats(i.Constant(1)) : null,
                scaled ? ResizeRun.Floats(i.Constant(2)) : null, sized ? i.Integers(3) : null));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ResizeRun.Run(k, Attributes, 1, gradient: false);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        var gradient = new ResizeGradient(Antialias, Axes, CoordinateTransformationMode, CubicCoeffA, ExcludeOutside, KeepAspectRatioPolicy, Mode, NearestMode);
        g.Set(0, () => g.Graph.Add(gradient, [g.Dy, g.Input(0), .. Enumerable.Range(1, g.Node.Inputs.Count - 1).Select(n => g.Node.Inputs[n])]));
    }

    // Before 13 operands could not be left out in the middle; files have empty ones there.
    private static bool IsGiven(Inference i, int input) => i.HasInput(input) && i.Shape(input).Count != 0;
}

/// <summary>Applies <see cref="Graphs.Resize"/>.</summary>
public static class ResizeBuilder
{
    /// <summary>Multiplies the lengths of all axes by the scales; see <see cref="Graphs.Resize"/>.</summary>
    public static Value Resize(this Value x, ReadOnlySpan<float> scales, Resize? how = null) =>
        x.Graph.Add(how ?? new Resize(), x, null, x.Graph.Constant(Tensor.Of([scales.Length], scales)));

    /// <summary>Gives all axes new lengths; see <see cref="Graphs.Resize"/>.</summary>
    public static Value ResizeTo(this Value x, ReadOnlySpan<long> sizes, Resize? how = null) =>
        x.Graph.Add(how ?? new Resize(), x, null, null, x.Graph.Constant(Tensor.Ints(sizes)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Resize>();
}
