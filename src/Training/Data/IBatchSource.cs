using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Samples that batches are made of: each has the network's inputs, then the targets, then maybe a weight.</summary>
public interface IBatchSource
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>Element type and shape of one sample in each tensor of a batch (without the batch dimension): inputs, targets, weight.</summary>
    IReadOnlyList<TensorType> Columns { get; }

    /// <summary>
    /// Writes samples into a batch. Called from background threads, from several at once where a source serves training and validation.
    /// </summary>
    /// <param name="samples">The numbers of the samples, one for each slot of the batch.</param>
    /// <param name="epoch">The epoch, for augmentation that differs from epoch to epoch; it must depend on nothing else that changes.</param>
    /// <param name="batch">A tensor for each of <see cref="Columns"/>, whose first dimension is the number of samples.</param>
    void Fill(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch);
}
