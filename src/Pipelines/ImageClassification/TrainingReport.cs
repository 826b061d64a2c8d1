using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>Collects what the report says.</summary>
internal static class TrainingReport
{
    private const string Pipeline = "Image classification from scratch";

    public static ClassificationReport Create(ImageTrainingOptions options, ImageDataset data, NeuralNetworkModel network, ClassifierEvaluation evaluation,
        IReadOnlyList<string> notes, DateTimeOffset started, TimeSpan elapsed) => Create($"{options.Network} on {Path.GetFileName(data.Path.TrimEnd('/', '\\'))}", data, evaluation,
            new RunInfo(Pipeline, started, elapsed.TotalSeconds, network.History.Seconds, options.Seed, options.ToDictionary(), RunVersions.Collect())) with
        {
            Model = new ModelInfo(options.Network, network.Network.Parameters.Sum(p => p.Value.Count), network.Network.Inputs[0].Shape.ToString(), network.Network.Summary()),
            History = [.. network.History.Epochs.Select(Epoch)],
            Notes = notes,
        };

    public static ClassificationReport Create(string model, ImageDataset data, ClassifierEvaluation evaluation, int seed) =>
        Create($"{Path.GetFileName(model)} on {Path.GetFileName(data.Path.TrimEnd('/', '\\'))}", data, evaluation,
            new RunInfo(Pipeline, DateTimeOffset.Now, 0, 0, seed, new Dictionary<string, string> { ["model"] = model, ["data"] = data.Path }, RunVersions.Collect()));

    private static ClassificationReport Create(string title, ImageDataset data, ClassifierEvaluation evaluation, RunInfo run) => new()
    {
        Title = title,
        Run = run,
        Data = new DataInfo(data.Path, data.Form, data.Train.Count, data.Validation.Count, data.Test.Count),
        Metrics = evaluation.ToDictionary(),
        Classes = evaluation.Figures.Classes,
        MacroAverage = evaluation.Figures.Macro,
        WeightedAverage = evaluation.Figures.Weighted,
        ConfusionMatrix = evaluation.Metrics.ConfusionMatrix.Counts,
        Mistakes = evaluation.Mistakes,
    };

    private static EpochInfo Epoch(EpochResult e) => new(e.Epoch, e.Loss, e.Metrics.TryGetValue("accuracy", out double accuracy) ? accuracy : null,
        e.ValidationLoss, e.ValidationMetrics?.TryGetValue("accuracy", out double validation) == true ? validation : null, e.LearningRate, e.Seconds);
}
