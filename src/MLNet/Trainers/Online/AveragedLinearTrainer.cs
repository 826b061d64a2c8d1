using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of the options of trainers whose model is the mean of the weights after each row.</summary>
public abstract class AveragedLinearOptions : OnlineLinearOptions
{
    /// <summary>For derived classes.</summary>
    protected AveragedLinearOptions() { }

    /// <summary>How far each step goes.</summary>
    public float LearningRate = 1;

    /// <summary>Whether steps get shorter with the square root of their number.</summary>
    public bool DecreaseLearningRate = false;

    /// <summary>After how many rows the weights start again from their mean; null for never.</summary>
    public long? ResetWeightsAfterXExamples = null;

    /// <summary>Whether the mean is brought up to date only where the weights change; the result is the same.</summary>
    public bool LazyUpdate = true;

    /// <summary>The share by which the weights shrink at each step, halved; below 0.5.</summary>
    public float L2Regularization = 0;

    /// <summary>By how much later weights count more in the mean; needs <see cref="LazyUpdate"/> to be false.</summary>
    public float RecencyGain = 0;

    /// <summary>Whether <see cref="RecencyGain"/> is a factor from row to row; otherwise it is added.</summary>
    public bool RecencyGainMultiplicative = false;

    /// <summary>Whether the model is the mean of the weights after each row; otherwise it is the last ones.</summary>
    public bool Averaged = true;
}

/// <summary>The base of trainers whose model is the mean of the weights after each row. Freund and Schapire (1999), "Large margin classification using the perceptron algorithm".</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class AveragedLinearTrainer<TTransformer, TModel> : OnlineLinearTrainer<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private readonly AveragedLinearOptions _options;
    private readonly IScalarLoss _loss;

    private protected AveragedLinearTrainer(IHostEnvironment environment, string name, AveragedLinearOptions options, SchemaShape.Column label, IScalarLoss loss)
        : base(environment, name, options, label)
    {
        OptionRange.Require(options.LearningRate > 0, nameof(options.LearningRate), "above 0");
        OptionRange.Require(options.ResetWeightsAfterXExamples is null or > 0, nameof(options.ResetWeightsAfterXExamples), "at least 1");
        OptionRange.Require(options.L2Regularization is >= 0 and < 0.5f, nameof(options.L2Regularization), "from 0 to below 0.5");
        OptionRange.Require(options.RecencyGain >= 0, nameof(options.RecencyGain), "at least 0");
        if (options.LazyUpdate && (options.RecencyGainMultiplicative || options.RecencyGain != 0))
            throw new ArgumentOutOfRangeException(nameof(options.RecencyGain), $"{nameof(options.RecencyGain)} goes with LazyUpdate = false only.");
        _options = options;
        _loss = loss;
    }

    private protected override OnlineLearner CreateLearner(ScaledWeights weights) => new AveragedLearner(weights, _options, _loss);
}

/// <summary>Steps against the derivative of a loss; keeps the mean of the weights.</summary>
internal sealed class AveragedLearner(ScaledWeights weights, AveragedLinearOptions options, IScalarLoss loss) : OnlineLearner
{
    private const double LargestGain = 1000;

    private double[]? _sums;
    private double _biasSum, _updates, _gain = 1;
    private long _pending, _rows;

    public override void BeginIteration() => _rows = 0;

    public override void Learn(FeatureVector features, float label, float weight)
    {
        float output = weights.Output(features);
        if (options.L2Regularization > 0 || loss.Loss(output, label) != 0)
        {
            float rate = options.LearningRate;
            if (options.DecreaseLearningRate) rate /= MathF.Sqrt((float)_updates + _pending + 1);
            Flush(features.Length);
            float step = -rate * loss.Derivative(output, label);
            weights.Add(features, step);
            if (options.L2Regularization > 0) weights.Shrink(1 - 2 * options.L2Regularization);
            weights.Bias += step;
        }
        _rows++;
        if (!options.Averaged) return;
        if (options.LazyUpdate) _pending++;
        else AddToMean(features.Length);
        if (options.ResetWeightsAfterXExamples is not { } every || _rows % every != 0) return;
        Flush(features.Length);
        weights.Set(_sums!, 1 / _updates);
        weights.Bias = (float)(_biasSum / _updates);
    }

    public override (float[], float) Result()
    {
        float[] last = weights.Settle();
        if (!options.Averaged) return (last, weights.Bias);
        Flush(last.Length);
        return ([.. _sums!.Select(sum => (float)(sum / _updates))], (float)(_biasSum / _updates));
    }

    private void Flush(int features)
    {
        if (_pending == 0) return;
        weights.AddTo(_sums ??= new double[features], _pending);
        _biasSum += (double)weights.Bias * _pending;
        _updates += _pending;
        _pending = 0;
    }

    private void AddToMean(int features)
    {
        weights.AddTo(_sums ??= new double[features], _gain);
        _biasSum += _gain * weights.Bias;
        _updates += _gain;
        if (options.RecencyGain == 0) return;
        _gain = options.RecencyGainMultiplicative ? _gain * options.RecencyGain : _gain + options.RecencyGain;
        if (_gain <= LargestGain) return;
        // The mean is the same when everything in it is scaled down; without that the factor would overflow.
        double scale = 1e-6;
        _gain *= scale;
        _biasSum *= scale;
        _updates *= scale;
        for (int i = 0; i < _sums.Length; i++) _sums[i] *= scale;
    }
}
