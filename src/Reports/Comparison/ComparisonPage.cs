namespace MlNetDeepLearning.Reports;

/// <summary>Writes <c>comparison.html</c>: runs side by side, on a page like that of a report.</summary>
public static class ComparisonPage
{
    /// <summary>Writes a comparison to a file.</summary>
    public static void Write(RunComparison comparison, string path) => WholeFile.Write(path, ToText(comparison));

    /// <summary>The page as text.</summary>
    public static string ToText(RunComparison comparison)
    {
        ComparedRun[] runs = [.. comparison.Runs];
        var page = new Page($"{runs.Length} runs side by side");
        page.Head.Element("p", $"Each against {comparison.First.Name}. A difference is significant where its 95 % interval, by bootstrap over the test rows that both share, leaves zero out.", "class=\"lead\"");
        foreach (string reason in comparison.Others.Select(o => o.Reason).OfType<string>().Distinct()) page.Head.Element("p", $"Without intervals and tests: {reason}.", "class=\"note\"");
        page.Section("runs", "Runs", html => html.Table("Runs", ["Run", "Title", "Test examples", "Seconds"],
            runs.Select(r => (IReadOnlyList<Cell>)[r.Name, r.Report.Title, Cell.Number(r.Report.Data.Test), Cell.Number(r.Report.Run.Seconds)]), "names"));
        page.Section("figures", "Figures", html => Figures(html, comparison));
        if (comparison.Others.Any(o => o.McNemar is not null)) page.Section("tests", "Tests", html => Tests(html, comparison));
        if (runs.Any(r => r.Report.History.Count > 0)) page.Section("training", "Training", html => Training(html, runs));
        if (runs.Count(r => r.Report.Curves.Count > 0) > 1) page.Section("curves", "Thresholds", html => Curves(html, runs));
        if (comparison.Others.Any(o => SameClasses(comparison.First, o.Run))) page.Section("confusion", "Confusions", html => Confusions(html, comparison));
        return page.Section("options", "Options that differ", html =>
        {
            if (comparison.Options.Count == 0) html.Element("p", "None.");
            else html.Table("Options that differ", ["Option", .. runs.Select(r => r.Name)], comparison.Options.Select(o => (IReadOnlyList<Cell>)[o.Key, .. o.Value.Select(v => (Cell)v)]), "names");
        }).ToString();
    }

    private static void Figures(Html html, RunComparison comparison)
    {
        html.Raw("<div class=\"scroll\" tabindex=\"0\"><table>").Caption($"Figures with differences from {comparison.First.Name}; * significant").Raw("<thead><tr>")
            .Element("th", "Figure", "scope=\"col\"").Element("th", comparison.First.Name, "scope=\"col\"");
        foreach (RunDifference run in comparison.Others) html.Element("th", run.Run.Name, "scope=\"col\"").Element("th", "difference", "scope=\"col\"").Element("th", "95 % interval", "scope=\"col\"");
        html.Raw("</tr></thead><tbody>");
        foreach ((string name, double value) in comparison.First.Report.Metrics)
        {
            FigureName figure = FigureName.Of(name);
            html.Raw("<tr>").Element("th", figure.Title, "scope=\"row\"").Raw("<td>").Data(value, figure.Text(value)).Raw("</td>");
            foreach (RunDifference run in comparison.Others)
            {
                if (run.Differences.FirstOrDefault(d => d.Metric == name) is not { } difference)
                {
                    html.Raw("<td></td><td></td><td></td>");
                    continue;
                }
                string kind = !difference.IsSignificant || difference.Loss == 0 ? "" : difference.Loss < 0 ? " class=\"better\"" : " class=\"worse\"";
                html.Raw("<td>").Data(difference.Value, figure.Text(difference.Value)).Raw($"</td><td{kind}>").Data(difference.Difference, Signed(figure, difference)).Raw("</td><td>");
                if (difference.Interval is { } ends) html.Data(ends.Low, figure.Text(ends.Low)).Text(" to ").Data(ends.High, figure.Text(ends.High));
                html.Raw("</td>");
            }
            html.Raw("</tr>");
        }
        html.Raw("</tbody></table></div>");
    }

    /// <summary>A difference as text with its sign, and a star where it is significant.</summary>
    public static string Signed(FigureName figure, FigureDifference difference) =>
        $"{(difference.Difference > 0 ? "+" : "")}{figure.Text(difference.Difference)}{(difference.IsSignificant ? " *" : "")}";

