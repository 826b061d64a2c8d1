using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Precision, recall, F1 and the curves' areas of each class, as a table with a bar behind each figure.</summary>
internal static class ClassesSection
{
    private const int MostOpen = 40, Worst = 20;

    public static void Draw(Html html, RunReport report)
    {
        Dictionary<(string, string), double> areas = report.Curves.DistinctBy(c => (c.Kind, c.Name)).ToDictionary(c => (c.Kind, c.Name), c => c.Area);
        ClassFigures[] averages = [.. new[] { report.MacroAverage, report.MicroAverage, report.WeightedAverage }.OfType<ClassFigures>()];
        if (report.Classes.Count <= MostOpen)
        {
            Table(html, "Figures of each class on the test set", report.Classes.Concat(averages));
            return;
        }
        Table(html, $"The {Worst} classes with the lowest F1, and averages over all {report.Classes.Count:N0}", report.Classes.OrderBy(c => c.F1).Take(Worst).Concat(averages));
        html.Fold($"All {report.Classes.Count:N0} classes", inner => Table(inner, "Figures of each class on the test set", report.Classes));

        void Table(Html target, string caption, IEnumerable<ClassFigures> classes) => target.Table(caption,
            ["Class", "Precision", "Recall", "F1", .. areas.Count > 0 ? ["ROC AUC", "Average precision"] : Array.Empty<string>(), "Examples"],
            classes.Select(c => (IReadOnlyList<Cell>)[c.Label, Cell.Percent(c.Precision, true), Cell.Percent(c.Recall, true), Cell.Percent(c.F1, true),
                .. areas.Count > 0 ? [Area("roc", c.Label), Area("precisionRecall", c.Label)] : Array.Empty<Cell>(), Cell.Number(c.Support)]), "names");

        Cell Area(string kind, string name) => areas.TryGetValue((kind, name), out double area) ? new Cell(Html.Number(area), area, true) : "";
    }
}
