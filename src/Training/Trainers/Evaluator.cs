using MlNetDeepLearning.Runtime;

namespace MlNetDeepLearning.Training;

/// <summary>Measures a network on samples: loss and metrics.</summary>
public sealed class Evaluator : IDisposable
{
    private readonly TrainingGraph _graph;
    private readonly MetricSums _sums;
    private readonly BatchFeeder _feeder;
    private readonly int _batches;

    /// <summary>Prepares to measure.</summary>
    /// <param name="network">The network; its parameters are read at each run.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="source">The samples.</param>
    /// <param name="metrics">Figures beside the loss; null for the loss's own.</param>
    /// <param name="batchSize">The samples of each step.</param>
    /// <param name="loaderThreads">The threads that fill batches ahead.</param>
    /// <exception cref="ArgumentException">The source has no samples, or they do not fit the network.</exception>
    public Evaluator(Network network, Loss loss, IBatchSource source, IReadOnlyList<Metric>? metrics = null, int batchSize = 128, int loaderThreads = 1)
    {
        if (source.Count == 0) throw new ArgumentException("There are no samples to evaluate on.", nameof(source));
        _graph = new TrainingGraph(network, loss, source.Columns, training: false, seed: 0);
        _sums = new MetricSums(metrics ?? loss.DefaultMetrics);
        _batches = BatchFeeder.BatchCount(source.Count, batchSize, dropLast: false);
        _feeder = new BatchFeeder(source, new FeederOptions(batchSize, Shuffle: false, DropLast: false, 0, 0, 0, loaderThreads));
    }

    /// <summary>Goes through all samples once.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the evaluator cannot be used again.</exception>
    public (double Loss, IReadOnlyDictionary<string, double> Metrics) Run(CancellationToken cancellation = default)
    {
        _sums.Clear();
        for (int b = 0; b < _batches; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            Batch batch = _feeder.Take();
            using (Execution run = _graph.Run(batch.Tensors, 0)) _sums.Add(run, batch.Tensors[_graph.TargetColumn]);
            _feeder.Return(batch);
        }
        return (_sums.Loss, _sums.ToDictionary());
    }

    /// <summary>Ends the threads that fill batches.</summary>
    public void Dispose() => _feeder.Dispose();
}
