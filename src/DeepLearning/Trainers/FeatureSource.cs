using System.Buffers;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>The samples of a data view as batches: features, augmented where asked for, and targets.</summary>
internal sealed class FeatureSource : IBatchSource
{
    private readonly IFeatureRows _features;
    private readonly Tensor _targets;
    private readonly AugmentationPipeline? _augmentation;
    private readonly Shape _shape;
    private readonly ulong _seed;
    private readonly int _classes;

    /// <summary>Samples with their targets.</summary>
    /// <param name="features">The features.</param>
    /// <param name="targets">A number for each sample: the class (Int64), or what is to be predicted (Float32).</param>
    /// <param name="shape">The shape of a sample's features.</param>
    /// <param name="classes">With mixup, the number of classes: targets become probabilities of each.</param>
    /// <param name="augmentation">Changes samples at random; null to leave them.</param>
    /// <param name="seed">Determines the changes.</param>
    public FeatureSource(IFeatureRows features, Tensor targets, Shape shape, int classes, AugmentationPipeline? augmentation, ulong seed)
    {
        (_features, _targets, _shape, _seed) = (features, targets, shape, seed);
        _augmentation = augmentation is null or { IsEmpty: true, Mixup: null } ? null : augmentation;
        _classes = _augmentation?.Mixup is null ? 0 : classes;
        Columns =
        [
            new TensorType(ElementType.Float32, shape),
            _classes > 0 ? new TensorType(ElementType.Float32, Shape.Of(_classes)) : new TensorType(targets.Type, Shape.Scalar),
        ];
    }

    /// <inheritdoc/>
    public int Count => _features.Count;

    /// <inheritdoc/>
    public IReadOnlyList<TensorType> Columns { get; }

    /// <inheritdoc/>
    public void Fill(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch)
    {
        if (_augmentation is null or { IsEmpty: true })
            for (int i = 0; i < samples.Length; i++) _features.Read(samples[i], Slot(batch, i));
        else
        {
            float[] plain = ArrayPool<float>.Shared.Rent(_features.Size);
            for (int i = 0; i < samples.Length; i++)
            {
                _features.Read(samples[i], plain.AsSpan(0, _features.Size));
                _augmentation.Apply(plain.AsSpan(0, _features.Size), Slot(batch, i), _shape[0], _shape[1], _shape[2], _seed, epoch, samples[i]);
            }
            ArrayPool<float>.Shared.Return(plain);
        }
        FillTargets(samples, epoch, batch);
    }

    private Span<float> Slot(ReadOnlySpan<Tensor> batch, int index) => batch[0].AsSpan<float>().Slice(index * _features.Size, _features.Size);

    private void FillTargets(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch)
    {
        if (_targets.Type == ElementType.Float32)
        {
            for (int i = 0; i < samples.Length; i++) batch[1].AsSpan<float>()[i] = _targets.AsSpan<float>()[samples[i]];
            return;
        }
        ReadOnlySpan<long> classes = _targets.AsSpan<long>();
        if (_classes == 0)
        {
            for (int i = 0; i < samples.Length; i++) batch[1].AsSpan<long>()[i] = classes[samples[i]];
            return;
        }
        Span<float> soft = batch[1].AsSpan<float>();
        soft.Clear();
        for (int i = 0; i < samples.Length; i++) soft[i * _classes + (int)classes[samples[i]]] = 1;
        // The first sample of a shuffled batch tells batches of an epoch apart as well as their number would.
        _augmentation!.Mixup!.Apply(batch[0].AsSpan<float>(), soft, samples.Length, _seed, epoch, samples[0]);
    }
}
