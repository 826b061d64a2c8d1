using System.Collections.Concurrent;
using System.Security.Cryptography;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A sample that has to be computed.</summary>
internal readonly record struct SampleItem(int Index, FeatureKey Key, byte[] Content);

/// <summary>Samples that are read and wait for the network.</summary>
/// <param name="Items">Which ones.</param>
/// <param name="Seen">How many samples of the source are behind this batch, with those from the cache and unreadable ones.</param>
/// <param name="Cached">How many of these were in the cache.</param>
internal sealed record SampleBatch(IReadOnlyList<SampleItem> Items, int Seen, int Cached);

/// <summary>Reads samples, takes what the cache has, and gives the others in batches, in the samples' order.</summary>
internal sealed class SampleReader(ISampleSource samples, int batchSize, FeatureCache? cache, Tensor features, ConcurrentDictionary<int, SampleError> errors)
{
    private readonly Queue<SampleItem> _missing = [];
    private int _next;

    public int Cached { get; private set; }

    /// <summary>The next batch; null after the last one.</summary>
    public SampleBatch? Next(CancellationToken cancellation)
    {
        while (_missing.Count < batchSize && _next < samples.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            Look(Math.Min(2 * batchSize, samples.Count - _next));
        }
        cancellation.ThrowIfCancellationRequested();
        int count = Math.Min(batchSize, _missing.Count);
        if (count == 0) return null;
        SampleItem[] items = [.. Enumerable.Range(0, count).Select(_ => _missing.Dequeue())];
        return new SampleBatch(items, _missing.Count == 0 ? _next : _missing.Peek().Index, Cached);
    }

    // What is found goes to the result at once; what is not waits for the next batch.
    private void Look(int count)
    {
        int first = _next, width = features.Shape[1];
        var found = new SampleItem?[count];
        int hits = 0;
        Parallel.For(0, count, i =>
        {
            int index = first + i;
            try
            {
                byte[] content = samples.Read(index);
                FeatureKey key = FeatureKey.Of(content);
                if (cache is not null && cache.TryRead(key, features.AsSpan<float>().Slice(index * width, width))) Interlocked.Increment(ref hits);
                else found[i] = new SampleItem(index, key, content);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                errors[index] = new SampleError(index, samples.NameOf(index), e.Message);
            }
        });
        Cached += hits;
        foreach (SampleItem? item in found)
            if (item is { } missing) _missing.Enqueue(missing);
        _next += count;
    }
}

/// <summary>The content of a sample: the first 16 bytes of its SHA-256.</summary>
/// <param name="Low">The first eight bytes.</param>
/// <param name="High">The following eight.</param>
internal readonly record struct FeatureKey(ulong Low, ulong High)
{
    public static FeatureKey Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new FeatureKey(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
