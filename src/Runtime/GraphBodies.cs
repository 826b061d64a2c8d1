using System.Collections.Concurrent;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>Runs the bodies of loops and branches, each by an executor of its own whose plans stay for the next time.</summary>
internal sealed class GraphBodies(ExecutorOptions options) : IGraphRunner
{
    private readonly ConcurrentDictionary<Graph, Executor> _executors = new();

    public Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs, ulong step)
    {
        using Execution execution = _executors.GetOrAdd(graph, g => new Executor(g, options, this)).Start(inputs, step);
        var outputs = new Tensor[graph.Outputs.Count];
        for (int o = 0; o < outputs.Length; o++) outputs[o] = execution.Output(o).Clone();
        return outputs;
    }
}
