using System.Net;
using System.Text;
using System.Text.Json;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>What transfer is worth: the same network, the same pictures, but random weights.</summary>
internal static class Comparison
{
    public static double FromScratch(TransferRun run, IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, ImageDataset data, CancellationToken cancellation)
    {
        Terminal.Heading("The same network from random weights");
        using var display = new TransferDisplay();
        var learner = new TransferLearner(Options(run, display, cancellation));
        return SplitFigures.Accuracy(learner, learner.Train(train, validation, data.Labels), data.Test);
    }

    /// <summary>How the network is trained when it knows nothing.</summary>
    public static TransferLearningOptions Options(TransferRun run, TransferDisplay display, CancellationToken cancellation) => run.Options(display, cancellation) with
    {
        FromScratch = true,
        CheckpointFolder = null,
        EarlyStopping = null,
        FineTuning = new FineTuningOptions { Epochs = run.ScratchEpochs, LearningRate = 2e-3f, Augmentation = AugmentationPipeline.Parse(run.Augment) },
    };
}

/// <summary>The figures of several networks on the same pictures.</summary>
internal sealed record BackboneComparison(string Data, IReadOnlyList<SplitFigures> Backbones, IReadOnlyList<(string Backbone, string Reason)> Failed)
{
    private static readonly string[] Heads = ["Backbone", "Size", "Features", "Accuracy", "±", "Per picture", "All in all"];

    /// <summary>Measures each network, or all of the catalog that are on this machine.</summary>
    public static BackboneComparison Measure(TransferRun run, IReadOnlyList<string> backbones, int splits, CancellationToken cancellation)
    {
        List<SplitFigures> figures = [];
        List<(string, string)> failed = [];
        foreach (string backbone in backbones.Count > 0 ? backbones : Available())
        {
            cancellation.ThrowIfCancellationRequested();
            Terminal.Line($"{backbone} …");
            try
            {
                using var display = new TransferDisplay();
                figures.Add(SplitFigures.Measure(run with { Backbone = backbone }, splits, display, cancellation));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add((backbone, e.Message));
            }
        }
        if (figures.Count == 0) throw new PipelineException($"No network could be measured. {string.Join(" ", failed.Select(f => $"{f.Item1}: {f.Item2}"))}");
        return new BackboneComparison(run.DataName, [.. figures.OrderByDescending(f => f.Mean)], failed);
    }

    public void Show()
    {
        Terminal.Table(Heads, Backbones.Select(Row));
        foreach ((string backbone, string reason) in Failed) Terminal.Warning($"{backbone}: {reason}");
    }

    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "backbones.json"), JsonSerializer.Serialize([.. Backbones], SplitJson.Default.SplitFiguresArray));
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Backbones</title><style>body{{font:15px system-ui;margin:2em}}td,th{{padding:.3em 1em;text-align:right;border-bottom:1px solid #8884}}td:first-child,th:first-child{{text-align:left}}</style><h1>Backbones on {WebUtility.HtmlEncode(Data)}</h1><table><tr>");
        foreach (string head in Heads) page.Append($"<th>{head}</th>");
        foreach (SplitFigures backbone in Backbones) page.Append("</tr><tr>").AppendJoin("", Row(backbone).Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>"));
        page.Append("</tr></table>");
        foreach ((string backbone, string reason) in Failed) page.Append($"<p>{WebUtility.HtmlEncode($"{backbone}: {reason}")}</p>");
        File.WriteAllText(Path.Combine(folder, "backbones.html"), page.Append("</html>").ToString());
    }

    private static IReadOnlyList<string> Row(SplitFigures f) => [f.Backbone, f.Size, $"{f.Features:N0}", Terminal.Percent(f.Mean), Terminal.Percent(f.Deviation),
        f.Known == f.Pictures ? "known before" : $"{f.MillisecondsPerPicture:0.0} ms", Terminal.Time(TimeSpan.FromSeconds(f.Seconds))];

    private static string[] Available()
    {
        var store = new ModelStore();
        return [.. ModelCatalog.OfRepository().Models.Where(m => m.Task == "classify" && store.Look(m, checksum: false) == ModelState.Present).Select(store.PathOf)];
    }
}
