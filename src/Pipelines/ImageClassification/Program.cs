using System.Diagnostics;
using Microsoft.ML;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.ImageClassification;

var defaults = new ImageTrainingOptions(Data: "datasets/shapes", Output: "artifacts/image-classification", Epochs: 12, BatchSize: 64, LearningRate: 0.003f,
    ImageSize: 0, Network: "small-cnn", Augment: "light", Seed: 1, Resume: false, SkipUnreadable: false);
var arguments = new ImageTrainingArguments(defaults.Data, defaults);
return PipelineHost.Run(CommandLine.Create(arguments, defaults, Train, Predict), args);

void Train(ImageTrainingOptions options, CancellationToken cancellation)
{
    var watch = Stopwatch.StartNew();
    DateTimeOffset started = DateTimeOffset.Now;
    var context = new MLContext(options.Seed);
    Directory.CreateDirectory(options.Output);

    // Load the pictures and look them over.
    (ImageDataset data, DatasetCheck check, IReadOnlyList<string> notes) = ImageDatasets.Load(options.Data, options.Seed, options.SkipUnreadable, training: true, cancellation);
    IDataView train = context.Data.LoadFromImages(data.Train), validation = context.Data.LoadFromImages(data.Validation);

    // Compose: labels to keys, pictures to numbers.
    ImagePreprocessing preprocessing = ImagePixels.Of(ImageDatasets.SizeFor(check, options.ImageSize), check.AllGrey);
    var pixels = preprocessing.Compose(context, "Image", "Features").Fit(train);
    var labels = context.Transforms.Conversion.MapValueToKey("Label", keyData: context.Data.LoadFromLabels(data.Labels)).Fit(train);
    var preparation = labels.Append(pixels);

    // Fit a network from scratch.
    using var display = new TrainingDisplay("images");
    var trainer = context.MulticlassClassification.Trainers.NeuralNetwork(NetworkTraining.Options(options, data.Train.Count, preprocessing, display, cancellation));
    NeuralNetworkModel network = trainer.Train(preparation.Transform(train), data.Validation.Count > 0 ? preparation.Transform(validation) : null);
    display.Dispose();
    Terminal.Verbatim(network.Network.Summary());

    // Evaluate on pictures that it has never seen.
    ITransformer scoring = pixels.Append(network.Transformer);
    ClassifierEvaluation evaluation = ClassifierEvaluation.Run(context, scoring, data.Test, data.Labels);
    evaluation.Show();

    // Save the model, from the picture's path to the label, and the report.
    string path = Path.Combine(options.Output, ModelFiles.Name);
    IDataView paths = context.Data.LoadFromEnumerable(new[] { new ImagePathRow() });
    ITransformer model = context.Transforms.LoadImages("Image", imageFolder: "", "ImagePath").Fit(paths).Append(scoring);
    context.Model.Save(model, paths.Schema, path);
    evaluation.Write(TrainingReport.Create(options, data, network, evaluation, notes, started, watch.Elapsed), options.Output);
    Terminal.Line($"Saved {path}, metrics.json and report.html after {Terminal.Time(watch.Elapsed)}.");

    // Predict with the saved model, as another app would.
    string[] examples = [.. data.Test.Where(s => s.IsFile).GroupBy(s => s.Label).Select(g => g.First().Name).Take(6)];
    if (examples.Length > 0) Predict(path, examples, top: 3);
}

void Predict(string model, IReadOnlyList<string> images, int top)
{
    var context = new MLContext();
    ITransformer loaded = ModelFiles.Load(context, model, out _);
    IDataView scored = loaded.Transform(context.Data.LoadFromEnumerable(ImageFiles.Find(images).Select(f => new ImagePathRow { ImagePath = f })));
    IReadOnlyList<string> labels = ClassifierSchema.Labels(scored.Schema);
    foreach (ImagePrediction prediction in context.Data.CreateEnumerable<ImagePrediction>(scored, reuseRowObject: true))
        Terminal.Line(prediction.Describe(labels, top));
}
