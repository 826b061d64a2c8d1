using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime;

/// <summary>
/// One run of a graph, with its results. Dispose it to make its memory free for the next run; copies of it stand for the same run, so that
/// disposing it twice, or reading it too late, cannot touch the run that has the memory next.
/// </summary>
public readonly struct Execution : IDisposable
{
    private readonly Executor? _executor;
    private readonly Plan _plan;
    private readonly long _run;

    internal Execution(Executor executor, Plan plan)
    {
        _executor = executor;
        _plan = plan;
        _run = plan.RunNumber;
    }

    /// <summary>The bytes of the arena in which all intermediate results lie.</summary>
    public long ArenaBytes => _executor is null ? 0 : _plan.ArenaBytes;

    /// <summary>
    /// A result, valid until this is disposed; only to be read. A result that is an input, a parameter or a constant of the graph is that very
    /// tensor.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public Tensor Output(int index) => _executor is not null && _plan.RunNumber == _run
        ? _plan.Output(index)
        : throw new ObjectDisposedException(nameof(Execution), "The run was disposed, and its memory may serve another one.");

    /// <summary>Gives the memory back. The results must not be used any more.</summary>
    public void Dispose() => _executor?.Return(_plan, _run);
}
