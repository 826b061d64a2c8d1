using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// Runs a graph node by node in the simplest way: no plan, no shared memory, generic kernels. What the <see cref="Executor"/> is tested
/// against.
/// </summary>
public static class ReferenceExecutor
{
    /// <summary>Computes the outputs, in the graph's order; updates are not written back.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each input, in order.</param>
    /// <param name="reference">False to use the fast kernels all the same.</param>
    /// <param name="seed">The seed of random numbers.</param>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph, or a result would have too many elements.</exception>
    /// <exception cref="ExecutionException">A node failed.</exception>
    public static Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs, bool reference = true, ulong seed = 0)
    {
        return Run(graph, inputs, new RunState(reference) { Seed = seed, Bodies = new Bodies(reference, seed) });
    }

    private static Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs, RunState run)
    {
        InputCheck.Run(graph, inputs);
        if (WidenHalfPrecision.HasBFloat16(graph)) graph = graph.Optimize(passes: [new WidenHalfPrecision(onlyBFloat16: true)]);
        Dictionary<Value, Tensor> tensors = [];
        for (int i = 0; i < inputs.Length; i++) tensors[graph.Inputs[i]] = inputs[i];
        foreach (Node node in Liveness.Needed(graph))
        {
            Tensor?[] operands = [.. node.Inputs.Select(i => i is null ? null : Get(i))];
            var results = new Tensor?[node.Outputs.Count];
            if (!node.Operator.GivesResults)
            {
                TensorType[] types = Inference.Run(node, [.. operands.Select(t => t is null ? null : TensorType.Of(t))], i => operands[i]);
                for (int o = 0; o < types.Length; o++) MemoryCheck.Result(node, o, types[o], run.MemoryLimit);
                results = [.. types.Select(t => new Tensor(t.Element, t.Shape.ToShape()))];
            }
            var kernel = new Kernel(node, operands, results, new bool[operands.Length], run);
            KernelRun.Run(kernel);
            for (int o = 0; o < results.Length; o++) tensors[node.Outputs[o]] = kernel.Output(o);
        }
        return [.. graph.Outputs.Select(o => Get(o.Value))];

        Tensor Get(Value value) => value.Parameter?.Value ?? value.Constant ?? tensors[value];
    }

    private sealed class Bodies(bool reference, ulong seed) : IGraphRunner
    {
        public Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs, ulong step) =>
            ReferenceExecutor.Run(graph, inputs, new RunState(reference) { Seed = seed, Step = step, Bodies = this });
    }
}
