using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>Draws which parts of a picture speak for the class that a saved model gave it.</summary>
internal sealed class Explanation
{
    private readonly Graph _network;
    private readonly ImagePreprocessing _pixels;
    private readonly PictureSamples _pictures;

    public Explanation(string model)
    {
        _network = OnnxImporter.Import(BackboneFiles.NetworkOf(model));
        SymbolicShape input = _network.Inputs[0].Shape;
        _pixels = _network.Metadata.TryGetValue(PreprocessingGuess.MetadataKey, out string? text) && PreprocessingText.TryParse(text, input[3].Value, input[2].Value) is { } said ? said
            : throw new PipelineException($"'{model}' does not say how pictures are prepared, so nothing can be drawn on them; use --no-heatmap.");
        _pictures = new PictureSamples([], _pixels);
    }

    /// <summary>Writes a picture with the map over it.</summary>
    /// <param name="file">The picture.</param>
    /// <param name="label">The class's number.</param>
    /// <param name="target">The file to make.</param>
    public void Draw(string file, int label, string target)
    {
        var input = new Tensor(ElementType.Float32, [1, _pixels.Planes, _pixels.Height, _pixels.Width]);
        _pictures.Decode(File.ReadAllBytes(file), input.AsSpan<float>());
        HeatMap.Of(_network, input, label, "Score").Draw(Image.Load(file), _pixels).Save(target);
    }
}
