using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Runtime;

/// <summary>How an <see cref="Executor"/> runs a graph.</summary>
/// <param name="Training">True when parameters change from run to run, so that nothing derived from them is kept.</param>
/// <param name="Optimize">Whether graph passes (fusion, folding) are applied first.</param>
/// <param name="Reference">Whether the generic reference kernels are used throughout; for tests.</param>
/// <param name="Seed">The seed of all random numbers.</param>
public sealed record ExecutorOptions(bool Training = false, bool Optimize = true, bool Reference = false, ulong Seed = 0)
{
    /// <summary>Takes the time of each node; null for not.</summary>
    public ExecutionProfile? Profile { get; init; }

    /// <summary>The most bytes that the results of a run may take; a model that needs more is refused before memory is taken. Null for what the machine has.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>The most iterations of a loop; one that goes on beyond counts as endless and fails.</summary>
    public long MaxIterations { get; init; } = RunState.DefaultMaxIterations;
}
