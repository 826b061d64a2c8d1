using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.OnnxScoring;
using MlNetDeepLearning.Runtime.Quantization;
using MlNetDeepLearning.Tensors;

const string Output = "artifacts/onnx-scoring", OwnModel = "shapes-cnn", OwnPictures = "datasets/shapes/test";
const int OwnPicturesOfAClass = 3;
return PipelineHost.Run(CommandLine.Create(Output, OwnModel, ShippedPictures, Score, Inspect, Compare, Quantize), args);

int Score(string taskName, ScoringOptions options, CancellationToken cancellation)
{
    var watch = Stopwatch.StartNew();
    var context = new MLContext();

    // What the network takes, and how pictures become that.
    ModelCatalog catalog = ModelCatalog.OfRepository();
    (string path, CatalogModel? entry) = new ModelStore().Resolve(options.Model, catalog);
    ScoringModel model = OnnxFiles.Open(path);
    ScoringPlan plan = ScoringPlan.Create(model, options, entry);

    // Compose: from a picture's file to the network's outputs.
    var network = new OnnxOptions { ModelFile = path, InputColumns = [plan.Input.Name], OutputColumns = [.. plan.Outputs.Select(o => o.Name)], ShapeDictionary = plan.Shapes };
    var pipeline = context.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
        .Append(plan.Preprocessing.Compose(context, "Image", plan.Input.Name))
        .Append(context.Transforms.ApplyOnnxModel(network));

    // There is nothing to learn: fitting binds the columns.
    ITransformer scoring = pipeline.Fit(context.Data.LoadFromEnumerable(Array.Empty<ImagePathRow>()));
    using var scorer = new PictureScorer(context, plan, scoring);
    TimeSpan loading = watch.Elapsed;
    plan.Show();

    // Score, tell, draw, and write results and gallery.
    ClassLabels labels = ScoringLabels.Find(model, options.Labels, entry);
    PictureTask task = taskName switch
    {
        "detect" => new DetectTask(labels, options.Head, options.Threshold, options.Overlap),
        "segment" => new SegmentTask(labels),
        _ => new ClassifyTask(plan, labels, options.Top),
    };
    return new ScoringRun(plan, task, options.Output, loading).Score(ImageFiles.Find(options.Pictures), scorer.Score, cancellation);
}

int Inspect(IReadOnlyList<string> models, string? json, int runs)
{
    OnnxSummary[] summaries = [.. OnnxFiles.Find(models).Select(file => OnnxSummary.Of(file, runs))];
    foreach (OnnxSummary summary in summaries) summary.Show();
    if (json is not null) OnnxSummary.Write(summaries, json);
    return ExitCodes.Done;
}

int Compare(IReadOnlyList<string> models, string? references, double tolerance, string? json, int runs) =>
    ComparisonTable.Run(OnnxFiles.Find(models), references, tolerance, json, runs, path => OnnxImporter.Import(path), OnnxFiles.IsRefusal);

int Quantize(ScoringOptions options, QuantizationOptions quantization, bool isDynamic, string? target, int samples, CancellationToken cancellation)
{
    (string path, CatalogModel? entry) = new ModelStore().Resolve(options.Model, ModelCatalog.OfRepository());
    ScoringModel model = OnnxFiles.Open(path);
    ScoringPlan plan = ScoringPlan.Create(model, options, entry);
    plan.Show();

    // Calibrate on pictures that are prepared as scoring prepares them.
    IReadOnlyList<string> files = ImageFiles.Find(options.Pictures);
    string[] chosen = [.. Enumerable.Range(0, Math.Min(samples, files.Count)).Select(i => files[(int)((long)i * files.Count / Math.Min(samples, files.Count))])];
    IReadOnlyList<(string File, Tensor Input)> pictures = PictureTensors.Read(new MLContext(), plan, chosen, cancellation);
    Tensor[][] batches = [.. pictures.Select(p => new[] { p.Input })];

    Graph graph = OnnxImporter.Import(path);
    QuantizedGraph quantized = isDynamic
        ? GraphQuantizer.QuantizeDynamic(graph, quantization, batches, cancellation)
        : GraphQuantizer.QuantizeStatic(graph, batches, quantization, cancellation);
    Directory.CreateDirectory(options.Output);
    string file = target ?? Path.Combine(options.Output, Path.GetFileNameWithoutExtension(path) + ".int8.onnx");
    OnnxExporter.Export(quantized.Graph, file);

    // Report on what was gained and lost.
    QuantizationReport report = quantized.Report;
    QuantizationFigures figures = new QuantizationFigures(path, file, isDynamic ? "dynamic" : "static", model.Bytes, new FileInfo(file).Length, report.Nodes.Count(n => n.Quantized),
            [.. report.Nodes.Where(n => !n.Quantized).Select(n => $"{n.Operator} '{n.Name}': {n.Remark}")], [.. report.Outputs.Select(o => new QuantizedOutput(o.Name, o.SignalToNoise, o.MaxDifference))], 0)
        .Measure(graph, OnnxImporter.Import(file), pictures, ScoringLabels.Find(model, options.Labels, entry));
    figures.Show();
    figures.Write(Path.Combine(options.Output, "quantization.json"));
    Terminal.Line($"Wrote {file} and {Path.Combine(options.Output, "quantization.json")}.");
    return ExitCodes.Done;
}

static IReadOnlyList<string> ShippedPictures() => ImageFiles.FirstOfEachFolder(RepositoryFiles.Find(OwnPictures), OwnPicturesOfAClass);
