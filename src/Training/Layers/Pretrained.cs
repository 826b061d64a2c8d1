using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// A network that exists already (read from an ONNX file, for one) as a layer: all of it, or what leads to one of its values, so that another
/// head can follow. The weights that it was read with as parameters are those of the network that is built, under their own names, and are
/// trained with it; weights that are constants stay as they are.
/// </summary>
/// <param name="Graph">
/// The network, with one input. Its parameters are changed by training. Pictures may have another size than the file says wherever the operators on the way
/// to the result allow it: convolutions up to a global pooling do.
/// </param>
/// <param name="Output">The name of the value that is the layer's result: an output, or any value that the file names; null for the first output.</param>
/// <param name="UpdateStatistics">
/// Whether its batch normalizations use and update the batch's statistics in training; false to keep the statistics that the network came with, which is
/// better for small sets and batches. Those whose scales are not trained keep theirs in any case.
/// </param>
public sealed record Pretrained(Graph Graph, string? Output = null, bool UpdateStatistics = false) : Layer
{
    private const float Momentum = 0.9f;

    // The value itself, where it has no name.
    internal Value? Result { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network has several inputs, or no value of that name.</exception>
    protected override Value Build(Value x, LayerContext context)
    {
        if (Graph.Inputs.Count != 1) throw new ArgumentException($"A pretrained network that is a layer needs one input, but this one has {Graph.Inputs.Count}.");
        Value input = Graph.Inputs[0], result = Result ?? (Output is null ? Graph.Outputs[0].Value : FeatureLayer.Named(Graph, Output));
        if (input.Type.Element != x.Type.Element || (input.Shape.IsRanked && input.Shape.Rank != x.Shape.Rank)) throw Misfit(x, input);
        try
        {
            return Copy(x, input, result, context);
        }
        catch (ShapeException e) when (!Fits(x, input))
        {
            throw Misfit(x, input, e);
        }
    }

    private Value Copy(Value x, Value input, Value result, LayerContext context)
    {
        Dictionary<Value, Value> copies = new() { [input] = x };
        foreach (Node node in Liveness.Needed(Graph, [result]))
        {
            Operator op = node.Operator is Graphs.BatchNormalization fixedOp && context.Training && UpdateStatistics && IsUpdated(node)
                ? fixedOp with { TrainingMode = true, Momentum = Momentum }
                : node.Operator;
            Node copy = x.Graph.AddNode(node.Name, op, node.Outputs.Count, [.. node.Inputs.Select(i => i is null ? null : Copy(i, copies, context))]);
            for (int o = 0; o < node.Outputs.Count; o++) copies[node.Outputs[o]] = copy.Outputs[o];
            if (op == node.Operator) continue;
            context.Update(copy.Inputs[3]!, copy.Outputs[1]);
            context.Update(copy.Inputs[4]!, copy.Outputs[2]);
        }
        return Copy(result, copies, context);
    }

    private static bool IsUpdated(Node node) => node.Inputs[1]!.Parameter is null or { Trainable: true } && node.Inputs[3]!.Parameter is not null && node.Inputs[4]!.Parameter is not null;

    private static Value Copy(Value value, Dictionary<Value, Value> copies, LayerContext context)
    {
        if (!copies.TryGetValue(value, out Value? copy))
            copies[value] = copy = value.Parameter is { } parameter ? context.Parameter(parameter) : context.Graph.Constant(value.Constant!);
        return copy;
    }

    // The batch may be any, whatever the file says.
    private static bool Fits(Value x, Value input)
    {
        for (int d = 1; input.Shape.IsRanked && d < input.Shape.Rank; d++)
            if (input.Shape[d].IsKnown && x.Shape[d].IsKnown && input.Shape[d] != x.Shape[d]) return false;
        return true;
    }

    private static ShapeException Misfit(Value x, Value input, ShapeException? cause = null) =>
        new($"the pretrained network takes {input.Type}, but is given {x.Type}{(cause is null ? "" : $", which does not do: {cause.Message}")}", cause);
}
