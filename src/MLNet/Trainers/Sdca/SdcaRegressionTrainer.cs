using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear regression by stochastic dual coordinate ascent.</summary>
public sealed class SdcaRegressionTrainer
    : SdcaTrainerBase<SdcaRegressionTrainer.Options, RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    private readonly ISupportSdcaRegressionLoss _loss;

    internal SdcaRegressionTrainer(IHostEnvironment environment, Options options) : base(environment, options, TrainerColumns.NumberLabel(options.LabelColumnName))
        => _loss = options.LossFunction ?? new SquaredLoss();

    private protected override float DefaultL2(int iterations, long rows) => rows > 10000 ? 1e-4f : rows < 200 ? 1e-2f : 1e-3f;

    private protected override LinearRegressionModelParameters Train(TrainingRun run)
    {
        (float[] weights, float bias) = new SdcaScalarSolver(Host, run, Tune(run), _loss).Solve()[0];
        return new LinearRegressionModelParameters(new VBuffer<float>(weights.Length, weights), bias);
    }

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(LinearRegressionModelParameters model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ScoreOutput();

    /// <summary>The options. The bias learns at rate 1 and the tolerance is 0.01.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options()
        {
            ConvergenceTolerance = 0.01f;
            BiasLearningRate = 1;
        }

        /// <summary>The loss; null for <see cref="SquaredLoss"/>.</summary>
        public ISupportSdcaRegressionLoss? LossFunction { get; set; }
    }
}
