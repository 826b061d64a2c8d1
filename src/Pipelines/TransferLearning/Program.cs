using System.Diagnostics;
using Microsoft.ML;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.TransferLearning;

var defaults = new TransferArguments("datasets/shapes", "artifacts/transfer-learning");
return PipelineHost.Run(CommandLine.Create(defaults, Train, Splits, Predict, Features, Benchmark), args);

void Train(TransferRun run, CancellationToken cancellation)
{
    var watch = Stopwatch.StartNew();
    DateTimeOffset started = DateTimeOffset.Now;
    var context = new MLContext(run.Seed);
    Directory.CreateDirectory(run.Output);

    // Load the pictures and look them over.
    (ImageDataset data, _, IReadOnlyList<string> notes) = ImageDatasets.Load(run.Data, run.Seed, run.SkipUnreadable, training: true, cancellation);
    IReadOnlyList<ImageSample> train = run.Few(data.Train), validation = run.Few(data.Validation);
    if (run.PerClass > 0) Terminal.Line($"Of the training pictures, {run.PerClass} of each class are used: {train.Count:N0} in all.");

    // Compose: labels to keys, a pretrained network with a new head.
    var labels = context.Transforms.Conversion.MapValueToKey("Label", keyData: context.Data.LoadFromLabels(data.Labels)).Fit(context.Data.LoadFromImages([]));
    using var display = new TransferDisplay();
    TransferLearningOptions options = run.Options(display, cancellation) with { ImageColumnName = data.All.All(s => s.IsFile) ? "ImagePath" : "Image" };
    var trainer = context.MulticlassClassification.Trainers.TransferLearning(options);

    // Fit.
    TransferModel fitted = trainer.Train(labels.Transform(Rows(context, train)), validation.Count > 0 ? labels.Transform(Rows(context, validation)) : null);
    display.Dispose();
    fitted.Network.Show();

    // Evaluate on pictures that it has never seen.
    ITransformer scoring = fitted.Network.ToTransformer(context, options with { ImageColumnName = "Image" }, context.Data.LoadFromImages([]));
    ClassifierEvaluation evaluation = ClassifierEvaluation.Run(context, scoring, data.Test, data.Labels);
    evaluation.Show();
    double? scratch = run.CompareScratch ? Comparison.FromScratch(run, train, validation, data, cancellation) : null;
    if (scratch is { } other) Terminal.Line($"With what the network had learned before: {Terminal.Percent(evaluation.Metrics.MicroAccuracy)}. The same network from random weights: {Terminal.Percent(other)}.");

    // Save the model, from the picture's path to the label, and the report.
    string path = Path.Combine(run.Output, ModelFiles.Name);
    IDataView paths = context.Data.LoadFromEnumerable(new[] { new ImagePathRow() });
    ITransformer model = context.Transforms.LoadImages("Image", imageFolder: "", "ImagePath").Fit(paths).Append(scoring);
    context.Model.Save(model, paths.Schema, path);
    evaluation.Write(TransferReport.Create(run, data, fitted.Network, evaluation, scratch, notes, started, watch.Elapsed), run.Output);
    Terminal.Line($"Saved {path}, metrics.json and report.html after {Terminal.Time(watch.Elapsed)}.");

    // Predict with the saved model, as another app would, and show why.
    string[] examples = [.. data.Test.Where(s => s.IsFile).GroupBy(s => s.Label).Select(g => g.First().Name).Take(4)];
    if (examples.Length > 0) Predict(path, examples, top: 3, Path.Combine(run.Output, "why"));
}

void Splits(TransferRun run, int splits, CancellationToken cancellation)
{
    using var display = new TransferDisplay();
    SplitFigures figures = SplitFigures.Measure(run, splits, display, cancellation);
    display.Dispose();
    figures.Show();
    Directory.CreateDirectory(run.Output);
    figures.Write(Path.Combine(run.Output, "splits.json"));
}

void Predict(string model, IReadOnlyList<string> images, int top, string? why)
{
    var context = new MLContext();
    ITransformer loaded = ModelFiles.Load(context, model, out _);
    IReadOnlyList<string> files = ImageFiles.Find(images);
    IDataView scored = loaded.Transform(context.Data.LoadFromEnumerable(files.Select(f => new ImagePathRow { ImagePath = f })));
    IReadOnlyList<string> labels = ClassifierSchema.Labels(scored.Schema);
    Explanation? explanation = why is null ? null : new Explanation(model);
    if (why is not null) Directory.CreateDirectory(why);
    int number = 0;
    foreach (ImagePrediction prediction in context.Data.CreateEnumerable<ImagePrediction>(scored, reuseRowObject: true))
    {
        Terminal.Line(prediction.Describe(labels, top));
        explanation?.Draw(prediction.ImagePath, prediction.Top(1).First().Class, Path.Combine(why!, $"{++number:000}-{Path.GetFileNameWithoutExtension(prediction.ImagePath)}.png"));
    }
    if (number > 0) Terminal.Line($"What in each picture speaks for its class is drawn in {why}.");
}

void Features(TransferRun run, CancellationToken cancellation)
{
    using var display = new TransferDisplay();
    (ImageDataset data, _, _) = ImageDatasets.Load(run.Data, run.Seed, run.SkipUnreadable, training: false, cancellation);
    var learner = new TransferLearner(run.Options(display, cancellation) with { SkipUnreadable = true });
    (IReadOnlyList<ImageSample> samples, Tensor features) = learner.Extract([.. data.All]);
    display.Dispose();
    Directory.CreateDirectory(run.Output);
    int width = features.Shape[1];
    float[][] rows = [.. Enumerable.Range(0, samples.Count).Select(i => features.AsSpan<float>().Slice(i * width, width).ToArray())];
    EmbeddingMap.WriteCsv(Path.Combine(run.Output, "features.csv"), [.. samples.Select(s => s.Name)], [.. samples.Select(s => s.Label)], rows);
    EmbeddingPage.Write(Path.Combine(run.Output, "features.html"), $"{learner.Backbone.Name} on {run.DataName}", EmbeddingMap.Of(rows), [.. samples.Select(s => new EmbeddedPicture(s.Name, s.Label))]);
    Terminal.Line($"Wrote {width:N0} features of {samples.Count:N0} pictures to features.csv, and a map of them to features.html, in {run.Output}.");
}

void Benchmark(TransferRun run, IReadOnlyList<string> backbones, int splits, CancellationToken cancellation)
{
    Directory.CreateDirectory(run.Output);
    BackboneComparison comparison = BackboneComparison.Measure(run, backbones, splits, cancellation);
    comparison.Show();
    comparison.Write(run.Output);
    Terminal.Line($"Wrote backbones.json and backbones.html to {run.Output}.");
}

static IDataView Rows(MLContext context, IReadOnlyList<ImageSample> samples) => samples.All(s => s.IsFile)
    ? context.Data.LoadFromEnumerable(samples.Select(s => new LabelledPath { ImagePath = s.Name, Label = s.Label }))
    : context.Data.LoadFromImages(samples);
