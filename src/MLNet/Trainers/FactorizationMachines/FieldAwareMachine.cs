using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// A score with a weight for each feature and, for each two features, the product of two short vectors: each feature has one for every field that it meets. Juan, Zhuang, Chin
/// and Lin (2016), "Field-aware factorization machines for CTR prediction".
/// </summary>
/// <param name="starts">Where each field's features begin, and at the end the number of features.</param>
/// <param name="dimension">The length of the vectors.</param>
/// <param name="normalize">Whether rows are divided by their length.</param>
/// <param name="linear">A weight for each feature.</param>
/// <param name="latent">For each feature, for each field, a vector.</param>
internal sealed class FieldAwareMachine(int[] starts, int dimension, bool normalize, float[] linear, float[] latent)
{
    public int Fields => starts.Length - 1;

    public int Features => starts[^1];

    public int Dimension => dimension;

    public int[] Starts => starts;

    public bool Normalize => normalize;

    public float[] Linear => linear;

    public float[] Latent => latent;

    /// <summary>The number of sums that <see cref="Respond"/> works with.</summary>
    public int SumCount => Fields * Fields * dimension;

    /// <summary>The score. The sums it leaves are what each field brings to each other one.</summary>
    public float Respond(FeatureVector features, Span<float> sums)
    {
        sums.Clear();
        float scale = ScaleOf(features), score = 0;
        for (int entry = 0, field = 0; entry < features.Values.Length; entry++)
        {
            int feature = features.IsDense ? entry : features.Indices[entry];
            while (feature >= starts[field + 1]) field++;
            float value = features.Values[entry] * scale;
            if (value == 0) continue;
            score += linear[feature] * value;
            for (int other = 0; other < Fields; other++)
            {
                Span<float> sum = Sum(sums, field, other);
                TensorPrimitives.MultiplyAdd(VectorOf(feature, other), value, sum, sum);
            }
            // Within its own field a feature does not meet itself.
            score -= value * value * TensorPrimitives.SumOfSquares<float>(VectorOf(feature, field)) / 2;
        }
        for (int field = 0; field < Fields; field++)
        {
            score += TensorPrimitives.SumOfSquares<float>(Sum(sums, field, field)) / 2;
            for (int other = field + 1; other < Fields; other++) score += TensorPrimitives.Dot<float>(Sum(sums, field, other), Sum(sums, other, field));
        }
        return score;
    }

    public float ScaleOf(FeatureVector features) => normalize && features.NormSquared is > 0 and float squares ? 1 / MathF.Sqrt(squares) : 1;

    public Span<float> VectorOf(int feature, int field) => latent.AsSpan((feature * Fields + field) * dimension, dimension);

    public Span<float> Sum(Span<float> sums, int field, int other) => sums.Slice((field * Fields + other) * dimension, dimension);
}

/// <summary>Steps against the log-loss of one row after the other, each weight at a rate of its own. Duchi, Hazan and Singer (2011), "Adaptive subgradient methods".</summary>
internal sealed class FieldAwareLearner
{
    private readonly FieldAwareMachine _machine;
    private readonly FieldAwareFactorizationMachineTrainer.Options _options;
    private readonly float[] _linearSquares, _latentSquares, _sums;

    public FieldAwareLearner(FieldAwareMachine machine, FieldAwareFactorizationMachineTrainer.Options options)
    {
        _machine = machine;
        _options = options;
        _linearSquares = new float[machine.Linear.Length];
        _latentSquares = new float[machine.Latent.Length];
        _sums = new float[machine.SumCount];
        Array.Fill(_linearSquares, 1);
        Array.Fill(_latentSquares, 1);
    }

    /// <summary>Takes a step for a row; gives its loss before.</summary>
    public double Learn(FeatureVector features, float label, float weight)
    {
        float score = _machine.Respond(features, _sums), scale = _machine.ScaleOf(features);
        float slope = label > 0 ? Logistic.Of(score) - 1 : Logistic.Of(score);
        for (int entry = 0, field = 0; entry < features.Values.Length; entry++)
        {
            int feature = features.IsDense ? entry : features.Indices[entry];
            while (feature >= _machine.Starts[field + 1]) field++;
            float value = features.Values[entry] * scale;
            if (value == 0) continue;
            Step(ref _machine.Linear[feature], ref _linearSquares[feature], weight * (_options.LambdaLinear * _machine.Linear[feature] + slope * value));
            for (int other = 0; other < _machine.Fields; other++)
            {
                Span<float> vector = _machine.VectorOf(feature, other), met = _machine.Sum(_sums, other, field);
                Span<float> squares = _latentSquares.AsSpan((feature * _machine.Fields + other) * _machine.Dimension, _machine.Dimension);
                for (int i = 0; i < vector.Length; i++)
                {
                    float meets = other == field ? met[i] - vector[i] * value : met[i];
                    Step(ref vector[i], ref squares[i], weight * (_options.LambdaLatent * vector[i] + slope * value * meets));
                }
            }
        }
        return weight * Loss(score, label);
    }

    public double Loss(FeatureVector features, float label) => Loss(_machine.Respond(features, _sums), label);

    private static double Loss(float score, float label) => new LogLoss().Loss(score, label);

    private void Step(ref float weight, ref float squares, float gradient)
    {
        squares += gradient * gradient;
        weight -= _options.LearningRate * gradient / MathF.Sqrt(squares);
    }
}
