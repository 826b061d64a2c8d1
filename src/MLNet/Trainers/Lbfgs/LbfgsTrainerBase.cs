using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of linear models by limited-memory BFGS, with L1 and L2 regularization of the weights beside the sum of losses.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private protected LbfgsTrainerBase(IHostEnvironment environment, TOptions options, SchemaShape.Column label)
        : base(environment.Register("Lbfgs"), TrainerColumns.Features(options.FeatureColumnName), label, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        options.Check();
        Settings = options;
    }

    private protected TOptions Settings { get; }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    /// <summary>Finds the biases and weights, in this order.</summary>
    private protected double[] Minimize(TrainingRun run, LbfgsObjective objective, double[]? start)
    {
        double[] x = start ?? new double[objective.Length];
        if (x.Length != objective.Length)
            throw new InvalidOperationException($"{Name}: the model to go on from is of another size than the data: {x.Length} numbers instead of {objective.Length}.");
        if (start is null && Settings.InitialWeightsDiameter > 0)
            for (int i = 0; i < x.Length; i++) x[i] = Settings.InitialWeightsDiameter * (run.Random.NextDouble() - 0.5);
        if (Settings.EnforceNonNegativity)
            for (int i = objective.Biases; i < x.Length; i++) x[i] = Math.Max(0, x[i]);
        if (start is null && Settings.StochasticGradientDescentInitilaizationTolerance > 0) Descend(objective, x);
        using IProgressChannel progress = Host.StartProgressChannel("LBFGS training");
        progress.SetHeader(new ProgressHeader(["Loss"], ["iterations"]), static _ => { });
        using Workers.LimitScope limit = Workers.Limit(Settings.NumberOfThreads ?? Workers.Count);
        LbfgsMinimizer minimizer = new(Settings.HistorySize, Settings.L1Regularization / run.Examples.WeightSum, objective.Biases, Settings.EnforceNonNegativity,
            Settings.OptimizationTolerance, Settings.MaximumNumberOfIterations, (iteration, loss) => progress.Checkpoint(loss, iteration));
        double value = minimizer.Minimize(objective.Evaluate, x);
        if (!double.IsFinite(value)) throw new InvalidOperationException($"{Name}: the training diverged: the loss is no number. Normalize the features, or regularize more.");
        if (!Settings.Quiet && Settings.L1Regularization > 0)
            run.Channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"L1 regularization selected {x.Count(weight => weight != 0)} of {x.Length} weights."));
        return x;
    }

    private protected static VBuffer<float> Vector(ReadOnlySpan<double> weights)
    {
        float[] values = new float[weights.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)weights[i];
        return new VBuffer<float>(values.Length, values);
    }

    // Plain steps downhill until one gains less than the tolerance: a start for the minimizer that is not far off.
    private void Descend(LbfgsObjective objective, double[] x)
    {
        double[] gradient = new double[x.Length], next = new double[x.Length];
        double value = objective.Evaluate(x, gradient), rate = 1;
        for (int step = 0; step < 100; step++)
        {
            for (int i = 0; i < x.Length; i++) next[i] = x[i] - rate * gradient[i];
            if (Settings.EnforceNonNegativity)
                for (int i = objective.Biases; i < x.Length; i++) next[i] = Math.Max(0, next[i]);
            double[] nextGradient = new double[x.Length];
            double nextValue = objective.Evaluate(next, nextGradient);
            if (!(nextValue < value))
            {
                rate /= 2;
                continue;
            }
            next.CopyTo(x, 0);
            gradient = nextGradient;
            if (value - nextValue < Settings.StochasticGradientDescentInitilaizationTolerance * Math.Abs(value)) break;
            value = nextValue;
        }
    }

    /// <summary>The base of the options.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>For derived classes.</summary>
        protected OptionsBase() { }

        /// <summary>The regularization L2 / 2 x |weights|², beside the sum of losses.</summary>
        public float L2Regularization = 1;

        /// <summary>The regularization L1 x |weights|, beside the sum of losses; it makes weights 0.</summary>
        public float L1Regularization = 1;

        /// <summary>Ends the training where the mean loss hardly improves any more.</summary>
        public float OptimizationTolerance = 1e-7f;

        /// <summary>How many steps are remembered to tell the curvature from.</summary>
        public int HistorySize = 20;

        /// <summary>How many steps are made at most.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Starts with plain descent until a step gains less than this share of the loss; 0 starts with the minimizer itself.</summary>
        public float StochasticGradientDescentInitilaizationTolerance = 0;

        /// <summary>Whether nothing is told of what L1 regularization selected.</summary>
        public bool Quiet = false;

        /// <summary>The width of the range around 0 that the weights start in, at random.</summary>
        public float InitialWeightsDiameter = 0;

        /// <summary>How many threads are used; null for all. The result is the same.</summary>
        public int? NumberOfThreads;

        /// <summary>Has no effect: the optimizer's vectors are always dense.</summary>
        public bool DenseOptimizer = false;

        /// <summary>Whether the weights are kept from going below 0.</summary>
        public bool EnforceNonNegativity = false;

        internal void Check()
        {
            OptionRange.Require(L2Regularization >= 0, nameof(L2Regularization), "at least 0");
            OptionRange.Require(L1Regularization >= 0, nameof(L1Regularization), "at least 0");
            OptionRange.Require(OptimizationTolerance > 0, nameof(OptimizationTolerance), "above 0");
            OptionRange.Require(HistorySize > 0, nameof(HistorySize), "at least 1");
            OptionRange.Require(MaximumNumberOfIterations > 0, nameof(MaximumNumberOfIterations), "at least 1");
            OptionRange.Require(StochasticGradientDescentInitilaizationTolerance >= 0, nameof(StochasticGradientDescentInitilaizationTolerance), "at least 0");
            OptionRange.Require(InitialWeightsDiameter >= 0, nameof(InitialWeightsDiameter), "at least 0");
            OptionRange.Require(NumberOfThreads is null or > 0, nameof(NumberOfThreads), "at least 1");
        }
    }
}
