using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>Collects what the report says.</summary>
internal static class TrainingReport
{
    public const string Pipeline = "Image classification from scratch";

    public static RunReport Create(ImageTrainingOptions options, ImageDataset data, NeuralNetworkModel network, ClassifierEvaluation evaluation,
        IReadOnlyList<string> notes, DateTimeOffset started, TimeSpan elapsed) => evaluation.Report($"{options.Network} on {Path.GetFileName(data.Path.TrimEnd('/', '\\'))}",
            new RunInfo(Pipeline, started, elapsed.TotalSeconds, network.History.Seconds, options.Seed, options.ToDictionary(), RunVersions.Collect()), data) with
        {
            Model = ReportOf.Network(options.Network, network.Network),
            History = ReportOf.History(network.History),
            Notes = notes,
        };
}
