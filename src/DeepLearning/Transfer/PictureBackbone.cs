using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// A pretrained network that takes pictures: their planes of scaled pixels, resized and nothing more. Margins, mean and deviation, and the order of
/// the network's own input are steps of the graph, so that one ONNX file is the whole model, and augmentation works on plain colours.
/// </summary>
/// <param name="Name">The file's or folder's name.</param>
/// <param name="Network">The network, cut at its features.</param>
/// <param name="Pixels">How a picture becomes the network's input.</param>
/// <param name="Preprocessing">What was worked out to be done with pictures in all, the steps in the graph included.</param>
/// <param name="Assumptions">What was assumed, and why.</param>
public sealed record PictureBackbone(string Name, Backbone Network, ImagePreprocessing Pixels, ImagePreprocessing Preprocessing, IReadOnlyList<string> Assumptions)
{
    /// <summary>The key in a network's metadata for the names of the values that are taken as features, where nobody says otherwise.</summary>
    public const string FeaturesKey = "features";

    /// <summary>Reads a network; each call gives weights of its own.</summary>
    /// <param name="backbone">Its path or name; see <see cref="BackboneFiles"/>.</param>
    /// <param name="features">The name of the value that is taken as features, or several with commas between them; null for what the file's metadata names (<see cref="FeaturesKey"/>), or to find it.</param>
    /// <param name="size">The size that pictures get; null for the network's own.</param>
    /// <param name="preset">A preset of preprocessing; null to find it.</param>
    /// <exception cref="FileNotFoundException">There is no such network.</exception>
    /// <exception cref="DatasetException">The network takes no pictures, or not of this size.</exception>
    public static PictureBackbone Load(string backbone, string? features = null, (int Width, int Height)? size = null, string? preset = null)
    {
        string path = BackboneFiles.Find(backbone);
        Graph graph = BackboneFiles.Read(path);
        Value? input = graph.Inputs.Count == 1 ? graph.Inputs[0] : null;
        ModelTensor? tensor = input is { Shape: { IsRanked: true, Rank: 4 } }
            ? new ModelTensor(input.Name!, input.Type.Element, [.. Enumerable.Range(0, 4).Select(d => input.Shape[d].IsKnown ? input.Shape[d].Value : (int?)null)])
            : null;
        if (tensor is null || !PreprocessingGuess.TakesPictures(tensor))
            throw new DatasetException($"The backbone '{backbone}' takes no pictures: its inputs are {string.Join(", ", graph.Inputs.Select(i => $"{i.Name}: {i.Type}"))}, but one of N x C x H x W or N x H x W x C is needed.");
        try
        {
            PreprocessingGuess guess = PreprocessingGuess.Of(tensor, path, graph.Metadata, preset, size);
            // What is to be told apart may stand at the edge, so no margin is cut off unless somebody said so.
            bool isAssumed = preset is null && !graph.Metadata.ContainsKey(PreprocessingGuess.MetadataKey);
            ImagePreprocessing whole = isAssumed && guess.Preprocessing.Fit == PictureFit.Crop ? guess.Preprocessing with { Fit = PictureFit.Stretch, Part = 1 } : guess.Preprocessing, pixels = whole.Plain;
            SymbolicShape own = whole.Layout == TensorLayout.Nchw ? [whole.Planes, whole.Height, whole.Width] : [whole.Height, whole.Width, whole.Planes];
            Layer body = new Backbone(graph, features ?? graph.Metadata.GetValueOrDefault(FeaturesKey), own).AsLayer(), before = new NormalizationLayer(whole);
            Graph joined = Training.Network.Build([pixels.Planes, pixels.Height, pixels.Width], (x, c) => c.Apply(x, before, body)).ToGraph();
            return new PictureBackbone(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), new Backbone(joined, joined.Outputs[0].Name), pixels, whole, guess.Reasons);
        }
        catch (Exception e) when (e is ArgumentException or ShapeException)
        {
            throw new DatasetException($"The backbone '{backbone}' cannot be used{(size is { } s ? $" with pictures of {s.Width}x{s.Height}" : "")}: {e.Message}", e);
        }
    }

    /// <summary>How samples become numbers, as text that tells caches apart.</summary>
    internal string Decoding => $"{PreprocessingText.Of(Pixels)} {Pixels.Width}x{Pixels.Height}";

    /// <summary>Replaces all weights by random ones, as if the network had never been trained.</summary>
    internal void Forget(ulong seed)
    {
        foreach (Node node in Network.Graph.Nodes)
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i]?.Parameter is not { } parameter) continue;
                Shape shape = parameter.Value.Shape;
                bool isScale = node.Operator is Graphs.BatchNormalization && (i is 1 or 4);
                Initializer initializer = isScale ? Initializer.Ones : shape.Rank >= 2 ? Initializer.HeNormal : Initializer.Zeros;
                initializer.Fill(parameter.Value.AsSpan<float>(), shape, Fan.Of(shape), new RandomStream(seed, RandomStream.Key(parameter.Name)));
                parameter.Touch();
            }
        }
    }

    private sealed record NormalizationLayer(ImagePreprocessing Preprocessing) : Layer
    {
        protected override Value Build(Value x, LayerContext context)
        {
            Value pixels = NormalizationModel.Apply(Preprocessing with { Layout = TensorLayout.Nchw }, x);
            if (Preprocessing.Layout == TensorLayout.Nhwc) pixels = pixels.Transpose([0, 2, 3, 1]);
            return Preprocessing.Bytes ? pixels.Cast(ElementType.UInt8) : pixels;
        }
    }
}
