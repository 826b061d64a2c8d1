using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Gradients summed up over several batches, each weighted by its number of samples.</summary>
internal sealed class GradientSum(IReadOnlyList<Parameter> parameters)
{
    private readonly Tensor[] _sums = [.. parameters.Select(p => new Tensor(ElementType.Float32, p.Value.Shape))];

    public ReadOnlySpan<Tensor> Gradients => _sums;

    public int Samples { get; private set; }

    public void Clear()
    {
        foreach (Tensor sum in _sums) sum.AsSpan<float>().Clear();
        Samples = 0;
    }

    public void Add(ReadOnlySpan<Tensor> gradients, int samples)
    {
        for (int p = 0; p < _sums.Length; p++)
        {
            Span<float> sum = _sums[p].AsSpan<float>(), gradient = gradients[p].AsSpan<float>();
            for (int i = 0; i < sum.Length; i++) sum[i] += gradient[i] * samples;
        }
        Samples += samples;
    }
}
