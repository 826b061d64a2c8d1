using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// Runs a graph, as often as wanted and from any number of threads. Plans are made per input shape and kept; a run whose shapes were
/// seen before allocates nothing.
/// </summary>
public sealed class Executor
{
    private const int MaxPlans = 16;
    private readonly Graph _graph;
    private readonly Graph _optimized;
    private readonly ExecutorOptions _options;
    private readonly List<Execution> _idle = [];
    private readonly Lock _lock = new();

    /// <summary>Prepares to run a graph. The graph must not be changed afterwards.</summary>
    public Executor(Graph graph, ExecutorOptions? options = null)
    {
        _options = options ?? new ExecutorOptions();
        _graph = graph;
        _optimized = _options.Optimize ? graph.Optimize() : graph;
    }

    /// <summary>The graph that is run.</summary>
    public Graph Graph => _graph;

    /// <summary>
    /// Runs the graph. Its results stay valid until the execution is disposed, which makes its memory free for the next run.
    /// </summary>
    /// <param name="inputs">A tensor for each input of the graph, in order.</param>
    /// <param name="step">The number of this run, for random numbers.</param>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph.</exception>
    public Execution Start(ReadOnlySpan<Tensor> inputs, ulong step = 0)
    {
        Execution execution = Rent(inputs);
        execution.Run(inputs, step);
        return execution;
    }

    /// <summary>Runs the graph and gives copies of its results, in the order of its outputs.</summary>
    /// <exception cref="ShapeException">An input's type or shape does not fit the graph.</exception>
    public Tensor[] Run(params ReadOnlySpan<Tensor> inputs)
    {
        using Execution execution = Start(inputs);
        var outputs = new Tensor[_graph.Outputs.Count];
        for (int o = 0; o < outputs.Length; o++) outputs[o] = execution.Output(o).Clone();
        return outputs;
    }

    internal void Return(Execution execution)
    {
        lock (_lock)
        {
            if (_idle.Count == MaxPlans) _idle.RemoveAt(0);
            _idle.Add(execution);
        }
    }

    private Execution Rent(ReadOnlySpan<Tensor> inputs)
    {
        lock (_lock)
        {
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                Execution execution = _idle[i];
                if (!execution.Plan.Fits(inputs)) continue;
                _idle.RemoveAt(i);
                return execution;
            }
        }
        Check(inputs);
        return new Execution(this, Planner.Build(_optimized, inputs.ToArray(), _options));
    }

    private void Check(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != _graph.Inputs.Count)
            throw new ShapeException($"The graph has {_graph.Inputs.Count} inputs ({string.Join(", ", _graph.Inputs.Select(i => i.Name))}), but {inputs.Length} tensors were given.");
        Dictionary<string, int> symbols = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            Value input = _graph.Inputs[i];
            bool fits = inputs[i].Type == input.Type.Element && inputs[i].Shape.Rank == input.Shape.Rank;
            for (int d = 0; fits && d < input.Shape.Rank; d++)
            {
                Dim dim = input.Shape[d];
                int size = inputs[i].Shape[d];
                fits = dim.IsKnown ? dim.Value == size : dim.Factor != 1 || !symbols.TryGetValue(dim.Symbol!, out int known) || known == size;
                if (fits && dim is { IsKnown: false, Factor: 1 }) symbols[dim.Symbol!] = size;
            }
            if (!fits) throw new ShapeException($"Input '{input.Name}' takes {input.Type}, but a tensor of {inputs[i]} was given.");
        }
    }
}

/// <summary>One run of a graph, with its results. Dispose it to make its memory free for the next run.</summary>
public sealed class Execution : IDisposable
{
    private readonly Executor _executor;
    private bool _running;

    internal Execution(Executor executor, Plan plan)
    {
        _executor = executor;
        Plan = plan;
    }

    internal Plan Plan { get; }

    /// <summary>The bytes of the arena in which all intermediate results lie.</summary>
    public long ArenaBytes => Plan.ArenaBytes;

    /// <summary>A result, valid until this is disposed.</summary>
    public Tensor Output(int index) => _running ? Plan.Output(index) : throw new ObjectDisposedException(nameof(Execution));

    /// <summary>Gives the memory back. The results must not be used any more.</summary>
    public void Dispose()
    {
        if (!_running) return;
        _running = false;
        _executor.Return(this);
    }

    internal void Run(ReadOnlySpan<Tensor> inputs, ulong step)
    {
        _running = true;
        Plan.State.Step = step;
        Plan.Run(inputs);
    }
}
