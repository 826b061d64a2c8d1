using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a logistic regression by limited-memory BFGS.</summary>
public sealed class LbfgsLogisticRegressionBinaryTrainer : LbfgsTrainerBase<LbfgsLogisticRegressionBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>, CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment environment, Options options) : base(environment, options, TrainerColumns.TruthLabel(options.LabelColumnName)) { }

    /// <summary>Trains a model that starts from the weights of another one.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="modelParameters">The model to go on from.</param>
    public BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Fit(IDataView trainData, LinearModelParameters modelParameters)
        => Fit(trainData, (object?)modelParameters);

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> Train(TrainingRun run)
    {
        LogisticObjective objective = new(run.Examples, Settings.L2Regularization);
        double[] x = Minimize(run, objective, LinearStart.Of(run.InitialModel));
        ModelStatisticsBase? statistics = Settings.ShowTrainingStatistics ? LogisticStatistics.Of(run, x, Settings.L2Regularization, Settings.ComputeStandardDeviation) : null;
        LinearBinaryModelParameters model = new(Vector(x.AsSpan(1)), (float)x[0], statistics);
        return new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(model, new PlattCalibrator(-1, 0));
    }

    private protected override BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> MakeTransformer(
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: true);

    /// <summary>The options.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>Whether the model says how well it fits its training data.</summary>
        public bool ShowTrainingStatistics = false;

        /// <summary>Computes the standard errors of the weights for the statistics; null leaves them out.</summary>
        public ComputeLogisticRegressionStandardDeviation? ComputeStandardDeviation = null;
    }
}

/// <summary>The numbers that a training goes on from.</summary>
internal static class LinearStart
{
    public static double[]? Of(object? model) => ((model as CalibratedModelParametersBase)?.SubModel ?? model) is not LinearModelParameters linear
        ? null : [linear.Bias, .. linear.Weights.Select(weight => (double)weight)];
}
