using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Computes what follows from constants while the graph is built, so that conditions and shapes that depend on it are known.</summary>
internal static class Evaluation
{
    private const int MostElements = 4096;
    private const int MostSteps = 8;

    /// <summary>The elements of a value that a few nodes compute from small constants; null for all others.</summary>
    public static Tensor? Of(Value value) => value.Known is not null ? null : Of(value, MostSteps);

    private static Tensor? Of(Value value, int steps)
    {
        if (value.Known is { } known) return known.Count <= MostElements ? known : null;
        if (steps == 0 || value.Producer is not { Outputs.Count: 1, Operator: { IsDeterministic: true, GivesResults: false } } node || node.Inputs.Count == 0) return null;
        if (!value.Type.IsRanked || value.Type.Element.IsManaged() || !value.Shape.IsKnown || value.Shape.Count.Value > MostElements) return null;
        var graph = new Graph();
        Value?[] operands = new Value?[node.Inputs.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            if (node.Inputs[i] is not { } input) continue;
            if (Of(input, steps - 1) is not { } tensor) return null;
            operands[i] = graph.Constant(tensor);
        }
        Node twin = graph.AddNode(node.Operator, operands);
        return Folding.IsPossible(twin) ? Folding.Run(twin, [.. twin.Outputs.Select(o => o.Type)])[0] : null;
    }
}
