using System.Buffers;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Some samples of another source, such as a part held out for validation.</summary>
/// <param name="inner">The samples.</param>
/// <param name="samples">The numbers of those that are taken.</param>
public sealed class SubsetSource(IBatchSource inner, IReadOnlyList<int> samples) : IBatchSource
{
    private readonly int[] _samples = [.. samples];

    /// <inheritdoc/>
    public int Count => _samples.Length;

    /// <inheritdoc/>
    public IReadOnlyList<TensorType> Columns => inner.Columns;

    /// <summary>Splits a source at random into a part for training and a part held out.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="heldOut">The part held out, between 0 and 1.</param>
    /// <param name="seed">Determines the split.</param>
    public static (SubsetSource Train, SubsetSource HeldOut) Split(IBatchSource source, double heldOut, ulong seed = 0)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new RandomStream(seed, RandomStream.Key("split")).Shuffle(order);
        int count = (int)Math.Round(source.Count * heldOut);
        return (new SubsetSource(source, order[count..]), new SubsetSource(source, order[..count]));
    }

    /// <inheritdoc/>
    public void Fill(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch)
    {
        int[] numbers = ArrayPool<int>.Shared.Rent(samples.Length);
        for (int i = 0; i < samples.Length; i++) numbers[i] = _samples[samples[i]];
        inner.Fill(numbers.AsSpan(0, samples.Length), epoch, batch);
        ArrayPool<int>.Shared.Return(numbers);
    }
}
