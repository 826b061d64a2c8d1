using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Hosting;

/// <summary>The test of a picture classifier: ML.NET's metrics, the figures of each class, and the surest mistakes.</summary>
public sealed record ClassifierEvaluation(MulticlassClassificationMetrics Metrics, ClassificationFigures Figures, IReadOnlyList<MistakeInfo> Mistakes)
{
    private const int TopK = 5;
    private const int MostMistakes = 24;
    private const int ThumbnailSize = 96;

    /// <summary>Scores pictures and compares with their labels.</summary>
    /// <param name="context">The context.</param>
    /// <param name="model">Scores rows with the column Image.</param>
    /// <param name="samples">The pictures.</param>
    /// <param name="labels">The classes in the order of the scores.</param>
    public static ClassifierEvaluation Run(MLContext context, ITransformer model, IReadOnlyList<ImageSample> samples, IReadOnlyList<string> labels)
    {
        string? unknown = samples.Select(s => s.Label).FirstOrDefault(l => !labels.Contains(l));
        if (unknown is not null) throw new PipelineException($"The data has the class '{unknown}', which the model does not know. Its classes are: {string.Join(", ", labels)}.");
        IDataView keys = context.Data.LoadFromLabels(labels);
        IDataView scored = model.Transform(context.Data.LoadFromImages(samples));
        IDataView labelled = context.Transforms.Conversion.MapValueToKey("LabelKey", "Label", keyData: keys).Fit(scored).Transform(scored);
        // The pictures are decoded and scored once; metrics and mistakes both read the results.
        IDataView results = context.Data.Cache(labelled, "LabelKey", "Score", "PredictedLabel", "ImagePath");
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(results, "LabelKey", topKPredictionCount: Math.Min(TopK, labels.Count));
        ImagePrediction[] predictions = [.. context.Data.CreateEnumerable<ImagePrediction>(results, reuseRowObject: false)];
        return new ClassifierEvaluation(metrics, ClassificationFigures.Of(metrics.ConfusionMatrix.Counts, labels), Worst(samples, predictions, labels));
    }

    /// <summary>The figures by their names in reports.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary()
    {
        var figures = new Dictionary<string, double>
        {
            ["accuracy"] = Metrics.MicroAccuracy,
            ["macroAccuracy"] = Metrics.MacroAccuracy,
            ["logLoss"] = Metrics.LogLoss,
            ["logLossReduction"] = Metrics.LogLossReduction,
        };
        if (Metrics.TopKPredictionCount > 1) figures[$"top{Metrics.TopKPredictionCount}Accuracy"] = Metrics.TopKAccuracy;
        return figures;
    }

    /// <summary>Writes the figures to the terminal.</summary>
    public void Show()
    {
        Terminal.Line($"Test accuracy {Terminal.Percent(Metrics.MicroAccuracy)}, macro accuracy {Terminal.Percent(Metrics.MacroAccuracy)}, macro F1 {Terminal.Percent(Figures.Macro.F1)}, log-loss {Metrics.LogLoss:0.0000}.");
        if (Figures.Classes.Count <= 24)
            Terminal.Table(["Class", "Precision", "Recall", "F1", "Examples"],
                Figures.Classes.Append(Figures.Macro).Select(c => (IReadOnlyList<string>)[c.Label, Terminal.Percent(c.Precision), Terminal.Percent(c.Recall), Terminal.Percent(c.F1), $"{c.Support:N0}"]));
    }

    private static IReadOnlyList<MistakeInfo> Worst(IReadOnlyList<ImageSample> samples, ImagePrediction[] predictions, IReadOnlyList<string> labels)
    {
        var mistakes = from i in Enumerable.Range(0, samples.Count)
                       let best = predictions[i].Top(1).First()
                       where labels[best.Class] != samples[i].Label
                       orderby best.Probability descending
                       select (Sample: samples[i], best.Class, best.Probability, Own: predictions[i].Score[IndexOf(labels, samples[i].Label)]);
        return [.. mistakes.Take(MostMistakes).Select(m => new MistakeInfo(m.Sample.Name, m.Sample.Label, labels[m.Class], m.Probability, m.Own, Thumbnail(m.Sample.Load())))];
    }

    private static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (int i = 0; i < labels.Count; i++)
            if (labels[i] == label) return i;
        return -1;
    }

    private static string Thumbnail(Image image)
    {
        if (Math.Max(image.Width, image.Height) > ThumbnailSize)
        {
            double scale = (double)ThumbnailSize / Math.Max(image.Width, image.Height);
            image = image.Resize(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        }
        return "data:image/png;base64," + Convert.ToBase64String(image.EncodePng());
    }
}
