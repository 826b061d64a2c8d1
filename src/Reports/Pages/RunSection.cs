namespace MlNetDeepLearning.Reports;

/// <summary>The data, the options and the environment of a run.</summary>
internal static class RunSection
{
    private const int MostCounts = 40;

    public static void Data(Html html, DataInfo data)
    {
        html.Element("p", $"{data.Form} in {data.Path}.").Table("Examples", ["Part", "Examples"],
            [["training", Cell.Number(data.Train)], ["validation", Cell.Number(data.Validation)], ["test", Cell.Number(data.Test)]]);
        if (data.Columns.Count > 0)
            html.Table("Columns", ["Column", "Taken for", "Missing", "Values"], data.Columns.Select(c => (IReadOnlyList<Cell>)[c.Name, c.Type, Cell.Number(c.Missing), c.Summary]), "prose");
        if (data.Counts.Count is > 0 and <= MostCounts) Counts(html, data);
        else if (data.Counts.Count > 0) html.Fold($"Examples of all {data.Counts.Count:N0} classes", inner => Counts(inner, data));
    }

    public static void Run(Html html, RunInfo run) => html
        .Raw("<p>").Text($"Seed {run.Seed}; ").Data(run.Seconds, Html.Duration(run.Seconds)).Text(" in all, ").Data(run.TrainingSeconds, Html.Duration(run.TrainingSeconds)).Text(" of it training.").Raw("</p>")
        .Raw("<div class=\"pair\">")
        .Table("Options in effect", ["Option", "Value"], run.Options.Select(o => (IReadOnlyList<Cell>)[o.Key, o.Value]), "prose")
        .Table("Environment", ["What", "Version"], run.Versions.Select(v => (IReadOnlyList<Cell>)[v.Key, v.Value]), "prose")
        .Raw("</div>");

    private static void Counts(Html html, DataInfo data) => html.Table("Examples of each class", ["Class", "Training", "Validation", "Test"],
        data.Counts.Select(c => (IReadOnlyList<Cell>)[c.Label, Cell.Number(c.Train), Cell.Number(c.Validation), Cell.Number(c.Test)]), "names");
}
