using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Puts the computation of one graph into another.</summary>
internal static class GraphSplicing
{
    /// <summary>Adds what some values of a graph need to another graph; shapes are inferred anew.</summary>
    /// <param name="target">The graph to extend.</param>
    /// <param name="inputs">For each input of the other graph that is needed, the value of this graph that stands in for it.</param>
    /// <param name="wanted">Values of the other graph.</param>
    /// <returns>Their copies.</returns>
    public static Value[] Splice(this Graph target, IReadOnlyDictionary<Value, Value> inputs, params IReadOnlyList<Value> wanted)
    {
        Dictionary<Value, Value> copies = new(inputs);
        if (wanted.Count == 0) return [];
        foreach (Node node in Liveness.Needed(wanted[0].Graph, wanted))
        {
            Node twin = target.AddNode(node.Name, node.Operator, node.Outputs.Count, [.. node.Inputs.Select(i => i is null ? null : Copy(i))]);
            for (int o = 0; o < node.Outputs.Count; o++)
            {
                copies[node.Outputs[o]] = twin.Outputs[o];
                twin.Outputs[o].Name = node.Outputs[o].Name;
                twin.Outputs[o].Refine(node.Outputs[o].Type);
            }
        }
        return [.. wanted.Select(Copy)];

        Value Copy(Value value)
        {
            if (copies.TryGetValue(value, out Value? known)) return known;
            Value constant = target.Constant(value.Constant ?? value.Parameter!.Value);
            constant.Name = value.Name ?? value.Parameter?.Name;
            return copies[value] = constant;
        }
    }

    /// <summary>The inputs of a graph that some of its values depend on, in the graph's order.</summary>
    public static IReadOnlyList<Value> InputsOf(this Graph graph, IReadOnlyList<Value> values)
    {
        HashSet<Value?> used = [.. values, .. Liveness.Needed(graph, values).SelectMany(n => n.Inputs)];
        return [.. graph.Inputs.Where(used.Contains)];
    }
}
