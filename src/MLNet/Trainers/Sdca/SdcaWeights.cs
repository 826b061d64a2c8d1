using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The weights and bias of one linear score as dual coordinate ascent keeps them: with L1 regularization, what the steps add up to is kept apart, and the
/// weights are what remains of it beyond the threshold.
/// </summary>
internal sealed class SdcaWeights(int features, SdcaSettings settings)
{
    private readonly float[]? _sums = settings.L1 > 0 ? new float[features] : null;
    private float _biasSum;

    public float[] Weights { get; } = new float[features];

    /// <summary>The part of the bias that is regularized like the weights.</summary>
    public float RegularizedBias { get; private set; }

    public float FreeBias { get; private set; }

    public float Bias => RegularizedBias + FreeBias;

    /// <summary>L1 and L2 regularization of the weights and the regularized bias.</summary>
    public double Penalty
    {
        get
        {
            double squares = TensorPrimitives.SumOfSquares<float>(Weights) + (double)RegularizedBias * RegularizedBias;
            double magnitudes = settings.L1 > 0 ? TensorPrimitives.SumOfMagnitudes<float>(Weights) + Math.Abs(RegularizedBias) : 0;
            return settings.L2 * (squares / 2 + settings.L1 * magnitudes);
        }
    }

    /// <summary>The squares' part of <see cref="Penalty"/>, and what freeing the bias takes from the dual objective.</summary>
    public double DualPenalty
        => settings.L2 * ((TensorPrimitives.SumOfSquares<float>(Weights) + (double)RegularizedBias * RegularizedBias) / 2 + (double)FreeBias * RegularizedBias);

    /// <summary>By how much a step of a dual variable is shortened so that the bias gets free of regularization.</summary>
    public float BiasAdjustment => settings.BiasLearningRate * settings.L2 * (settings.L1 > 0 ? _biasSum : RegularizedBias);

    public float Output(FeatureVector features) => features.Dot(Weights) + Bias;

    public void FreeBiasBy(float amount) => FreeBias += amount;

    public void Add(FeatureVector features, float step)
    {
        if (_sums is null)
        {
            features.AddTo(Weights, step);
            RegularizedBias += step;
            return;
        }
        _biasSum += step;
        RegularizedBias = settings.BiasLearningRate == 0 ? Beyond(_biasSum) : RegularizedBias;
        features.AddTo(_sums, step);
        if (features.IsDense)
            for (int i = 0; i < _sums.Length; i++) Weights[i] = Beyond(_sums[i]);
        else
            foreach (int place in features.Indices) Weights[place] = Beyond(_sums[place]);
    }

    /// <summary>The weights and the bias as they stand.</summary>
    public (float[] Weights, float Bias) Copy() => ([.. Weights], Bias);

    private float Beyond(float sum) => sum > settings.L1 ? sum - settings.L1 : sum < -settings.L1 ? sum + settings.L1 : 0;
}
