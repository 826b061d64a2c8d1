using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>
/// The part of preprocessing that <c>ExtractPixels</c> lacks, as an ONNX model of its own: cutting margins off, and a mean and deviation for
/// each channel. So it is a standard transformer that any ML.NET runtime applies and saves.
/// </summary>
internal static class NormalizationModel
{
    /// <summary>The file: <paramref name="input"/> are pixels times the scale, <paramref name="output"/> is what the network takes.</summary>
    public static byte[] Create(ImagePreprocessing preprocessing, string input, string output)
    {
        (int x, int y) = preprocessing.Margin;
        (int height, int width, int planes) = (preprocessing.Height + 2 * y, preprocessing.Width + 2 * x, preprocessing.Planes);
        bool planar = preprocessing.Layout == TensorLayout.Nchw;
        var graph = new Graph();
        Value pixels = graph.Input(input, ElementType.Float32, planar ? SymbolicShape.Of("N", planes, height, width) : SymbolicShape.Of("N", height, width, planes));
        graph.Output(output, Apply(preprocessing, pixels));
        return OnnxExporter.ToBytes(graph);
    }

    /// <summary>The same steps in a graph that goes on.</summary>
    public static Value Apply(ImagePreprocessing preprocessing, Value pixels)
    {
        (int x, int y) = preprocessing.Margin;
        bool planar = preprocessing.Layout == TensorLayout.Nchw;
        int planes = preprocessing.Planes;
        if (x > 0 || y > 0)
        {
            int rows = planar ? 2 : 1;
            pixels = pixels.Slice([y, x], [y + preprocessing.Height, x + preprocessing.Width], [rows, rows + 1]);
        }
        if (preprocessing.Mean.Any(m => m != 0)) pixels = pixels.Sub(pixels.Graph.Constant(PerChannel(preprocessing.Mean, planes, planar, m => m)));
        return preprocessing.Deviation.All(d => d == 1) ? pixels : pixels.Mul(pixels.Graph.Constant(PerChannel(preprocessing.Deviation, planes, planar, d => 1 / d)));
    }

    private static Tensor PerChannel(IReadOnlyList<float> values, int planes, bool planar, Func<float, float> map)
    {
        float[] each = [.. Enumerable.Range(0, planes).Select(c => map(values[values.Count == 1 ? 0 : c]))];
        return Tensor.Of<float>(planar ? [planes, 1, 1] : [planes], each);
    }
}
