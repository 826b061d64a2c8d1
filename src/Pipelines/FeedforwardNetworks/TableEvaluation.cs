using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>The test of a model of rows: of classes or of numbers.</summary>
internal sealed record TableEvaluation(ClassificationDetails? Classes, NumberOutcomes? Numbers, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    private const string Pipeline = "Feedforward networks on tables";

    public Outcomes Outcomes => Classes?.Outcomes ?? (Outcomes)Numbers!;

    /// <summary>Compares scored rows with their labels.</summary>
    /// <param name="context">The context.</param>
    /// <param name="scored">The rows with scores.</param>
    /// <param name="columns">The columns that a reader is shown of a row.</param>
    /// <param name="label">The label's column: a key of classes, or numbers.</param>
    public static TableEvaluation Run(MLContext context, IDataView scored, IReadOnlyList<string> columns, string label)
    {
        IReadOnlyDictionary<string, string>[] rows = [.. TableRows.Read(scored, columns).Select(r => (IReadOnlyDictionary<string, string>)columns.Zip(r).ToDictionary(c => c.First, c => c.Second))];
        return scored.Schema[label].Type is KeyDataViewType
            ? new TableEvaluation(context.MulticlassClassification.EvaluateInDetail(scored, label), null, rows)
            : new TableEvaluation(null, context.Regression.Outcomes(scored, label), rows);
    }

    public void Show(string model)
    {
        IReadOnlyDictionary<string, double> figures = Outcomes.ToDictionary();
        string[] names = Classes is null ? ["rSquared", "rootMeanSquaredError", "meanAbsoluteError"] : ["accuracy", "macroF1", "logLoss", "rocAuc"];
        Terminal.Line($"{model}: {string.Join(", ", names.Where(figures.ContainsKey).Select(n => $"{FigureName.Of(n).Title} {FigureName.Of(n).Text(figures[n])}"))}.");
    }

    /// <summary>The report on this test.</summary>
    public RunReport Report(string title, TableOptions options, TableFile table, int train, double seconds, DateTimeOffset started, NeuralNetworkModel? network = null)
    {
        int validation = network is null ? 0 : (int)(train * 0.1);
        var run = new RunInfo(Pipeline, started, seconds, network?.History.Seconds ?? 0, options.Seed, options.ToDictionary(), RunVersions.Collect());
        var data = new DataInfo(table.Path, "a table", train - validation, validation, Rows.Count) { Columns = [.. table.Columns.Select(c => c.Describe())] };
        ExampleInfo Example(int row) => new($"row {row + 1} of the test", Values: Rows[row]);

        RunReport report = Classes is not null ? ReportOf.Classes(title, run, data, Classes, Example, binary: Classes.Scores.Labels.Count == 2) : ReportOf.Numbers(title, run, data, Numbers!, Example);
        return network is null ? report : report with { Model = ReportOf.Network($"mlp:{options.Hidden}", network.Network), History = ReportOf.History(network.History) };
    }
}
