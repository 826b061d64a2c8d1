using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Runs a network on samples in batches, from any number of threads at once.</summary>
public sealed class Predictor
{
    private readonly Executor _executor;
    private readonly int _batchSize;

    /// <summary>Prepares a network to predict.</summary>
    /// <param name="network">The network. Later changes of its parameters are seen.</param>
    /// <param name="loss">What the network was trained with: turns its results into probabilities; null to leave the results as they are.</param>
    /// <param name="batchSize">The largest number of samples computed at once.</param>
    public Predictor(Network network, Loss? loss = null, int batchSize = 128) : this(network.ToGraph(head: loss is null ? null : loss.ToPrediction), batchSize) { }

    /// <summary>Prepares a graph to predict, each of whose inputs and outputs has the batch as its first dimension.</summary>
    public Predictor(Graph graph, int batchSize = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _executor = new Executor(graph);
        _batchSize = batchSize;
    }

    /// <summary>The first result for each sample.</summary>
    /// <param name="inputs">A tensor for each input, with the samples along the first dimension.</param>
    /// <exception cref="ShapeException">The inputs do not fit the network.</exception>
    public Tensor Predict(params ReadOnlySpan<Tensor> inputs)
    {
        int count = inputs[0].Shape.Rank == 0 ? throw new ShapeException($"The input {inputs[0]} has no batch dimension.") : inputs[0].Shape[0];
        if (count <= _batchSize)
        {
            using Execution run = _executor.Start(inputs);
            return run.Output(0).Clone();
        }
        Tensor? result = null;
        var batch = new Tensor[inputs.Length];
        for (int start = 0; start < count; start += _batchSize)
        {
            int size = Math.Min(_batchSize, count - start);
            for (int i = 0; i < batch.Length; i++) batch[i] = Part(inputs[i], start, size, batch[i]);
            using Execution run = _executor.Start(batch);
            Tensor part = run.Output(0);
            result ??= new Tensor(part.Type, Shape.Of([count, .. part.Shape.Dims[1..]]), zeroed: false);
            int offset = checked((int)(part.Bytes / size * start));
            part.AsBytes().CopyTo(result.AsBytes()[offset..]);
        }
        return result!;
    }

    private static Tensor Part(Tensor source, int start, int count, Tensor? kept)
    {
        if (kept is null || kept.Shape[0] != count) kept = new Tensor(source.Type, Shape.Of([count, .. source.Shape.Dims[1..]]), zeroed: false);
        int row = checked((int)(source.Bytes / source.Shape[0]));
        source.AsBytes().Slice(start * row, count * row).CopyTo(kept.AsBytes());
        return kept;
    }
}
