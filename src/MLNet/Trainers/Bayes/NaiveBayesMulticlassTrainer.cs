using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a naive Bayes model over which features are above 0.</summary>
public sealed class NaiveBayesMulticlassTrainer : TrainerEstimatorBase<MulticlassPredictionTransformer<NaiveBayesMulticlassModelParameters>, NaiveBayesMulticlassModelParameters>
{
    internal NaiveBayesMulticlassTrainer(IHostEnvironment environment, string labelColumnName, string featureColumnName)
        : base(environment.Register("NaiveBayes"), TrainerColumns.Features(featureColumnName), TrainerColumns.KeyLabel(labelColumnName)) { }

    /// <inheritdoc/>
    public override TrainerInfo Info { get; } = new(normalization: false, caching: false);

    private protected override NaiveBayesMulticlassModelParameters Train(TrainingRun run)
    {
        long[] labels = new long[run.Examples.ClassCount];
        long[][] counts = [.. labels.Select(_ => new long[run.Examples.FeatureCount])];
        foreach ((ExampleBlock block, int row) in run.Examples.Pass(null))
        {
            int label = (int)block.Labels[row];
            labels[label]++;
            FeatureVector features = block[row];
            for (int i = 0; i < features.Values.Length; i++)
                if (features.Values[i] > 0) counts[label][features.IsDense ? i : features.Indices[i]]++;
        }
        return new NaiveBayesMulticlassModelParameters(labels, counts);
    }

    private protected override MulticlassPredictionTransformer<NaiveBayesMulticlassModelParameters> MakeTransformer(NaiveBayesMulticlassModelParameters model, DataViewSchema trainSchema)
        => new(model, FeatureColumn.Name, LabelKeys.Of(trainSchema[LabelColumn.Name]));

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input) => TrainerColumns.ClassOutputs(input.Find(LabelColumn.Name));
}
