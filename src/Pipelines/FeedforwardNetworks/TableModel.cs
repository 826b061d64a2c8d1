using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>How rows become features, and how the network and the linear model are trained on them.</summary>
internal static class TableModel
{
    public const string LabelKey = "LabelKey";

    /// <summary>Numbers with their mean in place of what is missing, scaled to mean 0 and deviation 1, and a mark for what was missing; each category as a vector of its own.</summary>
    public static IEstimator<ITransformer> Features(MLContext context, TableFile table)
    {
        string[] numbers = [.. table.Columns.Where(c => c.Kind == ColumnKind.Number).Select(c => c.Name)];
        TableColumn[] categories = [.. table.Columns.Where(c => c.Kind == ColumnKind.Category)];
        if (numbers.Length + categories.Length == 0) throw new PipelineException($"'{table.Path}' has no column to learn from.");
        List<string> parts = [];
        IEstimator<ITransformer>? chain = null;
        if (numbers.Length > 0)
        {
            Append(context.Transforms.Concatenate("Numbers", numbers));
            if (table.Columns.Any(c => c.Kind == ColumnKind.Number && c.Missing > 0))
            {
                Append(context.Transforms.IndicateMissingValues("IsMissing", "Numbers"));
                Append(context.Transforms.Conversion.ConvertType("IsMissing", outputKind: DataKind.Single));
                parts.Add("IsMissing");
            }
            Append(context.Transforms.ReplaceMissingValues("Numbers", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
            Append(context.Transforms.NormalizeMeanVariance("Numbers", fixZero: false));
            parts.Add("Numbers");
        }
        foreach (TableColumn category in categories)
        {
            parts.Add($"Is {category.Name}");
            Append(context.Transforms.Categorical.OneHotEncoding(parts[^1], category.Name));
        }
        Append(context.Transforms.Concatenate("Features", [.. parts]));
        return chain!;

        void Append(IEstimator<ITransformer> step) => chain = chain is null ? step : chain.Append(step);
    }

    /// <summary>Adam with decoupled weight decay, warm-up and cosine decay, the network's running mean, the epoch with the lowest validation loss kept.</summary>
    /// <param name="options">The options.</param>
    /// <param name="label">The label's column.</param>
    /// <param name="outputs">The number of classes; 1 for a number.</param>
    /// <param name="mean">Of a number: its mean, where predictions begin.</param>
    /// <param name="deviation">Of a number: its standard deviation.</param>
    /// <param name="display">Shows the training.</param>
    /// <param name="cancellation">Stops it.</param>
    public static NeuralNetworkOptions Network(TableOptions options, string label, int outputs, double mean, double deviation, ITrainingCallback display, CancellationToken cancellation) => new()
    {
        LabelColumnName = label,
        Cancellation = cancellation,
        Body = (x, c) =>
        {
            foreach (string width in options.Hidden.Split(','))
            {
                x = c.Apply(x, new Dense(int.Parse(width), Activation.Relu));
                if (options.Dropout > 0) x = c.Apply(x, new Dropout((float)options.Dropout));
            }
            x = c.Apply(x, new Dense(outputs));
            return outputs == 1 ? x * deviation + mean : x;
        },
        Training = new TrainingOptions(options.Epochs, options.BatchSize, (ulong)options.Seed)
        {
            Optimizer = new AdamW { LearningRate = options.LearningRate, WeightDecay = 0.01f },
            Schedule = new CosineSchedule(),
            AverageDecay = 0.995,
            Callbacks = [display],
        },
    };
}
