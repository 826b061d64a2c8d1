using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Loss and metrics summed up over batches.</summary>
internal sealed class MetricSums(IReadOnlyList<Metric> metrics)
{
    private readonly double[] _sums = new double[metrics.Count + 1];

    public long Samples { get; private set; }

    public double Loss => Samples == 0 ? 0 : _sums[0] / Samples;

    public double this[int metric] => Samples == 0 ? 0 : _sums[metric + 1] / Samples;

    public double Add(Execution run, Tensor target)
    {
        double loss = run.Output(0).AsSpan<float>()[0];
        Tensor output = run.Output(1);
        int count = output.Shape[0];
        _sums[0] += loss * count;
        for (int m = 0; m < metrics.Count; m++) _sums[m + 1] += metrics[m].Sum(output, target);
        Samples += count;
        return loss;
    }

    public void Clear()
    {
        Array.Clear(_sums);
        Samples = 0;
    }

    public IReadOnlyDictionary<string, double> ToDictionary()
    {
        Dictionary<string, double> named = [];
        for (int m = 0; m < metrics.Count; m++) named[metrics[m].Name] = this[m];
        return named;
    }

    public (long Samples, double[] Sums) Save() => (Samples, [.. _sums]);

    public void Restore(long samples, double[] sums)
    {
        Samples = samples;
        sums.CopyTo(_sums, 0);
    }
}
