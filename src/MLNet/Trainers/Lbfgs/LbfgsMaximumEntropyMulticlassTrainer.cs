using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a maximum entropy model (multinomial logistic regression) by limited-memory BFGS.</summary>
public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment environment, Options options) : base(environment, options, TrainerColumns.KeyLabel(options.LabelColumnName)) { }

    /// <summary>Trains a model that starts from the weights of another one.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="modelParameters">The model to go on from.</param>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters)
        => Fit(trainData, (object?)modelParameters);

    private protected override MaximumEntropyModelParameters Train(TrainingRun run)
    {
        int classes = run.Examples.ClassCount, features = run.Examples.FeatureCount;
        MaximumEntropyObjective objective = new(run.Examples, classes, Settings.L2Regularization);
        double[] x = Minimize(run, objective, Start(run.InitialModel as MaximumEntropyModelParameters));
        VBuffer<float>[] weights = [.. Enumerable.Range(0, classes).Select(one => Vector(x.AsSpan(classes + one * features, features)))];
        return new MaximumEntropyModelParameters(weights, [.. x.Take(classes).Select(bias => (float)bias)], Settings.ShowTrainingStatistics ? Statistics(run, x, classes) : null);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(MaximumEntropyModelParameters model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name, LabelKeys.Of(trainSchema[LabelColumn.Name]));

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ClassOutputs(input.Find(LabelColumn.Name));

    private static double[]? Start(MaximumEntropyModelParameters? model)
    {
        if (model is null) return null;
        List<double> numbers = [.. model.GetBiases().Select(bias => (double)bias)];
        for (int one = 0, classes = numbers.Count; one < classes; one++)
            foreach (float weight in model.WeightsOf(one)) numbers.Add(weight);
        return [.. numbers];
    }

    private static ModelStatisticsBase Statistics(TrainingRun run, double[] x, int classes)
    {
        double[] shares = new double[classes];
        foreach ((ExampleBlock block, int row) in run.Examples.Pass(null)) shares[(int)block.Labels[row]] += block.Weights[row];
        double total = run.Examples.WeightSum, entropy = -shares.Where(share => share > 0).Sum(share => share / total * Math.Log(share / total));
        double loss = new MaximumEntropyObjective(run.Examples, classes, 0).Evaluate(x, new double[x.Length]);
        return new ModelStatisticsBase(run.Examples.Count, x.Count(weight => weight != 0), (float)(2 * total * loss), (float)(2 * total * entropy));
    }

    /// <summary>The options.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>Whether the model says how well it fits its training data.</summary>
        public bool ShowTrainingStatistics = false;
    }
}
