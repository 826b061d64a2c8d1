using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that go through their rows in random order many times.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class StochasticTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    /// <summary>Makes a trainer.</summary>
    /// <param name="host">The environment.</param>
    /// <param name="feature">The features.</param>
    /// <param name="label">The label.</param>
    /// <param name="weight">The weights of rows.</param>
    public StochasticTrainerBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
        : base(host, feature, label, weight) { }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();
}

/// <summary>
/// The base of trainers by stochastic dual coordinate ascent: each row has a dual variable, and the best step for one at a time is known in closed form.
/// Shalev-Shwartz and Zhang (2013), "Stochastic dual coordinate ascent methods for regularized loss minimization".
/// </summary>
/// <remarks>Rows are taken one after the other, so that the same seed gives the same model whatever <see cref="OptionsBase.NumberOfThreads"/> says.</remarks>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private protected SdcaTrainerBase(IHostEnvironment environment, OptionsBase options, SchemaShape.Column label)
        : base(environment.Register("Sdca"), TrainerColumns.Features(options.FeatureColumnName), label, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        Settings = options;
        options.Check();
    }

    private protected OptionsBase Settings { get; }

    /// <summary>What the solver goes by, worked out for a number of rows and features where the options leave it open.</summary>
    private protected SdcaSettings Tune(TrainingRun run)
    {
        long rows = run.Examples.Count;
        int iterations = Settings.MaximumNumberOfIterations ?? (int)Math.Max(2, Math.Min(int.MaxValue, Math.Max(1, 500_000 / rows) * 3));
        float l2 = Settings.L2Regularization ?? DefaultL2(iterations, rows);
        float l1 = Settings.L1Regularization ?? run.Examples.FeatureCount switch { < 100 => 0, < 1000 => 0.25f, < 10000 => 0.5f, _ => 1 };
        if (Settings.MaximumNumberOfIterations is null || Settings.L2Regularization is null || Settings.L1Regularization is null)
            run.Channel.Info(MessageSensitivity.None, $"Auto-tuning parameters: at most {iterations} iterations, L2 = {l2}, L1 / L2 = {l1}.");
        return new SdcaSettings(iterations, Math.Max(l2, OptionsBase.LeastL2), l1, Settings.ConvergenceTolerance, Settings.ConvergenceCheckFrequency ?? 1,
            Settings.Shuffle, Settings.BiasLearningRate);
    }

    private protected virtual float DefaultL2(int iterations, long rows) => Math.Max(1e-6f, 20f / ((float)Math.Max(2, iterations / 2) * rows));

    /// <summary>The base of the options.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        internal const float LeastL2 = 1e-9f;

        private protected OptionsBase() { }

        /// <summary>The regularization L2 / 2 x |weights|², beside the mean loss; at least 1e-9. Null finds one that goes with the number of rows.</summary>
        public float? L2Regularization;

        /// <summary>The regularization of |weights|, as a multiple of L2: what is smaller becomes 0. Null finds one that goes with the number of features.</summary>
        public float? L1Regularization;

        /// <summary>Has no effect: rows are taken one after the other.</summary>
        public int? NumberOfThreads;

        /// <summary>Ends the training where the duality gap is below this share of the loss.</summary>
        public float ConvergenceTolerance = 0.1f;

        /// <summary>How often the rows are gone through at most; null finds a number that goes with theirs.</summary>
        public int? MaximumNumberOfIterations;

        /// <summary>Whether the rows are taken in a new order each time.</summary>
        public bool Shuffle = true;

        /// <summary>After how many iterations convergence is checked; null after each.</summary>
        public int? ConvergenceCheckFrequency;

        /// <summary>How fast the bias is freed of regularization; 0 leaves it regularized like the weights.</summary>
        public float BiasLearningRate = 0;

        internal void Check()
        {
            OptionRange.Require(L2Regularization is null or >= 0, nameof(L2Regularization), "at least 0");
            OptionRange.Require(L1Regularization is null or >= 0, nameof(L1Regularization), "at least 0");
            OptionRange.Require(MaximumNumberOfIterations is null or > 0, nameof(MaximumNumberOfIterations), "at least 1");
            OptionRange.Require(ConvergenceCheckFrequency is null or > 0, nameof(ConvergenceCheckFrequency), "at least 1");
            OptionRange.Require(ConvergenceTolerance is > 0 and <= 1, nameof(ConvergenceTolerance), "above 0 and at most 1");
        }
    }
}

/// <summary>What stochastic dual coordinate ascent goes by.</summary>
internal sealed record SdcaSettings(int MaximumIterations, float L2, float L1, float Tolerance, int CheckFrequency, bool Shuffle, float BiasLearningRate);
