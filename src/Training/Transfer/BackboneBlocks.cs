using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>A part of a backbone that is trained or left alone as a whole: everything between two places where a single value carries all.</summary>
/// <param name="Name">The name of its first parameter.</param>
/// <param name="Parameters">Its parameters: weights, and statistics of normalizations.</param>
public sealed record BackboneBlock(string Name, IReadOnlyList<Parameter> Parameters);

/// <summary>Cuts a network where only one value leads on: between residual blocks, say, and never inside of one.</summary>
internal static class BackboneBlocks
{
    public static IReadOnlyList<BackboneBlock> Of(Graph graph, Value features)
    {
        IReadOnlyList<Node> nodes = Liveness.Needed(graph, [features]);
        Dictionary<Value, int> lastUse = [];
        for (int n = 0; n < nodes.Count; n++)
            foreach (Value? input in nodes[n].Inputs)
                if (input is { Constant: null, Parameter: null }) lastUse[input] = n;
        lastUse[features] = nodes.Count;

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

        void Close()
        {
            if (parameters.Count > 0) blocks.Add(new BackboneBlock(parameters[0].Name, [.. parameters]));
            parameters.Clear();
            weights = false;
        }
    }
}
