using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A second set of values for a network's parameters: the best epoch's, or the running mean.</summary>
internal sealed class ParameterCopy(ParameterSet parameters)
{
    private readonly Tensor[] _values = [.. parameters.Select(p => p.Value.Clone())];

    public IEnumerable<(string Name, Tensor Value)> Tensors => parameters.Select((p, i) => (p.Name, _values[i]));

    public void Take()
    {
        int i = 0;
        foreach (Parameter p in parameters) p.Value.CopyTo(_values[i++]);
    }

    public void PutBack()
    {
        int i = 0;
        foreach (Parameter p in parameters)
        {
            _values[i++].CopyTo(p.Value);
            p.Touch();
        }
    }
}

/// <summary>The running mean of the parameters: mean = decay·mean + (1 - decay)·parameter after each step.</summary>
internal sealed class ParameterAverage
{
    private const int Grain = 16384;

    private readonly Parameter[] _parameters;
    private readonly Tensor[] _means;
    private readonly (int Parameter, int Start, int Count)[] _pieces;
    private readonly double _decay;

    public ParameterAverage(ParameterSet parameters, double decay)
    {
        _decay = decay;
        _parameters = [.. parameters];
        _means = [.. _parameters.Select(p => p.Value.Clone())];
        _pieces = [.. _parameters.SelectMany((p, i) => Enumerable.Range(0, (int)((p.Value.Count + Grain - 1) / Grain))
            .Select(c => (i, c * Grain, (int)Math.Min(Grain, p.Value.Count - c * (long)Grain))))];
    }

    public IEnumerable<(string Name, Tensor Value)> Tensors => _parameters.Select((p, i) => (p.Name, _means[i]));

    public void Step(long step)
    {
        // A short memory at first, so that the mean does not begin with the random initial values.
        var task = new MixTask(this, (float)(1 - Math.Min(_decay, (1.0 + step) / (10 + step))));
        Workers.Run(_pieces.Length, ref task);
    }

    /// <summary>Exchanges parameters and means; the second call puts them back.</summary>
    public void Swap()
    {
        for (int p = 0; p < _parameters.Length; p++)
        {
            Span<float> value = _parameters[p].Value.AsSpan<float>(), mean = _means[p].AsSpan<float>();
            for (int i = 0; i < value.Length; i++) (value[i], mean[i]) = (mean[i], value[i]);
            _parameters[p].Touch();
        }
    }

    private readonly struct MixTask(ParameterAverage average, float part) : ITask
    {
        public void Run(int index)
        {
            (int p, int start, int count) = average._pieces[index];
            ReadOnlySpan<float> value = average._parameters[p].Value.AsSpan<float>().Slice(start, count);
            Span<float> mean = average._means[p].AsSpan<float>().Slice(start, count);
            for (int i = 0; i < count; i++) mean[i] += part * (value[i] - mean[i]);
        }
    }
}