    private static void Tests(Html html, RunComparison comparison) => html.Table("McNemar's test on the rows that only one of two runs has right; a p below 0.05 is called significant",
        ["Run", $"Only {comparison.First.Name} right", "Only this right", "p"], comparison.Others.Where(o => o.McNemar is not null).Select(o => (IReadOnlyList<Cell>)[o.Run.Name,
            Cell.Number(o.McNemar!.Value.OnlyFirst), Cell.Number(o.McNemar.Value.OnlySecond), Cell.Number(o.McNemar.Value.PValue)]), "names");

    private static void Training(Html html, ComparedRun[] runs)
    {
        html.Raw("<div class=\"charts\">");
        Lines("Loss", e => e.Loss);
        Lines("Validation loss", e => e.ValidationLoss ?? double.NaN);
        foreach (string metric in runs.SelectMany(r => r.Report.History).SelectMany(e => e.ValidationMetrics.Keys).Distinct()) Lines($"Validation {metric}", e => e.ValidationMetrics.GetValueOrDefault(metric, double.NaN));
        html.Raw("</div>").Table("The last epoch of each run", ["Run", "Epochs", "Loss", "Validation loss"], runs.Where(r => r.Report.History.Count > 0).Select(r =>
            (IReadOnlyList<Cell>)[r.Name, Cell.Number(r.Report.History.Count), Cell.Number(r.Report.History[^1].Loss), Cell.Number(r.Report.History[^1].ValidationLoss)]), "names");

        void Lines(string title, Func<EpochInfo, double> value)
        {
            EpochInfo[] all = [.. runs.SelectMany(r => r.Report.History)];
            if (!all.Select(value).Any(double.IsFinite)) return;
            var chart = new Chart(title, Axis.Of("epoch", all.Min(e => e.Epoch), Math.Max(2, all.Max(e => e.Epoch)), 6, whole: true),
                Axis.Of(title.ToLowerInvariant(), all.Select(value)) with { Percent = title.Contains("accuracy", StringComparison.OrdinalIgnoreCase) });
            for (int i = 0; i < runs.Length; i++)
                chart.Line(runs[i].Name, Chart.Style(i) + " thin", [.. runs[i].Report.History.Select(e => (double)e.Epoch)], [.. runs[i].Report.History.Select(value)]);
            chart.Draw(html);
        }
    }

    private static void Curves(Html html, ComparedRun[] runs)
    {
        html.Raw("<div class=\"charts\">");
        Lines("roc", new Chart("ROC: found over false alarms", Axis.Part("false positive rate"), Axis.Part("true positive rate")).Reference(0, 0, 1, 1));
        Lines("precisionRecall", new Chart("Precision over recall", Axis.Part("recall"), Axis.Part("precision")));
        html.Raw("</div>").Table("Areas under the curves", ["Run", "ROC AUC", "Average precision"],
            runs.Select(r => (IReadOnlyList<Cell>)[r.Name, Cell.Number(Main(r, "roc")?.Area), Cell.Number(Main(r, "precisionRecall")?.Area)]), "names");

        void Lines(string kind, Chart chart)
        {
            for (int i = 0; i < runs.Length; i++)
                if (Main(runs[i], kind) is { } curve) chart.Line(runs[i].Name, Chart.Style(i) + " thin", curve.X, curve.Y);
            chart.Draw(html);
        }

        static CurveInfo? Main(ComparedRun run, string kind) => run.Report.Curves.FirstOrDefault(c => c.Kind == kind && c.Name == "macro average") ?? run.Report.Curves.FirstOrDefault(c => c.Kind == kind);
    }

    private static void Confusions(Html html, RunComparison comparison)
    {
        string[] labels = [.. comparison.First.Report.Classes.Select(c => c.Label)];
        foreach (RunDifference run in comparison.Others.Where(o => SameClasses(comparison.First, o.Run)))
        {
            var changes = from r in Enumerable.Range(0, labels.Length)
                          from c in Enumerable.Range(0, labels.Length)
                          let before = comparison.First.Report.ConfusionMatrix[r][c]
                          let after = run.Run.Report.ConfusionMatrix[r][c]
                          where before != after
                          orderby Math.Abs(after - before) descending
                          select (IReadOnlyList<Cell>)[labels[r], labels[c], Cell.Number(before), Cell.Number(after), Cell.Number(after - before)];
            html.Table($"The largest changes of the confusion matrix: {comparison.First.Name} to {run.Run.Name}", ["True class", "Predicted class", "Before", "After", "Change"], changes.Take(20), "names");
        }
    }

    private static bool SameClasses(ComparedRun first, ComparedRun second) => first.Report.ConfusionMatrix.Count > 0 && first.Report.Classes.Select(c => c.Label).SequenceEqual(second.Report.Classes.Select(c => c.Label));
}
