using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// Runs a graph whose rows (first dimension) have no part in one another's results: one row a run, and a run on each thread, so that what passes from
/// node to node stays in the thread's cache. A row has the same bits whichever rows come with it. Safe to use from any number of threads.
/// </summary>
/// <param name="executor">Runs the graph; the caller knows that its rows are independent.</param>
public sealed class RowExecutor(Executor executor)
{
    // How many times as much has to pass from convolution to convolution as there are weights, which each row reads anew.
    private const int Least = 2;

    // A row of less is not worth a run of its own.
    private const int Few = 1 << 16;

    /// <summary>
    /// Whether rows one by one are faster than many at once: where convolutions pass on much more than they have weights. Dense and recurrent networks
    /// share their weights over the rows, and are better off with all of them.
    /// </summary>
    public static bool Pays(Graph graph)
    {
        if (graph.Inputs.Concat(graph.Outputs.Select(o => o.Value)).Any(v => v.Type.Element.IsManaged())) return false;
        long passed = 0;
        foreach (Node node in graph.Nodes)
        {
            if (node.Operator is not (Conv or FusedConv or ConvTranspose)) continue;
            SymbolicShape shape = node.Outputs[0].Shape;
            if (!shape.IsRanked || shape.CountBetween(1, shape.Rank) is not { IsKnown: true } count) return false;
            passed += count.Value;
        }
        long weights = graph.Nodes.SelectMany(n => n.Inputs).Distinct().Sum(v => v?.Known?.Count ?? v?.Parameter?.Value.Count ?? 0L);
        return passed >= Few && passed > Least * weights;
    }

    /// <summary>Runs all rows.</summary>
    /// <param name="inputs">A tensor for each input of the graph, each with the same number of rows, at least one.</param>
    /// <param name="results">For each output a tensor of all its rows: one that has the type and shape is written to, another is replaced.</param>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph.</exception>
    /// <exception cref="ExecutionException">A node failed; this can be used on.</exception>
    public void Run(Tensor[] inputs, Tensor?[] results)
    {
        var rows = new Rows(executor, inputs, results);
        rows.First();
        Workers.Run(inputs[0].Shape[0] - 1, ref rows);
    }

    private readonly struct Rows(Executor executor, Tensor[] inputs, Tensor?[] results) : ITask
    {
        // The first row tells the shapes of the results.
        public void First()
        {
            using Execution run = executor.Start(Row(0));
            for (int o = 0; o < results.Length; o++)
            {
                Tensor row = run.Output(o);
                Shape all = Shape.Of([inputs[0].Shape[0], .. row.Shape.Dims[1..]]);
                if (results[o] is not { } kept || kept.Shape != all || kept.Type != row.Type) results[o] = new Tensor(row.Type, all);
                Copy(row, 0, results[o]!);
            }
        }

        public void Run(int index)
        {
            using Execution run = executor.Start(Row(index + 1));
            for (int o = 0; o < results.Length; o++) Copy(run.Output(o), index + 1, results[o]!);
        }

        private Tensor[] Row(int index)
        {
            var row = new Tensor[inputs.Length];
            for (int i = 0; i < row.Length; i++)
            {
                Shape shape = Shape.Of([1, .. inputs[i].Shape.Dims[1..]]);
                row[i] = inputs[i].Part(index * shape.Count, shape);
            }
            return row;
        }

        private static void Copy(Tensor row, int index, Tensor all) => row.AsBytes().CopyTo(all.AsBytes()[(index * (int)row.Bytes)..]);
    }
}
