using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a model of counts, whose logarithms are linear in the features, by limited-memory BFGS.</summary>
public sealed class LbfgsPoissonRegressionTrainer
    : LbfgsTrainerBase<LbfgsPoissonRegressionTrainer.Options, RegressionPredictionTransformer<PoissonRegressionModelParameters>, PoissonRegressionModelParameters>
{
    internal LbfgsPoissonRegressionTrainer(IHostEnvironment environment, Options options) : base(environment, options, TrainerColumns.NumberLabel(options.LabelColumnName)) { }

    /// <summary>Trains a model that starts from the weights of another one.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="linearModel">The model to go on from.</param>
    public RegressionPredictionTransformer<PoissonRegressionModelParameters> Fit(IDataView trainData, LinearModelParameters linearModel) => Fit(trainData, (object?)linearModel);

    private protected override void CheckLabels(ExampleSet examples)
    {
        foreach ((ExampleBlock block, int row) in examples.Pass(null))
            if (block.Labels[row] < 0)
                throw new InvalidOperationException($"Poisson regression predicts counts, but the label '{examples.LabelName}' is {block.Labels[row]} in row {block.First + row} of those without missing values.");
    }

    private protected override PoissonRegressionModelParameters Train(TrainingRun run)
    {
        double[] x = Minimize(run, new PoissonObjective(run.Examples, Settings.L2Regularization), LinearStart.Of(run.InitialModel));
        return new PoissonRegressionModelParameters(Vector(x.AsSpan(1)), (float)x[0]);
    }

    private protected override RegressionPredictionTransformer<PoissonRegressionModelParameters> MakeTransformer(PoissonRegressionModelParameters model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ScoreOutput();

    /// <summary>The options.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }
    }
}
