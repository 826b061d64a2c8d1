using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A batch that a <see cref="BatchTransform"/> may change in place.</summary>
public readonly ref struct BatchView
{
    private static readonly ulong Stream = RandomStream.Key("transform");
    private readonly RandomStream _random;
    private readonly ulong _seed;

    internal BatchView(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> tensors, RandomStream random, ulong seed)
    {
        Samples = samples;
        Epoch = epoch;
        Tensors = tensors;
        _random = random;
        _seed = seed;
    }

    /// <summary>The numbers of the samples, one for each slot.</summary>
    public ReadOnlySpan<int> Samples { get; }

    /// <summary>The epoch.</summary>
    public int Epoch { get; }

    /// <summary>The batch's tensors: inputs, targets, maybe weights; the first dimension counts the slots.</summary>
    public ReadOnlySpan<Tensor> Tensors { get; }

    /// <summary>
    /// Random numbers for the sample in a slot, determined by seed, epoch and sample alone, so that a resumed training sees the same. Valid until
    /// the next call.
    /// </summary>
    public RandomStream Random(int slot)
    {
        _random.Restart(_seed, Stream + (ulong)Samples[slot], (uint)Epoch);
        return _random;
    }
}

/// <summary>Changes a batch in place: augmentation, mixup, normalization.</summary>
public delegate void BatchTransform(BatchView batch);

/// <summary>Another source's samples after a transform that runs on the background thread that fills batches.</summary>
/// <param name="inner">The samples.</param>
/// <param name="transform">What is done to each batch. It must be safe to run on several batches at once.</param>
/// <param name="seed">The seed of the transform's random numbers.</param>
public sealed class TransformedSource(IBatchSource inner, BatchTransform transform, ulong seed = 0) : IBatchSource
{
    [ThreadStatic]
    private static RandomStream? _random;

    /// <inheritdoc/>
    public int Count => inner.Count;

    /// <inheritdoc/>
    public IReadOnlyList<TensorType> Columns => inner.Columns;

    /// <inheritdoc/>
    public void Fill(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch)
    {
        inner.Fill(samples, epoch, batch);
        transform(new BatchView(samples, epoch, batch, _random ??= new RandomStream(0), seed));
    }
}
