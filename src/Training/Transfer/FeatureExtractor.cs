using System.Collections.Concurrent;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Computes the features of samples in batches: while the network is at one batch, the samples of the next one are read and decoded on other threads.
/// Safe to use from any number of threads.
/// </summary>
/// <param name="backbone">The network; its weights as they are now.</param>
/// <param name="batchSize">The samples of each run of the network.</param>
public sealed class FeatureExtractor(Backbone backbone, int batchSize = 32)
{
    private readonly Executor _executor = new(backbone.ToGraph());
    private readonly int _width = backbone.FeatureCount;

    /// <summary>The features of all samples, in their order, whatever the number of threads.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="cache">Where features are looked up and kept; null for nowhere. It must belong to this backbone and this way of decoding.</param>
    /// <param name="progress">Who is told how far it is, after each batch.</param>
    /// <param name="cancellation">Stops between two batches; the cache has what was computed until then.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExtractedFeatures Extract(ISampleSource samples, FeatureCache? cache = null, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        int count = samples.Count, done = 0;
        var features = new Tensor(ElementType.Float32, [count, _width]);
        var errors = new ConcurrentDictionary<int, SampleError>();
        var reader = new SampleReader(samples, backbone.InputShape.ToShape(), batchSize, cache, features, errors);
        Task<SampleBatch?> next = Task.Run(() => reader.Next(cancellation), CancellationToken.None);
        while (next.GetAwaiter().GetResult() is { } batch)
        {
            next = Task.Run(() => reader.Next(cancellation), CancellationToken.None);
            try
            {
                Score(batch, features);
            }
            catch
            {
                // The other thread must not be at the source any more when this call has ended.
                try { next.Wait(CancellationToken.None); }
                catch (AggregateException) { }
                throw;
            }
            cache?.Append(batch.Items.Where(i => !errors.ContainsKey(i.Index)).Select(i => (i.Key, (ReadOnlyMemory<float>)Row(features, i.Index).ToArray())));
            done = batch.Seen;
            progress?.Report(new ExtractionProgress(done, count, batch.Cached));
        }
        if (done < count) progress?.Report(new ExtractionProgress(count, count, reader.Cached));
        return Compact(features, [.. errors.Values.OrderBy(e => e.Index)], reader.Cached);
    }

    private void Score(SampleBatch batch, Tensor features)
    {
        if (batch.Items.Count == 0) return;
        using Execution run = _executor.Start([batch.Pixels]);
        ReadOnlySpan<float> results = run.Output(0).AsSpan<float>();
        for (int i = 0; i < batch.Items.Count; i++) results.Slice(i * _width, _width).CopyTo(Row(features, batch.Items[i].Index));
    }

    private Span<float> Row(Tensor features, int index) => features.AsSpan<float>().Slice(index * _width, _width);

    private ExtractedFeatures Compact(Tensor features, IReadOnlyList<SampleError> errors, int cached)
    {
        int[] kept = [.. Enumerable.Range(0, features.Shape[0]).Except(errors.Select(e => e.Index))];
        var all = new ExtractedFeatures(features, kept, errors, cached);
        return errors.Count == 0 ? all : all with { Values = all.Rows(kept) };
    }
}
