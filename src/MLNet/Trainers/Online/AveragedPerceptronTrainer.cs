using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear model of two classes by the averaged perceptron.</summary>
public sealed class AveragedPerceptronTrainer : AveragedLinearTrainer<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    internal AveragedPerceptronTrainer(IHostEnvironment environment, Options options)
        : base(environment, "AveragedPerceptron", options, TrainerColumns.TruthLabel(options.LabelColumnName), options.LossFunction ?? new HingeLoss()) { }

    private protected override void CheckLabels(ExampleSet examples) => BinaryLabels.WarnOfOneClass(examples, Host, Name);

    private protected override LinearBinaryModelParameters Model(in VBuffer<float> weights, float bias) => new(in weights, bias);

    private protected override BinaryPredictionTransformer<LinearBinaryModelParameters> MakeTransformer(LinearBinaryModelParameters model, DataViewSchema trainSchema) => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.BinaryOutputs(calibrated: false);

    /// <summary>The options. The rows are gone through 10 times.</summary>
    public sealed class Options : AveragedLinearOptions
    {
        /// <summary>Makes the options.</summary>
        public Options() => NumberOfIterations = 10;

        /// <summary>The loss; null for <see cref="HingeLoss"/>.</summary>
        public IClassificationLoss? LossFunction { get; set; }
    }
}

/// <summary>Trains a linear regression by online gradient descent.</summary>
public sealed class OnlineGradientDescentTrainer : AveragedLinearTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal OnlineGradientDescentTrainer(IHostEnvironment environment, Options options)
        : base(environment, "OnlineGradientDescent", options, TrainerColumns.NumberLabel(options.LabelColumnName), options.LossFunction ?? new SquaredLoss()) { }

    private protected override LinearRegressionModelParameters Model(in VBuffer<float> weights, float bias) => new(in weights, bias);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(LinearRegressionModelParameters model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ScoreOutput();

    /// <summary>The options. The learning rate starts at 0.1 and decreases.</summary>
    public sealed class Options : AveragedLinearOptions
    {
        /// <summary>Makes the options.</summary>
        public Options()
        {
            LearningRate = 0.1f;
            DecreaseLearningRate = true;
        }

        /// <summary>The loss; null for <see cref="SquaredLoss"/>.</summary>
        public IRegressionLoss? LossFunction { get; set; }
    }
}
