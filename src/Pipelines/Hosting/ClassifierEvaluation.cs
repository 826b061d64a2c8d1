using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Hosting;

/// <summary>The test of a picture classifier: ML.NET's metrics, and what they leave out.</summary>
/// <param name="Metrics">ML.NET's metrics.</param>
/// <param name="Details">The figures of each class, curves and calibration.</param>
/// <param name="Samples">The pictures in the order in which they were scored.</param>
public sealed record ClassifierEvaluation(MulticlassClassificationMetrics Metrics, ClassificationDetails Details, IReadOnlyList<ImageSample> Samples)
{
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
        // The pictures are decoded and scored once; both evaluations read the results.
        IDataView results = context.Data.Cache(labelled, "LabelKey", "Score", "PredictedLabel");
        return new ClassifierEvaluation(context.MulticlassClassification.Evaluate(results, "LabelKey"), context.MulticlassClassification.EvaluateInDetail(results, "LabelKey"), samples);
    }

    /// <summary>The report on this test.</summary>
    /// <param name="title">The report's title.</param>
    /// <param name="run">When, how and with what it ran.</param>
    /// <param name="data">The data whose test part the pictures are.</param>
    public RunReport Report(string title, RunInfo run, ImageDataset data)
    {
        int Count(IReadOnlyList<ImageSample> part, string label) => part.Count(s => s.Label == label);

        var info = new DataInfo(data.Path, data.Form, data.Train.Count, data.Validation.Count, data.Test.Count)
        {
            Counts = [.. data.Labels.Select(l => new ClassCount(l, Count(data.Train, l), Count(data.Validation, l), Count(data.Test, l)))],
        };
        RunReport report = ReportOf.Classes(title, run, info, Details, row => new ExampleInfo(Samples[row].Name, Thumbnail(Samples[row].Load())));
        return report with { Metrics = new Dictionary<string, double>(report.Metrics) { ["logLossReduction"] = Metrics.LogLossReduction } };
    }

    /// <summary>Writes a report and every picture's prediction to a folder.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder.</param>
    public void Write(RunReport report, string folder) =>
        ReportFiles.Write(report, folder, Details.Outcomes, [.. Samples.Select(s => s.IsFile ? Path.GetRelativePath(report.Data.Path, s.Name) : s.Name)]);

    /// <summary>Writes the figures to the terminal.</summary>
    public void Show()
    {
        ClassificationFigures figures = Details.Figures;
        Terminal.Line($"Test accuracy {Terminal.Percent(Metrics.MicroAccuracy)}, macro accuracy {Terminal.Percent(Metrics.MacroAccuracy)}, macro F1 {Terminal.Percent(figures.Macro.F1)}, log-loss {Metrics.LogLoss:0.0000}.");
        if (figures.Classes.Count <= 24)
            Terminal.Table(["Class", "Precision", "Recall", "F1", "Examples"],
                figures.Classes.Append(figures.Macro).Select(c => (IReadOnlyList<string>)[c.Label, Terminal.Percent(c.Precision), Terminal.Percent(c.Recall), Terminal.Percent(c.F1), $"{c.Support:N0}"]));
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
