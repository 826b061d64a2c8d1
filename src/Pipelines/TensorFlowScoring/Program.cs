using System.Diagnostics;
using Microsoft.ML;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;
using MlNetDeepLearning.TensorFlowScoring;

const string Output = "artifacts/tensorflow-scoring", OwnModel = "shapes-tf", OwnPictures = "datasets/shapes/test";
const int OwnPicturesOfAClass = 3;
return PipelineHost.Run(CommandLine.Create(Output, OwnModel, ShippedPictures, Score, Inspect, Convert, Compare), args);

int Score(ScoringOptions options, CancellationToken cancellation)
{
    var watch = Stopwatch.StartNew();
    var context = new MLContext();

    // What the network takes, and how pictures become that. Any tensor of the file may be asked for.
    (string path, CatalogModel? entry) = new ModelStore().Resolve(options.Model, ModelCatalog.OfRepository());
    Graph graph = TensorFlowFiles.Read(path, new TensorFlowImportOptions { Outputs = options.Outputs });
    ScoringModel model = GraphText.Describe(graph, path, "TensorFlow");
    ScoringPlan plan = ScoringPlan.Create(model, options, entry);

    // Compose: from a picture's file to the network's outputs. The network is handed on as ONNX, which either runtime applies.
    var pipeline = context.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
        .Append(plan.Preprocessing.Compose(context, "Image", plan.Input.Name))
        .Append(context.Transforms.ApplyOnnxModel([.. plan.Outputs.Select(o => o.Name)], [plan.Input.Name], new MemoryStream(OnnxExporter.ToBytes(graph)), plan.Shapes, recursionLimit: 100));

    // There is nothing to learn: fitting binds the columns.
    ITransformer scoring = pipeline.Fit(context.Data.LoadFromEnumerable(Array.Empty<ImagePathRow>()));
    using var scorer = new PictureScorer(context, plan, scoring);
    TimeSpan loading = watch.Elapsed;
    plan.Show();

    // Score, tell, and write results and gallery.
    ClassLabels labels = ScoringLabels.Find(model, options.Labels, entry);
    return new ScoringRun(plan, new ClassifyTask(plan, labels, options.Top), options.Output, loading).Score(ImageFiles.Find(options.Pictures), scorer.Score, cancellation);
}

int Inspect(IReadOnlyList<string> models, string? json, int runs)
{
    TensorFlowSummary[] summaries = [.. TensorFlowFiles.Find(models).Select(file => TensorFlowSummary.Of(file, runs))];
    foreach (TensorFlowSummary summary in summaries) summary.Show();
    if (json is not null) TensorFlowSummary.Write(summaries, json);
    return ExitCodes.Done;
}

int Convert(string source, string? target, TensorFlowImportOptions options, double tolerance)
{
    (string path, _) = new ModelStore().Resolve(source, ModelCatalog.OfRepository());
    bool isOnnx = path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
    string file = target ?? Path.Combine(Output, Path.GetFileNameWithoutExtension(path.TrimEnd('/', '\\')) + (isOnnx ? ".pb" : ".onnx"));
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);

    // Convert, and hold what was written against what was read.
    Graph from = isOnnx ? OnnxImporter.Import(path) : TensorFlowFiles.Read(path, options);
    if (isOnnx) TensorFlowExporter.Export(from, file);
    else OnnxExporter.Export(from, file);
    Graph to = isOnnx ? TensorFlowImporter.Import(file) : OnnxImporter.Import(file);
    Terminal.Line($"Wrote {file} ({new FileInfo(file).Length:N0} bytes): {string.Join("; ", to.Inputs)} -> {string.Join("; ", to.Outputs.Select(o => $"{o.Name}: {o.Value.Type}"))}.");
    return ConversionCheck.Run(from, to, tolerance) ? ExitCodes.Done : ExitCodes.Failed;
}

int Compare(IReadOnlyList<string> models, string? references, double tolerance, string? json, int runs) =>
    ComparisonTable.Run(TensorFlowFiles.Find(models), references, tolerance, json, runs, TensorFlowFiles.ReadForReferences, TensorFlowFiles.IsRefusal);

static IReadOnlyList<string> ShippedPictures() => ImageFiles.FirstOfEachFolder(RepositoryFiles.Find(OwnPictures), OwnPicturesOfAClass);
