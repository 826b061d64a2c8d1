using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// Runs a graph, as often as wanted and from any number of threads. Plans are made per input shape and kept; a run whose shapes were
/// seen before allocates nothing.
/// </summary>
public sealed class Executor
{
    private static readonly int MaxPlans = Math.Max(16, Workers.Count);
    private readonly Graph _graph;
    private readonly Graph _optimized;
    private readonly ExecutorOptions _options;
    private readonly GraphBodies _bodies;
    private readonly List<Plan> _idle = new(MaxPlans);
    private readonly Lock _lock = new();

    /// <summary>Prepares to run a graph. The graph must not be changed afterwards.</summary>
    public Executor(Graph graph, ExecutorOptions? options = null) : this(graph, options, null) { }

    internal Executor(Graph graph, ExecutorOptions? options, GraphBodies? bodies)
    {
        _options = options ?? new ExecutorOptions();
        _bodies = bodies ?? new GraphBodies(_options with { Training = false });
        _graph = graph;
        _optimized = _options.Optimize ? graph.Optimize()
            : WidenHalfPrecision.HasBFloat16(graph) ? graph.Optimize(passes: [new WidenHalfPrecision(onlyBFloat16: true)])
            : graph;
    }

    /// <summary>The graph that is run.</summary>
    public Graph Graph => _graph;

    /// <summary>How many plans wait for the next run; at most 16, or as many as there are threads, of which the one unused for longest goes first.</summary>
    public int IdlePlans
    {
        get
        {
            lock (_lock) return _idle.Count;
        }
    }

    /// <summary>
    /// Runs the graph. Its results stay valid until the execution is disposed, which makes its memory free for the next run.
    /// </summary>
    /// <param name="inputs">A tensor for each input of the graph, in order.</param>
    /// <param name="step">The number of this run, for random numbers.</param>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph, or a result would have too many elements.</exception>
    /// <exception cref="ExecutionException">A node failed; the executor can be used on.</exception>
    /// <exception cref="InsufficientMemoryException">The results need more memory than the machine has.</exception>
    public Execution Start(ReadOnlySpan<Tensor> inputs, ulong step = 0)
    {
        // A plan whose run fails is not put back: what its kernels keep may be half done.
        Plan plan = Rent(inputs);
        plan.State.Step = step;
        plan.Run(inputs);
        return new Execution(this, plan);
    }

    /// <summary>Runs the graph and gives copies of its results, in the order of its outputs.</summary>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph, or a result would have too many elements.</exception>
    /// <exception cref="ExecutionException">A node failed; the executor can be used on.</exception>
    /// <exception cref="InsufficientMemoryException">The results need more memory than the machine has.</exception>
    public Tensor[] Run(params ReadOnlySpan<Tensor> inputs)
    {
        using Execution execution = Start(inputs);
        var outputs = new Tensor[_graph.Outputs.Count];
        for (int o = 0; o < outputs.Length; o++) outputs[o] = execution.Output(o).Clone();
        return outputs;
    }

    internal void Return(Plan plan, long run)
    {
        lock (_lock)
        {
            if (!plan.End(run)) return;
            if (_idle.Count == MaxPlans) _idle.RemoveAt(0);
            _idle.Add(plan);
        }
    }

    private Plan Rent(ReadOnlySpan<Tensor> inputs)
    {
        lock (_lock)
        {
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                Plan plan = _idle[i];
                if (!plan.Fits(inputs)) continue;
                _idle.RemoveAt(i);
                return plan;
            }
        }
        InputCheck.Run(_graph, inputs);
        return Planner.Build(_optimized, inputs.ToArray(), _options, _bodies);
    }
}
