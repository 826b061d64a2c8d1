using System.Collections.Concurrent;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Computes the features of samples: each thread decodes a sample and takes it through the whole network, so that what passes from layer to layer stays in
/// its cache, while the samples that follow are read. Safe to use from any number of threads.
/// </summary>
/// <param name="backbone">The network; its weights as they are now.</param>
/// <param name="batchSize">How many samples are computed between two reports of progress, and read ahead.</param>
public sealed class FeatureExtractor(Backbone backbone, int batchSize = 64)
{
    private readonly Executor _executor = new(backbone.ToGraph());
    private readonly int _width = backbone.FeatureCount;
    private readonly Shape _inputShape = Shape.Of([1, .. backbone.InputShape.ToShape().Dims]);

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
        var reader = new SampleReader(samples, batchSize, cache, features, errors);
        var inputs = new ConcurrentBag<Tensor>();
        Task<SampleBatch?> next = Task.Run(() => reader.Next(cancellation), CancellationToken.None);
        while (next.GetAwaiter().GetResult() is { } batch)
        {
            next = Task.Run(() => reader.Next(cancellation), CancellationToken.None);
            try
            {
                var pieces = new Pieces(this, samples, batch.Items, inputs, features, errors);
                Workers.Run(batch.Items.Count, ref pieces);
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

    private Span<float> Row(Tensor features, int index) => features.AsSpan<float>().Slice(index * _width, _width);

    private ExtractedFeatures Compact(Tensor features, IReadOnlyList<SampleError> errors, int cached)
    {
        int[] kept = [.. Enumerable.Range(0, features.Shape[0]).Except(errors.Select(e => e.Index))];
        var all = new ExtractedFeatures(features, kept, errors, cached);
        return errors.Count == 0 ? all : all with { Values = all.Rows(kept) };
    }

    // Calls of the network from inside a piece stay on the piece's thread.
    private readonly struct Pieces(FeatureExtractor owner, ISampleSource samples, IReadOnlyList<SampleItem> items, ConcurrentBag<Tensor> inputs, Tensor features,
        ConcurrentDictionary<int, SampleError> errors) : ITask
    {
        public void Run(int index)
        {
            SampleItem item = items[index];
            if (!inputs.TryTake(out Tensor? input)) input = new Tensor(ElementType.Float32, owner._inputShape);
            try
            {
                samples.Decode(item.Content, input.AsSpan<float>());
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                errors[item.Index] = new SampleError(item.Index, samples.NameOf(item.Index), e.Message);
                return;
            }
            using (Execution run = owner._executor.Start([input])) run.Output(0).AsSpan<float>().CopyTo(owner.Row(features, item.Index));
            inputs.Add(input);
        }
    }
}
