using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of two classes by stochastic dual coordinate ascent.</summary>
/// <typeparam name="TModelParameters">The model.</typeparam>
public abstract class SdcaBinaryTrainerBase<TModelParameters>
    : SdcaTrainerBase<SdcaBinaryTrainerBase<TModelParameters>.BinaryOptionsBase, BinaryPredictionTransformer<TModelParameters>, TModelParameters>
    where TModelParameters : class
{
    private readonly ISupportSdcaClassificationLoss _loss;
    private readonly float _positiveWeight;

    private protected SdcaBinaryTrainerBase(IHostEnvironment environment, BinaryOptionsBase options, ISupportSdcaClassificationLoss loss)
        : base(environment, options, TrainerColumns.TruthLabel(options.LabelColumnName))
    {
        if (!(options.PositiveInstanceWeight > 0)) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.PositiveInstanceWeight)} must be above 0.");
        _loss = loss;
        _positiveWeight = options.PositiveInstanceWeight;
    }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new();

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override TModelParameters Train(TrainingRun run)
    {
        (float[] weights, float bias) = new SdcaScalarSolver(Host, run, Tune(run), _loss, _positiveWeight).Solve()[0];
        return Model(new LinearBinaryModelParameters(new VBuffer<float>(weights.Length, weights), bias));
    }

    private protected abstract TModelParameters Model(LinearBinaryModelParameters model);

    private protected override BinaryPredictionTransformer<TModelParameters> MakeTransformer(TModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    /// <summary>The options of trainers of two classes.</summary>
    public class BinaryOptionsBase : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public BinaryOptionsBase() { }

        /// <summary>How much rows of the positive class count, beside their own weights.</summary>
        public float PositiveInstanceWeight = 1;
    }
}

/// <summary>Trains a logistic regression by stochastic dual coordinate ascent.</summary>
public sealed class SdcaLogisticRegressionBinaryTrainer : SdcaBinaryTrainerBase<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal SdcaLogisticRegressionBinaryTrainer(IHostEnvironment environment, Options options) : base(environment, options, new LogLoss()) { }

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: true);

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> Model(LinearBinaryModelParameters model)
        => new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(model, new PlattCalibrator(-1, 0));

    /// <summary>The options.</summary>
    public sealed class Options : BinaryOptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }
    }
}

/// <summary>Trains a linear model of two classes by stochastic dual coordinate ascent, with any loss that it can minimize.</summary>
public sealed class SdcaNonCalibratedBinaryTrainer : SdcaBinaryTrainerBase<LinearBinaryModelParameters>
{
    internal SdcaNonCalibratedBinaryTrainer(IHostEnvironment environment, Options options) : base(environment, options, options.LossFunction ?? new LogLoss()) { }

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    private protected override LinearBinaryModelParameters Model(LinearBinaryModelParameters model) => model;

    /// <summary>The options.</summary>
    public sealed class Options : BinaryOptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The loss; null for <see cref="LogLoss"/>.</summary>
        public ISupportSdcaClassificationLoss? LossFunction { get; set; }
    }
}

/// <summary>Checks labels of two classes.</summary>
internal static class BinaryLabels
{
    public static void WarnOfOneClass(ExampleSet examples, IHost host, string reader)
    {
        bool positive = false, negative = false;
        foreach (ExampleBlock block in examples.Blocks())
        {
            foreach (float label in block.Labels.AsSpan(0, block.Count))
            {
                if (label > 0) positive = true;
                else negative = true;
            }
            if (positive && negative) return;
        }
        host.Warn(reader, $"All rows have the label {(positive ? "true" : "false")} in column '{examples.LabelName}': the model cannot learn to tell classes apart.");
    }
}
