using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>Collects what the report says.</summary>
internal static class TransferReport
{
    public const string Pipeline = "Transfer learning";

    public static RunReport Create(TransferRun run, ImageDataset data, TransferNetwork network, ClassifierEvaluation evaluation, double? scratch,
        IReadOnlyList<string> notes, DateTimeOffset started, TimeSpan elapsed) => evaluation.Report($"{network.Backbone.Name} on {run.DataName}",
            new RunInfo(Pipeline, started, elapsed.TotalSeconds, network.TrainingSeconds, run.Seed, run.ToDictionary(), RunVersions.Collect()), data) with
        {
            Model = ReportOf.Network(network.Backbone.Name, network.Network),
            History = ReportOf.History((network.FineTuning ?? network.Head)!),
            Notes = [$"Pictures are {network.Backbone.Preprocessing}.", .. scratch is { } other ? new[] { $"The same network from random weights: accuracy {Terminal.Percent(other)}." } : [], .. notes],
        };
}
