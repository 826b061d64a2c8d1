using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of several classes by stochastic dual coordinate ascent.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class SdcaMulticlassTrainerBase<TModel> : SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    private readonly ISupportSdcaClassificationLoss _loss;

    private protected SdcaMulticlassTrainerBase(IHostEnvironment environment, MulticlassOptions options, ISupportSdcaClassificationLoss loss)
        : base(environment, options, TrainerColumns.KeyLabel(options.LabelColumnName)) => _loss = loss;

    private protected override TModel Train(TrainingRun run)
    {
        (float[] Weights, float Bias)[] classes = new SdcaMulticlassSolver(Host, run, Tune(run), _loss, run.Examples.ClassCount).Solve();
        return Model([.. classes.Select(one => new VBuffer<float>(one.Weights.Length, one.Weights))], [.. classes.Select(one => one.Bias)]);
    }

    private protected abstract TModel Model(VBuffer<float>[] weights, float[] biases);

    private protected override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name, LabelKeys.Of(trainSchema[LabelColumn.Name]));

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ClassOutputs(input.Find(LabelColumn.Name));

    /// <summary>The options of trainers of several classes.</summary>
    public class MulticlassOptions : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public MulticlassOptions() { }
    }
}

/// <summary>Trains a linear model of several classes by stochastic dual coordinate ascent; its scores are probabilities.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment environment, Options options) : base(environment, options, new LogLoss()) { }

    private protected override MaximumEntropyModelParameters Model(VBuffer<float>[] weights, float[] biases) => new(weights, biases);

    /// <summary>The options.</summary>
    public sealed class Options : MulticlassOptions
    {
        /// <summary>Makes the options.</summary>
        public Options() { }
    }
}

/// <summary>Trains a linear model of several classes by stochastic dual coordinate ascent, with any loss that it can minimize.</summary>
public sealed class SdcaNonCalibratedMulticlassTrainer : SdcaMulticlassTrainerBase<LinearMulticlassModelParameters>
{
    internal SdcaNonCalibratedMulticlassTrainer(IHostEnvironment environment, Options options) : base(environment, options, options.Loss ?? new LogLoss()) { }

    private protected override LinearMulticlassModelParameters Model(VBuffer<float>[] weights, float[] biases) => new(weights, biases);

    /// <summary>The options.</summary>
    public sealed class Options : MulticlassOptions
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>The loss; null for <see cref="LogLoss"/>.</summary>
        public ISupportSdcaClassificationLoss? Loss { get; set; }
    }
}
