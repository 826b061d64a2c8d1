using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>A part of a backbone that is trained or left alone as a whole: everything between two places where a single value carries all.</summary>
/// <param name="Name">The name of its first parameter.</param>
/// <param name="Parameters">Its parameters: weights, and statistics of normalizations.</param>
public sealed record BackboneBlock(string Name, IReadOnlyList<Parameter> Parameters);

/// <summary>
/// Cuts a network where only one value leads on: between residual blocks, say, and never inside of one. What is pooled and laid beside the other features, as the means of
/// an early stage, is in nobody's way.
/// </summary>
internal static class BackboneBlocks
{
    public static IReadOnlyList<BackboneBlock> Of(Graph graph, Value features)
    {
        IReadOnlyList<Node> nodes = Liveness.Needed(graph, [features]);
        HashSet<Node> aside = Aside(nodes);
        Dictionary<Value, int> lastUse = [];
        for (int n = 0; n < nodes.Count; n++)
            foreach (Value? input in nodes[n].Inputs)
                if (!aside.Contains(nodes[n]) && input is { Constant: null, Parameter: null }) lastUse[input] = n;

        List<BackboneBlock> blocks = [];
        List<Parameter> parameters = [];
        HashSet<Value> open = [.. graph.Inputs.Where(lastUse.ContainsKey)];
        bool weights = false;
        for (int n = 0; n < nodes.Count; n++)
        {
            // Biases, normalizations and activations belong to the weights before them.
            if (weights && open.Count == 1 && FeatureLayer.HasWeights(nodes[n])) Close();
            foreach (Value? input in nodes[n].Inputs)
                if (input?.Parameter is { } parameter && !parameters.Contains(parameter)) parameters.Add(parameter);
            weights |= FeatureLayer.HasWeights(nodes[n]);
            open.RemoveWhere(v => lastUse[v] <= n);
            open.UnionWith(nodes[n].Outputs.Where(lastUse.ContainsKey));
        }
        Close();
        return blocks;

        // Poolings and concatenations after which nothing else comes.
        static HashSet<Node> Aside(IReadOnlyList<Node> nodes)
        {
            HashSet<Node> aside = [];
            HashSet<Value> used = [];
            foreach (Node node in nodes.Reverse())
            {
                if (node.Operator is Concat or Graphs.Flatten or Graphs.Reshape or GlobalAveragePool or GlobalMaxPool or ReduceMean && !node.Outputs.Any(used.Contains)) aside.Add(node);
                else used.UnionWith(node.Inputs.OfType<Value>());
            }
            return aside;
        }

        void Close()
        {
            if (parameters.Count > 0) blocks.Add(new BackboneBlock(parameters[0].Name, [.. parameters]));
            parameters.Clear();
            weights = false;
        }
    }
}
