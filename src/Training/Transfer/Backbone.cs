using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// A pretrained network up to its features: the numbers that describe a picture, which a new head learns to tell classes from (Yosinski et al.
/// 2014). A feature map is averaged over the picture.
/// </summary>
public sealed class Backbone
{
    private readonly Value _cut;

    /// <summary>Cuts a network at its features.</summary>
    /// <param name="graph">The network, with one input of Single. Where it was read with its weights as parameters they can be trained further; constants stay as they are. Several features are joined by nodes that are added to it.</param>
    /// <param name="features">The name of the value that is taken as features, or several names with commas between them whose features are laid side by side (early layers tell colours and
    /// textures, late ones what things are; Hariharan et al. 2015); null to find it: what the classifier at the end reads.</param>
    /// <param name="inputShape">The shape of one sample (channels, height, width), where the network takes any, or another one than its file says; null for the file's.</param>
    /// <exception cref="ArgumentException">The network has no such value, several inputs, an input whose size is not known, or features whose number is not known.</exception>
    public Backbone(Graph graph, string? features = null, SymbolicShape? inputShape = null)
    {
        if (graph.Inputs.Count != 1) throw new ArgumentException($"A backbone needs one input, but this network has {graph.Inputs.Count}: {string.Join(", ", graph.Inputs.Select(i => i.Name))}.");
        Graph = graph;
        InputShape = inputShape ?? ShapeOf(graph.Inputs[0]);
        if (!InputShape.IsKnown) throw new ArgumentException($"The network takes {graph.Inputs[0].Type}: say which size it shall have.");
        Value[] values = features is null ? [FeatureLayer.Find(graph)] : [.. features.Split(',', StringSplitOptions.TrimEntries).Select(name => FeatureLayer.Named(graph, name))];
        _cut = values.Length == 1 ? values[0] : graph.Concat(1, [.. values.Select(v => Averaged(v, IsChannelsLast(InputShape)))]);
        Features = features ?? _cut.Name ?? _cut.Producer?.Operator.OpType ?? "input";
        Value result = Network.Build(InputShape, (x, c) => c.Apply(x, AsLayer())).ToGraph().Outputs[0].Value;
        FeatureCount = result.Shape is { Rank: 2 } shape && shape[1].IsKnown
            ? shape[1].Value
            : throw new ArgumentException($"The value '{Features}' gives {result.Type}: no fixed number of features. Name another one.");
        Blocks = BackboneBlocks.Of(graph, _cut);
        Hash = BackboneHash.Of(graph, _cut, InputShape);
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>The name of the value that the features are.</summary>
    public string Features { get; }

    /// <summary>The shape of one sample.</summary>
    public SymbolicShape InputShape { get; }

    /// <summary>How many numbers describe a sample.</summary>
    public int FeatureCount { get; }

    /// <summary>The parts that can be trained or left alone, from the input to the features; empty where all weights are constants.</summary>
    public IReadOnlyList<BackboneBlock> Blocks { get; }

    /// <summary>SHA-256, as hexadecimal digits, of all that the features depend on when the backbone was made: operators, weights, the size of the input.</summary>
    public string Hash { get; }

    /// <summary>The backbone as a layer: <c>N</c> samples to <c>N×FeatureCount</c>.</summary>
    /// <param name="updateStatistics">Whether batch normalizations use and update the batch's statistics in training; see <see cref="Pretrained"/>.</param>
    public Layer AsLayer(bool updateStatistics = false) =>
        new PretrainedFeatures(new Pretrained(Graph, null, updateStatistics) { Result = _cut }, IsChannelsLast(InputShape));

    /// <summary>The backbone with layers behind it, as one network whose graphs share the backbone's parameters.</summary>
    /// <param name="head">The layers; the last one gives a logit for each class. Names keep them apart from the backbone's.</param>
    /// <param name="trained">A network with the same layers alone, whose parameters are taken over; null to start with fresh ones.</param>
    /// <param name="updateStatistics">See <see cref="AsLayer"/>.</param>
    /// <param name="seed">Determines fresh parameters.</param>
    public Network WithHead(IReadOnlyList<Layer> head, Network? trained = null, bool updateStatistics = false, ulong seed = 0)
    {
        Network network = Network.Build(InputShape, (x, c) => c.Apply(c.Apply(x, AsLayer(updateStatistics)), [.. head]), seed);
        foreach (Parameter parameter in trained?.Parameters ?? Enumerable.Empty<Parameter>())
        {
            Parameter own = network.Parameters[parameter.Name];
            parameter.Value.CopyTo(own.Value);
            own.Touch();
        }
        return network;
    }

    /// <summary>A graph that gives features, with the weights as they are now as constants: for scoring.</summary>
    public Graph ToGraph() => Network.Build(InputShape, (x, c) => c.Apply(x, AsLayer())).ToGraph().Copy(freeze: true);

    private static SymbolicShape ShapeOf(Value input) => input.Shape is { IsRanked: true, Rank: > 1 } shape
        ? SymbolicShape.Of(shape.Dims[1..])
        : throw new ArgumentException($"A backbone takes samples along the first dimension, but the input is {input.Type}.");

    // Pictures whose colours stand last, as in TensorFlow, have feature maps of that kind too.
    private static bool IsChannelsLast(SymbolicShape picture) =>
        picture.Rank == 3 && picture[2].IsKnown && picture[2].Value is 1 or 3 && !(picture[0].IsKnown && picture[0].Value is 1 or 3);

    // A feature map's mean over the picture.
    private static Value Averaged(Value y, bool channelsLast)
    {
        int rank = y.Shape.Rank;
        if (rank <= 2) return y;
        int[] places = [.. Enumerable.Range(channelsLast ? 1 : 2, rank - 2)];
        if (places.Any(axis => y.Shape[axis] != 1)) y = y.ReduceMean([.. places], keepDims: true);
        return y.Flatten();
    }

    private sealed record PretrainedFeatures(Pretrained Body, bool ChannelsLast) : Layer
    {
        private protected override bool HasRow => false;

        protected override Value Build(Value x, LayerContext context) => Averaged(Body.Apply(x, context), ChannelsLast);
    }
}
