using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Runtime;

/// <summary>Where the time of runs goes, node by node. Give one to <see cref="ExecutorOptions.Profile"/>.</summary>
public sealed class ExecutionProfile
{
    private readonly Dictionary<Node, (long Ticks, int Runs, string Shapes)> _nodes = [];
    private readonly Lock _lock = new();

    /// <summary>The nodes that ran: the seconds they took in all, and how often they ran; slowest first.</summary>
    public IReadOnlyList<(Node Node, double Seconds, int Runs)> Nodes
    {
        get
        {
            lock (_lock)
                return [.. _nodes.Select(n => (n.Key, n.Value.Ticks / (double)Stopwatch.Frequency, n.Value.Runs)).OrderByDescending(n => n.Item2)];
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_lock) _nodes.Clear();
    }

    /// <summary>The slowest nodes and the sums by operator, as text.</summary>
    public string Report(int nodes = 20)
    {
        lock (_lock)
        {
            double all = Math.Max(1, _nodes.Values.Sum(n => n.Ticks));
            var text = new StringBuilder();
            foreach ((string op, long ticks, int count, int runs) in _nodes.GroupBy(n => n.Key.Operator.OpType)
                .Select(g => (g.Key, g.Sum(n => n.Value.Ticks), g.Count(), g.Max(n => n.Value.Runs))).OrderByDescending(g => g.Item2))
                text.Append(CultureInfo.InvariantCulture, $"{op,-28}{100 * ticks / all,6:F1} %{Milliseconds(ticks, runs),10:F3} ms  {count} nodes\n");
            foreach ((Node node, (long ticks, int runs, string shapes)) in _nodes.OrderByDescending(n => n.Value.Ticks).Take(nodes))
                text.Append(CultureInfo.InvariantCulture, $"{node.Name,-32}{100 * ticks / all,6:F1} %{Milliseconds(ticks, runs),10:F3} ms  {shapes}\n");
            return text.ToString();
        }

        static double Milliseconds(long ticks, int runs) => 1000.0 * ticks / Stopwatch.Frequency / Math.Max(1, runs);
    }

    internal void Run(Kernel kernel)
    {
        long start = Stopwatch.GetTimestamp();
        KernelRun.Run(kernel);
        long ticks = Stopwatch.GetTimestamp() - start;
        lock (_lock)
        {
            (long Ticks, int Runs, string Shapes) before = _nodes.TryGetValue(kernel.Node, out var known) ? known : (0, 0, Shapes(kernel));
            _nodes[kernel.Node] = (before.Ticks + ticks, before.Runs + 1, before.Shapes);
        }
    }

    private static string Shapes(Kernel kernel)
    {
        var inputs = Enumerable.Range(0, kernel.InputCount).Select(i => kernel.HasInput(i) ? kernel.Input(i).Shape.ToString() : "none");
        var outputs = Enumerable.Range(0, kernel.OutputCount).Select(i => kernel.HasOutput(i) ? kernel.Output(i).Shape.ToString() : "none");
        return $"{kernel.Node.Operator.OpType} {string.Join(", ", inputs)} -> {string.Join(", ", outputs)}";
    }
}
