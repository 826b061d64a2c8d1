using System.Diagnostics;
using MlNetDeepLearning.Runtime;

namespace MlNetDeepLearning.Training;

/// <summary>One call of <see cref="Trainer.Fit"/>: the loops over epochs and batches.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly TrainingGraph _graph;
    private readonly OptimizerState _optimizer;
    private readonly GradientSum? _accumulated;
    private readonly ParameterAverage? _average;
    private readonly Evaluator? _evaluator;
    private readonly MetricSums _sums;
    private readonly TrainingProgress _progress;
    private readonly SessionCheckpoint _checkpoint;
    private readonly ParameterCopy? _best;
    private readonly TrainingState _state = new();
    private readonly BatchFeeder _feeder;
    private readonly TrainingClock _clock = new();
    private readonly int _batches;
    private readonly bool _lowerIsBetter;
    private readonly ITrainingCallback[] _callbacks;

    public TrainingSession(Network network, Loss loss, TrainingOptions options, IBatchSource train, IBatchSource? validation)
    {
        _options = options;
        _callbacks = [.. options.Callbacks];
        _batches = BatchFeeder.BatchCount(train.Count, options.BatchSize, options.DropLast);
        if (_batches == 0)
            throw new ArgumentException($"There are no batches to train on: {train.Count} samples, batches of {options.BatchSize}{(options.DropLast ? ", smaller ones dropped" : "")}.", nameof(train));
        IReadOnlyList<Metric> metrics = options.Metrics ?? loss.DefaultMetrics;
        _lowerIsBetter = !metrics.Any(m => m.HigherIsBetter && options.Monitor.EndsWith(m.Name, StringComparison.Ordinal));
        _graph = new TrainingGraph(network, loss, train.Columns, training: true, options.Seed);
        _optimizer = options.Optimizer.Start(_graph.Parameters, options.LearningRateFactors);
        _accumulated = options.AccumulationSteps > 1 ? new GradientSum(_graph.Parameters) : null;
        _sums = new MetricSums(metrics);
        _average = options.AverageDecay > 0 ? new ParameterAverage(network.Parameters, options.AverageDecay) : null;
        _best = options.KeepBest && validation is not null ? new ParameterCopy(network.Parameters) : null;
        _progress = new TrainingProgress { Epochs = options.Epochs, Batches = _batches, MetricNames = [.. metrics.Select(m => m.Name)], MetricValues = new double[metrics.Count] };
        _checkpoint = new SessionCheckpoint(network, loss, options, train, _optimizer, _average, _best);
        _checkpoint.Restore(_state, _sums);
        if (validation is { Count: > 0 })
            _evaluator = new Evaluator(network, loss, validation, metrics, options.ValidationBatchSize > 0 ? options.ValidationBatchSize : Math.Max(128, options.BatchSize), options.LoaderThreads);
        _feeder = new BatchFeeder(train, new FeederOptions(options.BatchSize, options.Shuffle, options.DropLast, options.Seed, _state.Epoch, _state.Batch, options.LoaderThreads));
    }

    public TrainingHistory Run(CancellationToken cancellation)
    {
        Report();
        foreach (ITrainingCallback callback in _callbacks) callback.Begin(_progress);
        _clock.Begin(_state.EpochSeconds, _state.Batch);
        for (; _state.Epoch < _options.Epochs && !_state.Stopped; _state.Epoch++)
        {
            try
            {
                RunEpoch(cancellation);
                Conclude(Validate(cancellation));
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                _state.EpochSeconds = _clock.EpochSeconds;
                _checkpoint.Save(_state, _sums);
                throw new OperationCanceledException($"Training was cancelled in epoch {_state.Epoch + 1} after {_state.Step} steps. {_checkpoint.Where}", cancellation);
            }
        }
        return Finish();
    }

    public void Dispose()
    {
        _feeder.Dispose();
        _evaluator?.Dispose();
    }

    private void RunEpoch(CancellationToken cancellation)
    {
        int group = _options.AccumulationSteps;
        while (_state.Batch < _batches)
        {
            cancellation.ThrowIfCancellationRequested();
            double rate = LearningRate();
            int count = Math.Min(group, _batches - _state.Batch);
            if (_accumulated is null) RunBatch(rate);
            else RunGroup(rate, count);
            _average?.Step(_state.Step);
            _state.Step++;
            _state.Batch += count;
            Report();
            foreach (ITrainingCallback callback in _callbacks) callback.BatchEnd(_progress);
            if (_options.Checkpoint is { EverySteps: > 0 } c && _state.Step % c.EverySteps == 0 && _state.Batch < _batches)
            {
                _state.EpochSeconds = _clock.EpochSeconds;
                _checkpoint.Save(_state, _sums);
            }
        }
    }

    private void RunBatch(double rate)
    {
        Batch batch = _feeder.Take();
        using (Execution run = _graph.Run(batch.Tensors, (ulong)_state.Step))
        {
            Watch(_sums.Add(run, batch.Tensors[_graph.TargetColumn]), rate);
            _optimizer.Step(_graph.GradientsOf(run), (float)rate);
        }
        _feeder.Return(batch);
    }

    private void RunGroup(double rate, int count)
    {
        _accumulated!.Clear();
        for (int i = 0; i < count; i++)
        {
            Batch batch = _feeder.Take();
            // Steps of random numbers must differ within the group too.
            using (Execution run = _graph.Run(batch.Tensors, (ulong)_state.Step * (ulong)_options.AccumulationSteps + (ulong)i))
            {
                Watch(_sums.Add(run, batch.Tensors[_graph.TargetColumn]), rate);
                _accumulated.Add(_graph.GradientsOf(run), batch.Count);
            }
            _feeder.Return(batch);
        }
        _optimizer.Step(_accumulated.Gradients, (float)rate, 1f / _accumulated.Samples);
    }

    private void Watch(double loss, double rate)
    {
        _progress.BatchLoss = loss;
        _progress.LearningRate = _state.LearningRate = rate;
        if (!double.IsFinite(loss)) throw new TrainingDivergedException(_state.Epoch + 1, _state.Batch + 1, _state.Step + 1, loss, rate);
    }

    private double LearningRate() =>
        _options.Optimizer.LearningRate * _options.Schedule.Factor(_state.Epoch + _state.Batch / (double)_batches, _options.Epochs) * _state.Plateau.Factor;

    private EpochResult Validate(CancellationToken cancellation)
    {
        double trainingSeconds = _clock.EpochSeconds;
        (double Loss, IReadOnlyDictionary<string, double> Metrics)? validation = null;
        if (_evaluator is not null)
        {
            _average?.Swap();
            try { validation = _evaluator.Run(cancellation); }
            finally { _average?.Swap(); }
        }
        return new EpochResult(_state.Epoch + 1, _sums.Loss, _sums.ToDictionary(), validation?.Loss, validation?.Metrics,
            _state.LearningRate, _clock.EpochSeconds, _sums.Samples / Math.Max(1e-9, trainingSeconds));
    }

    private void Conclude(EpochResult result)
    {
        _state.History.Add(result);
        double figure = result.Figure(_options.Monitor) * (_lowerIsBetter ? 1 : -1);
        if (_state.BestFigure is not { } best || figure < best - (_options.EarlyStopping?.MinimumDelta ?? 0))
        {
            _state.BestFigure = figure;
            _state.BestEpoch = result.Epoch;
            _average?.Swap();
            _best?.Take();
            _average?.Swap();
        }
        if (_options.EarlyStopping is { } early && result.Epoch - _state.BestEpoch >= early.Patience) _state.Stopped = true;
        if (_options.Schedule is ReduceOnPlateau plateau) _state.Plateau = _state.Plateau.After(figure, plateau);
        foreach (ITrainingCallback callback in _callbacks) callback.EpochEnd(_progress, result);
        _sums.Clear();
        _state.Batch = 0;
        _state.EpochSeconds = 0;
        _clock.NextEpoch();
        if (_options.Checkpoint is { EveryEpochs: > 0 } c && (result.Epoch % c.EveryEpochs == 0 || result.Epoch == _options.Epochs || _state.Stopped))
            _checkpoint.Save(_state, _sums, epochsDone: result.Epoch);
    }

    private TrainingHistory Finish()
    {
        if (_best is not null) _best.PutBack();
        else _average?.Swap();
        var history = new TrainingHistory(_state.History, _state.BestEpoch, _best is not null, _state.Stopped ? StopReason.EarlyStopped : StopReason.Completed,
            _state.History.Sum(e => e.Seconds));
        foreach (ITrainingCallback callback in _callbacks) callback.End(history);
        return history;
    }

    private void Report()
    {
        _progress.Epoch = _state.Epoch + 1;
        _progress.Batch = _state.Batch;
        _progress.Step = _state.Step;
        _progress.Loss = _sums.Loss;
        for (int m = 0; m < _progress.MetricValues.Length; m++) _progress.MetricValues[m] = _sums[m];
        _progress.SamplesPerSecond = _sums.Samples / Math.Max(1e-9, _clock.EpochSeconds);
        _progress.TimeLeft = _clock.Left(_state.Epoch, _options.Epochs, _state.Batch, _batches);
    }
}

/// <summary>Times epochs and estimates what is left.</summary>
internal sealed class TrainingClock
{
    private long _start = Stopwatch.GetTimestamp();
    private double _before, _epochs;
    private int _firstBatch, _done;

    public double EpochSeconds => _before + Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public void Begin(double secondsBefore, int batch)
    {
        _start = Stopwatch.GetTimestamp();
        _before = secondsBefore;
        _firstBatch = batch;
    }

    public void NextEpoch()
    {
        if (_firstBatch == 0 || _done > 0)
        {
            _epochs += EpochSeconds;
            _done++;
        }
        Begin(0, 0);
    }

    public TimeSpan Left(int epoch, int epochs, int batch, int batches)
    {
        double perBatch = batch > 0 ? EpochSeconds / batch : 0;
        double perEpoch = _done > 0 ? _epochs / _done : perBatch * batches;
        double thisEpoch = Math.Max(0, (batch > 0 ? perBatch * (batches - batch) : perEpoch));
        return TimeSpan.FromSeconds(thisEpoch + perEpoch * Math.Max(0, epochs - epoch - 1));
    }
}
