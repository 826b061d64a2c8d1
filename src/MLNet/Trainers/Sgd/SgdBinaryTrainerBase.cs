using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of linear models that go through their rows in random order.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class LinearTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private protected LinearTrainerBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight) : base(host, feature, label, weight) { }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();
}

/// <summary>The base of trainers of two classes by stochastic gradient descent. Bottou (2012), "Stochastic gradient descent tricks".</summary>
/// <remarks>Rows are taken one after the other, so that the same seed gives the same model whatever <see cref="OptionsBase.NumberOfThreads"/> says.</remarks>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class SgdBinaryTrainerBase<TModel> : LinearTrainerBase<BinaryPredictionTransformer<TModel>, TModel> where TModel : class
{
    private readonly OptionsBase _options;
    private readonly IClassificationLoss _loss;

    private protected SgdBinaryTrainerBase(IHostEnvironment environment, OptionsBase options, IClassificationLoss loss)
        : base(environment.Register("Sgd"), TrainerColumns.Features(options.FeatureColumnName), TrainerColumns.TruthLabel(options.LabelColumnName),
            TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        options.Check();
        _options = options;
        _loss = loss;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    /// <summary>Trains a model that starts from the weights of another one.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="modelParameters">The model to go on from.</param>
    public BinaryPredictionTransformer<TModel> Fit(IDataView trainData, LinearModelParameters modelParameters) => Fit(trainData, (object?)modelParameters);

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override TModel Train(TrainingRun run)
    {
        float[] start = new float[run.Examples.FeatureCount];
        float bias = 0;
        if (((run.InitialModel as CalibratedModelParametersBase)?.SubModel ?? run.InitialModel) is LinearModelParameters model)
        {
            if (model.WeightSpan.Length != start.Length)
                throw new InvalidOperationException($"{Name}: the model to go on from has {model.WeightSpan.Length} weights, the data {start.Length} features.");
            model.WeightSpan.CopyTo(start);
            bias = model.Bias;
        }
        ScaledWeights weights = new(start, bias);
        double loss = double.PositiveInfinity, improvement = 0;
        long steps = 0;
        using IProgressChannel progress = Host.StartProgressChannel("SGD training");
        progress.SetHeader(new ProgressHeader(["Loss", "Improvement"], ["iterations"]), static _ => { });
        for (int iteration = 1; iteration <= _options.NumberOfIterations; iteration++)
        {
            foreach ((ExampleBlock block, int row) in run.Examples.Pass(_options.Shuffle ? run.Random : null))
            {
                FeatureVector features = block[row];
                float slope = Weight(block, row) * _loss.Derivative(weights.Output(features), block.Labels[row]);
                double rate = _options.LearningRate / (1 + _options.LearningRate * _options.L2Regularization * steps++);
                weights.Shrink((float)(1 - rate * _options.L2Regularization));
                weights.Add(features, (float)(-slope * rate));
                weights.Bias -= (float)(slope * rate);
            }
            if (iteration % (_options.CheckFrequency ?? 1) != 0) continue;
            double next = MeanLoss(run.Examples, weights);
            if (!double.IsFinite(next)) throw new InvalidOperationException($"{Name}: the training diverged: the loss is no number. Lower the learning rate, or normalize the features.");
            improvement = double.IsPositiveInfinity(loss) ? double.PositiveInfinity : double.IsPositiveInfinity(improvement) ? loss - next : (loss - next + improvement) / 2;
            loss = next;
            progress.Checkpoint(loss, double.IsFinite(improvement) ? improvement : null, iteration);
            if (improvement < _options.ConvergenceTolerance) break;
        }
        float[] result = weights.Settle();
        return Model(new LinearBinaryModelParameters(new VBuffer<float>(result.Length, result), weights.Bias));
    }

    private protected abstract TModel Model(LinearBinaryModelParameters model);

    private protected override BinaryPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private float Weight(ExampleBlock block, int row) => block.Weights[row] * (block.Labels[row] > 0 ? _options.PositiveInstanceWeight : 1);

    private double MeanLoss(ExampleSet examples, ScaledWeights weights)
    {
        double sum = 0;
        foreach ((ExampleBlock block, int row) in examples.Pass(null)) sum += Weight(block, row) * _loss.Loss(weights.Output(block[row]), block.Labels[row]);
        double squares = System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(weights.Settle());
        return sum / examples.Count + _options.L2Regularization / 2 * squares;
    }

    /// <summary>The base of the options.</summary>
    public class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>Makes the options.</summary>
        public OptionsBase() { }

        /// <summary>The regularization L2 / 2 x |weights|², beside the mean loss.</summary>
        public float L2Regularization = 1E-06f;

        /// <summary>Has no effect: rows are taken one after the other.</summary>
        public int? NumberOfThreads;

        /// <summary>Ends the training where the mean loss improves by less.</summary>
        public double ConvergenceTolerance = 1e-4;

        /// <summary>How often the rows are gone through at most.</summary>
        public int NumberOfIterations = 20;

        /// <summary>How far the first step goes; later ones are shorter.</summary>
        public double LearningRate = 0.01;

        /// <summary>Whether the rows are taken in a new order each time.</summary>
        public bool Shuffle = true;

        /// <summary>How much rows of the positive class count, beside their own weights.</summary>
        public float PositiveInstanceWeight = 1;

        /// <summary>After how many iterations convergence is checked; null after each.</summary>
        public int? CheckFrequency;

        internal void Check()
        {
            OptionRange.Require(L2Regularization >= 0, nameof(L2Regularization), "at least 0");
            OptionRange.Require(LearningRate > 0, nameof(LearningRate), "above 0");
            OptionRange.Require(NumberOfIterations > 0, nameof(NumberOfIterations), "at least 1");
            OptionRange.Require(PositiveInstanceWeight > 0, nameof(PositiveInstanceWeight), "above 0");
            OptionRange.Require(CheckFrequency is null or > 0, nameof(CheckFrequency), "at least 1");
            OptionRange.Require(LearningRate * L2Regularization < 1, nameof(L2Regularization), "below 1 / the learning rate");
        }
    }
}

/// <summary>Trains a logistic regression by stochastic gradient descent.</summary>
public sealed class SgdCalibratedTrainer : SgdBinaryTrainerBase<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal SgdCalibratedTrainer(IHostEnvironment environment, Options options) : base(environment, options, new LogLoss()) { }

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: true);

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> Model(LinearBinaryModelParameters model)
        => new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(model, new PlattCalibrator(-1, 0));

    /// <summary>The options.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }
    }
}

/// <summary>Trains a linear model of two classes by stochastic gradient descent, with any loss.</summary>
public sealed class SgdNonCalibratedTrainer : SgdBinaryTrainerBase<LinearBinaryModelParameters>
{
    internal SgdNonCalibratedTrainer(IHostEnvironment environment, Options options) : base(environment, options, options.LossFunction ?? new LogLoss()) { }

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    private protected override LinearBinaryModelParameters Model(LinearBinaryModelParameters model) => model;

    /// <summary>The options.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The loss.</summary>
        public IClassificationLoss LossFunction = new LogLoss();
    }
}
