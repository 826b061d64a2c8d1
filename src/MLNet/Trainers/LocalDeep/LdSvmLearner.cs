using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>A linear function: weights x features + bias.</summary>
internal sealed class LinearUnit(float[] weights, float bias)
{
    public float[] Weights => weights;

    public float Bias { get; private set; } = bias;

    public static LinearUnit Random(int features, bool useBias, Random random)
        => new([.. Enumerable.Range(0, features).Select(_ => 2 * random.NextSingle() - 1)], useBias ? 2 * random.NextSingle() - 1 : 0);

    public float Of(FeatureVector features) => features.Dot(weights) + Bias;

    public void Add(FeatureVector features, float step, bool useBias)
    {
        features.AddTo(weights, step);
        if (useBias) Bias += step;
    }

    public void Scale(float factor)
    {
        TensorPrimitives.Multiply(weights, factor, weights);
        Bias *= factor;
    }

    public void CopyTo(LinearUnit target)
    {
        weights.CopyTo(target.Weights, 0);
        target.Bias = Bias;
    }

    public LinearUnit Copy() => new([.. weights], Bias);
}

/// <summary>Steps against the hinge loss of a tree whose ways down are soft while it learns, and ever harder.</summary>
internal sealed class LdSvmLearner
{
    private const int RowsForSteepness = 100;

    private readonly LdSvmTrainer.Options _options;
    private readonly LinearUnit[] _models, _ways, _gates, _nextModels, _nextWays, _nextGates;
    private readonly float[] _path, _gate, _score, _turn, _below;
    private float _steepness = 0.01f, _rate, _distance;
    private int _measured;

    public LdSvmLearner(int features, LdSvmTrainer.Options options, Random random)
    {
        _options = options;
        int nodes = (2 << options.TreeDepth) - 1, inner = nodes / 2;
        _models = Units(nodes);
        _gates = Units(nodes);
        _ways = Units(inner);
        _nextModels = [.. _models.Select(unit => unit.Copy())];
        _nextGates = [.. _gates.Select(unit => unit.Copy())];
        _nextWays = [.. _ways.Select(unit => unit.Copy())];
        (_path, _gate, _score, _turn, _below) = (new float[nodes], new float[nodes], new float[nodes], new float[inner], new float[nodes]);

        LinearUnit[] Units(int count) => [.. Enumerable.Range(0, count).Select(_ => LinearUnit.Random(features, options.UseBias, random))];
    }

    public void BeginStep(int iteration)
    {
        if (iteration % RowsForSteepness == 1 && _measured > 0 && _distance > 0)
        {
            // The turns get harder as the training goes on, measured by how far the rows are from them.
            _steepness = 0.1f / (_distance / _measured) * MathF.Pow(2, 10f * iteration / _options.NumberOfIterations);
            (_distance, _measured) = (0, 0);
        }
        _rate = 1 / MathF.Sqrt(iteration + 1);
        float shrink = iteration / (iteration + 1f);
        foreach (LinearUnit unit in _nextModels.Concat(_nextGates).Concat(_nextWays)) unit.Scale(shrink);
    }

    public void Add(FeatureVector features, float truth, float weight)
    {
        if (truth * Forward(features) >= 1) return;
        for (int node = 0; node < _models.Length; node++)
        {
            _nextModels[node].Add(features, truth * weight * _rate / _options.LambdaW * _path[node] * _gate[node], _options.UseBias);
            float slope = _options.Sigma * (1 - _gate[node] * _gate[node]);
            _nextGates[node].Add(features, truth * weight * _rate / _options.LambdaThetaprime * slope * _path[node] * _score[node], _options.UseBias);
        }
        for (int node = 0; node < _ways.Length; node++)
        {
            float slope = _steepness * ((1 - _turn[node]) * _below[2 * node + 1] - (1 + _turn[node]) * _below[2 * node + 2]);
            _nextWays[node].Add(features, truth * weight * _rate / _options.LambdaTheta * slope, _options.UseBias);
        }
    }

    public void EndStep()
    {
        for (int i = 0; i < _models.Length; i++) _nextModels[i].CopyTo(_models[i]);
        for (int i = 0; i < _gates.Length; i++) _nextGates[i].CopyTo(_gates[i]);
        for (int i = 0; i < _ways.Length; i++) _nextWays[i].CopyTo(_ways[i]);
    }

    public LdSvmModelParameters Result() => new(_models, _gates, _ways, _options.Sigma);

    private float Forward(FeatureVector features)
    {
        _path[0] = 1;
        for (int node = 0; node < _ways.Length; node++)
        {
            float distance = _ways[node].Of(features);
            _distance += Math.Abs(distance) / _ways.Length;
            _turn[node] = MathF.Tanh(_steepness * distance);
            _path[2 * node + 1] = _path[node] * (1 + _turn[node]) / 2;
            _path[2 * node + 2] = _path[node] * (1 - _turn[node]) / 2;
        }
        _measured++;
        float sum = 0;
        for (int node = _models.Length - 1; node >= 0; node--)
        {
            _gate[node] = MathF.Tanh(_options.Sigma * _gates[node].Of(features));
            _score[node] = _models[node].Of(features);
            float own = _path[node] * _gate[node] * _score[node];
            sum += own;
            _below[node] = own + (node < _ways.Length ? _below[2 * node + 1] + _below[2 * node + 2] : 0);
        }
        return sum;
    }
}
