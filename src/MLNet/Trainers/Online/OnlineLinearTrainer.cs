using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of the options of trainers that learn from one row after the other.</summary>
public abstract class OnlineLinearOptions : TrainerInputBaseWithLabel
{
    /// <summary>For derived classes.</summary>
    protected OnlineLinearOptions() { }

    /// <summary>How often the rows are gone through.</summary>
    public int NumberOfIterations = 1;

    /// <summary>The width of the range around 0 that weights and bias start in, at random.</summary>
    public float InitialWeightsDiameter = 0;

    /// <summary>Whether the rows are taken in a new order each time.</summary>
    public bool Shuffle = true;
}

/// <summary>The base of trainers of linear models that learn from one row after the other.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class OnlineLinearTrainer<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private readonly OnlineLinearOptions _options;

    private protected OnlineLinearTrainer(IHostEnvironment environment, string name, OnlineLinearOptions options, SchemaShape.Column label, SchemaShape.Column weight = default)
        : base(environment.Register(name), TrainerColumns.Features(options.FeatureColumnName), label, weight)
    {
        if (options.NumberOfIterations <= 0) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.NumberOfIterations)} must be at least 1.");
        if (!(options.InitialWeightsDiameter >= 0)) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.InitialWeightsDiameter)} must be at least 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    /// <summary>Trains a model that starts from the weights of another one.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="modelParameters">The model to go on from.</param>
    public TTransformer Fit(IDataView trainData, LinearModelParameters modelParameters) => Fit(trainData, (object?)modelParameters);

    private protected override TModel Train(TrainingRun run)
    {
        float[] weights = new float[run.Examples.FeatureCount];
        float bias = 0;
        if (((run.InitialModel as CalibratedModelParametersBase)?.SubModel ?? run.InitialModel) is LinearModelParameters start)
        {
            if (start.WeightSpan.Length != weights.Length)
                throw new InvalidOperationException($"{Name}: the model to go on from has {start.WeightSpan.Length} weights, the data {weights.Length} features.");
            start.WeightSpan.CopyTo(weights);
            bias = start.Bias;
        }
        else if (_options.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = _options.InitialWeightsDiameter * (run.Random.NextSingle() - 0.5f);
            bias = _options.InitialWeightsDiameter * (run.Random.NextSingle() - 0.5f);
        }
        OnlineLearner learner = CreateLearner(new ScaledWeights(weights, bias));
        for (int iteration = 0; iteration < _options.NumberOfIterations; iteration++)
        {
            learner.BeginIteration();
            foreach ((ExampleBlock block, int row) in run.Examples.Pass(_options.Shuffle ? run.Random : null)) learner.Learn(block[row], block.Labels[row], block.Weights[row]);
            learner.EndIteration();
        }
        (weights, bias) = learner.Result();
        if (!float.IsFinite(bias) || !new FeatureVector(weights, default, weights.Length).IsFinite)
            throw new InvalidOperationException($"{Name}: the training diverged: a weight is no number. Lower the learning rate, or normalize the features.");
        return Model(new VBuffer<float>(weights.Length, weights), bias);
    }

    private protected abstract OnlineLearner CreateLearner(ScaledWeights weights);

    private protected abstract TModel Model(in VBuffer<float> weights, float bias);
}

/// <summary>Learns from one row after the other.</summary>
internal abstract class OnlineLearner
{
    public virtual void BeginIteration() { }

    public abstract void Learn(FeatureVector features, float label, float weight);

    public virtual void EndIteration() { }

    public abstract (float[] Weights, float Bias) Result();
}

/// <summary>Weights with a common factor beside them, so that shrinking them all costs one product; and a bias.</summary>
internal sealed class ScaledWeights(float[] weights, float bias)
{
    private const float LargestScale = 1 << 10;

    private float _scale = 1;

    public float Bias { get; set; } = bias;

    public float Output(FeatureVector features) => Bias + features.Dot(weights) * _scale;

    public void Add(FeatureVector features, float step) => features.AddTo(weights, step / _scale);

    public void Shrink(float factor)
    {
        _scale *= factor;
        if (Math.Abs(_scale) is < 1 / LargestScale or > LargestScale) Settle();
    }

    /// <summary>The weights with the factor multiplied in.</summary>
    public float[] Settle()
    {
        if (_scale != 1) System.Numerics.Tensors.TensorPrimitives.Multiply(weights, _scale, weights);
        _scale = 1;
        return weights;
    }

    /// <summary>Adds the weights times a factor to sums.</summary>
    public void AddTo(double[] sums, double factor)
    {
        for (int i = 0; i < sums.Length; i++) sums[i] += factor * _scale * weights[i];
    }

    public void Set(double[] values, double factor)
    {
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)(values[i] * factor);
        _scale = 1;
    }
}
