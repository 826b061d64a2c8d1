using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators that change the size of images.</summary>
internal static class ImageRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["ResizeBicubic"] = n => Resize(n, Cubic(n)),
        ["ResizeBilinear"] = n => Resize(n, new Resize(Mode: "linear", CoordinateTransformationMode: Corners(n, "half_pixel"))),
        ["ResizeNearestNeighbor"] = n => Resize(n, new Resize(Mode: "nearest", CoordinateTransformationMode: Corners(n, "tf_half_pixel_for_nn"),
            NearestMode: n.Flag("align_corners") ? "round_prefer_ceil" : "floor")),
    };

    // With half-pixel centres TensorFlow takes Keys' kernel and leaves out what lies beyond the border.
    private static Resize Cubic(ImportedNode n) => n.Flag("half_pixel_centers")
        ? new Resize(Mode: "cubic", CoordinateTransformationMode: Corners(n, "half_pixel"), CubicCoeffA: -0.5f, ExcludeOutside: true)
        : new Resize(Mode: "cubic", CoordinateTransformationMode: Corners(n, ""), CubicCoeffA: -0.75f);

    private static string Corners(ImportedNode n, string half) => n.Flag("align_corners") ? "align_corners" : n.Flag("half_pixel_centers") ? half : "asymmetric";

    private static Value Resize(ImportedNode n, Resize how)
    {
        Value x = ChannelOrder.First(n.Input(0), "NHWC");
        // Results are of single precision whatever the pixels are, except nearest ones.
        if (how.Mode != "nearest") x = x.Cast(ElementType.Float32);
        return ChannelOrder.Last(n.Graph.Add(how with { Axes = [2, 3] }, x, null, null, n.Longs(1)), "NHWC");
    }
}
