using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace Microsoft.ML.Vision;

/// <summary>The pretrained network of an architecture up to its features.</summary>
internal sealed class ImageBackbone
{
    private const int LargestSide = 4096;

    private ImageBackbone(Backbone network)
    {
        Network = network;
        Reader = new PictureReader(network.InputShape[0].Value, network.InputShape[1].Value);
    }

    /// <summary>Pictures [N, height, width, 3] to features [N, features].</summary>
    public Backbone Network { get; }

    public PictureReader Reader { get; }

    /// <summary>Loads the file of an architecture.</summary>
    /// <exception cref="TensorFlowFormatException">The file is damaged, or another network.</exception>
    public static ImageBackbone Load(string path, PretrainedNetwork network)
    {
        TensorFlowFile file = TensorFlowFile.Open(path);
        foreach (string node in new[] { network.Input, network.Features })
            if (!file.Nodes.Any(n => n.Name == node))
                throw new TensorFlowFormatException($"{path} is not the network {network.File} that it is named for: it has no node '{node}'. Put the right file there, or delete it to have it downloaded.");
        (int height, int width) = SizeOf(file.Find(network.Input).Shape, network.Side);
        Graph graph = file.ToGraph(new TensorFlowImportOptions
        {
            Inputs = [network.Input],
            Outputs = [network.Features],
            InputShapes = new Dictionary<string, SymbolicShape> { [network.Input] = SymbolicShape.Of(["N", height, width, 3]) },
        });
        return new ImageBackbone(new Backbone(graph, network.Features));
    }

    /// <summary>The network with a layer of classes behind its features: pictures [N, height, width, 3] to probabilities [N, classes].</summary>
    /// <param name="weights">[features, classes].</param>
    /// <param name="biases">[classes].</param>
    public Graph WithClasses(Tensor weights, Tensor biases)
    {
        Graph source = Network.ToGraph(), graph = new();
        Value pictures = graph.Input("pictures", source.Inputs[0].Type);
        Value features = graph.Splice(new Dictionary<Value, Value> { [source.Inputs[0]] = pictures }, [source.Outputs[0].Value])[0];
        graph.Output("scores", features.Gemm(graph.Constant(weights), graph.Constant(biases)).Softmax());
        return graph;
    }

    private static (int Height, int Width) SizeOf(SymbolicShape pictures, int side)
        => pictures is { IsRanked: true, Rank: 4 } && pictures[1] is { IsKnown: true, Factor: > 0 and <= LargestSide } && pictures[2] is { IsKnown: true, Factor: > 0 and <= LargestSide }
            ? (pictures[1].Value, pictures[2].Value) : (side, side);
}
