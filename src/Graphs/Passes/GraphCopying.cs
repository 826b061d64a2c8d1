using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Copies graphs, so that passes may rewrite what others still use.</summary>
public static class GraphCopying
{
    /// <summary>
    /// A copy of what the graph's outputs and updates need. Operators, constants' tensors and parameters are shared; inputs, names and
    /// metadata are kept.
    /// </summary>
    /// <param name="graph">The graph to copy; it stays as it is.</param>
    /// <param name="freeze">True to make constants of the parameters, with the elements they have now: for scoring and for export. Updates are left out.</param>
    /// <param name="outputs">The names of the outputs to keep, in this order; all when null. Updates are left out when given.</param>
    /// <exception cref="ArgumentException">There is no output of that name.</exception>
    public static Graph Copy(this Graph graph, bool freeze = false, IReadOnlyList<string>? outputs = null) => graph.Copy(out _, freeze, outputs);

    /// <summary>Like <see cref="Copy(Graph, bool, IReadOnlyList{string}?)"/>; also gives the copy of each value that was copied.</summary>
    public static Graph Copy(this Graph graph, out IReadOnlyDictionary<Value, Value> copies, bool freeze = false, IReadOnlyList<string>? outputs = null)
    {
        var copy = new Graph();
        Dictionary<Value, Value> map = [];
        copies = map;
        foreach ((string key, string text) in graph.Metadata) copy.Metadata[key] = text;
        foreach (Value input in graph.Inputs) map[input] = copy.Input(input.Name!, input.Type);
        (string Name, Value Value)[] wanted = outputs is null ? [.. graph.Outputs] : [.. outputs.Select(name => Find(graph, name))];
        bool updates = !freeze && outputs is null;
        foreach (Node node in Liveness.Needed(graph, [.. wanted.Select(o => o.Value), .. updates ? graph.Updates.Select(u => u.Value) : []]))
        {
            Node twin = copy.AddNode(node.Name, node.Operator, node.Outputs.Count, [.. node.Inputs.Select(i => i is null ? null : Map(i))]);
            for (int o = 0; o < node.Outputs.Count; o++)
            {
                map[node.Outputs[o]] = twin.Outputs[o];
                twin.Outputs[o].Name = node.Outputs[o].Name;
                twin.Outputs[o].Refine(node.Outputs[o].Type);
            }
        }
        foreach ((string name, Value value) in wanted) copy.Output(name, Map(value));
        if (updates)
            foreach ((Parameter parameter, Value value) in graph.Updates) copy.Update(parameter, Map(value));
        return copy;

        Value Map(Value value)
        {
            if (map.TryGetValue(value, out Value? known)) return known;
            Value twin = value.Parameter is { } p ? freeze ? copy.Constant(p.Value.Clone(), p.Name) : copy.Parameter(p) : copy.Constant(value.Constant!, value.Name);
            map.Add(value, twin);
            return twin;
        }
    }

    private static Value Constant(this Graph graph, Tensor tensor, string? name)
    {
        Value value = graph.Constant(tensor);
        value.Name = name;
        return value;
    }

    private static (string, Value) Find(Graph graph, string name)
    {
        foreach ((string Name, Value Value) output in graph.Outputs)
            if (output.Name == name) return output;
        throw new ArgumentException($"The graph has no output '{name}'; it has {string.Join(", ", graph.Outputs.Select(o => o.Name))}.", nameof(name));
    }
}
