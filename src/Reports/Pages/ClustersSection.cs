namespace MlNetDeepLearning.Reports;

/// <summary>The groups and, where rows were laid into a plane, their picture.</summary>
internal static class ClustersSection
{
    private const int MostInLegend = 6;

    public static void Draw(Html html, RunReport report)
    {
        double all = report.Clusters.Sum(c => c.Size);
        bool named = report.Clusters.Any(c => c.MostFrequentClass is not null);
        if (report.ClusterMap is { } map)
        {
            var chart = new Chart("Rows in a plane", Axis.Of("first component", map.X), Axis.Of("second component", map.Y));
            for (int c = 0; c < report.Clusters.Count; c++)
            {
                int[] rows = [.. Enumerable.Range(0, map.X.Count).Where(i => map.Cluster[i] == c)];
                chart.Dots(c < MostInLegend ? report.Clusters[c].Name : null, Chart.Style(c), [.. rows.Select(r => map.X[r])], [.. rows.Select(r => map.Y[r])]);
            }
            html.Raw("<div class=\"charts\">");
            chart.Draw(html);
            html.Raw("</div>");
        }
        html.Table("Groups", ["Group", "Rows", "Part", "Mean distance", .. named ? ["Most frequent class"] : Array.Empty<string>()], report.Clusters.Select(c =>
            (IReadOnlyList<Cell>)[c.Name, Cell.Number(c.Size), Cell.Percent(c.Size / all, bar: true), Cell.Number(c.Distance), .. named ? [c.MostFrequentClass ?? ""] : Array.Empty<Cell>()]), "names");
    }
}
