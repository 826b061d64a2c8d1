using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The mean or the largest of samples in each of a grid of parts of regions, interpolated between pixels (ONNX RoiAlign; He et al., "Mask R-CNN", 2017).
/// Operands are x [N, C, H, W], regions [R, 4] of left, top, right and bottom, and the image [R] of each; the result is [R, C, height, width].
/// </summary>
/// <param name="CoordinateTransformationMode"><c>half_pixel</c>: coordinates are half a pixel less; <c>output_half_pixel</c>: they are as they are.</param>
/// <param name="Mode"><c>avg</c> or <c>max</c>; the largest is taken of the pixels times their weights.</param>
/// <param name="OutputHeight">The height of the grid.</param>
/// <param name="OutputWidth">The width of the grid.</param>
/// <param name="SamplingRatio">The samples of a part along each axis; 0: as many as there are pixels.</param>
/// <param name="SpatialScale">What the regions' coordinates are multiplied by.</param>
public sealed record RoiAlign(
    string CoordinateTransformationMode = "half_pixel", string Mode = "avg", int OutputHeight = 1, int OutputWidth = 1, int SamplingRatio = 0,
    float SpatialScale = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (CoordinateTransformationMode is not ("half_pixel" or "output_half_pixel"))
            throw i.Error($"coordinate_transformation_mode '{CoordinateTransformationMode}' is neither half_pixel nor output_half_pixel");
        if (Mode is not ("avg" or "max")) throw i.Error($"mode '{Mode}' is neither avg nor max");
        i.RequireRank(0, 4, 4);
        i.RequireRank(1, 2, 2);
        i.RequireEqual(i.Shape(1)[1], 4, "numbers of a region");
        if (i.Element(0) != i.Element(1)) throw i.Error("image and regions hold different types");
        i.Output(i.Element(0), [i.Shape(1)[0], i.Shape(0)[1], OutputHeight, OutputWidth]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var regions = new Regions(k, this);
        ElementTypeVisitor.Float(k.Input(0).Type, ref regions);
    }

    private readonly struct Regions(Kernel k, RoiAlign op) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new AlignedRegion<T>(k, op);
            Workers.Run(k.Input(1).Shape[0], ref task);
        }
    }
}

/// <summary>Applies <see cref="Graphs.RoiAlign"/>.</summary>
public static class RoiAlignBuilder
{
    /// <summary>The mean of interpolated samples in each of a grid of parts of regions [R, 4] of images [R].</summary>
    public static Value RoiAlign(this Value x, Value regions, Value images, int height, int width, float scale = 1, int samples = 0) =>
        x.Graph.Add(new RoiAlign(OutputHeight: height, OutputWidth: width, SamplingRatio: samples, SpatialScale: scale), x, regions, images);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<RoiAlign>();
}
