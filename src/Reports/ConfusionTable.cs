namespace MlNetDeepLearning.Reports;

/// <summary>Draws a confusion matrix as a table whose cells are shaded by their part of the row: a heat map that reads as a table too.</summary>
internal static class ConfusionTable
{
    private const int MostClasses = 40;

    public static void Draw(Html html, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        if (labels.Count > MostClasses)
        {
            Worst(html, labels, counts);
            return;
        }
        html.Raw("<div class=\"scroll\"><table class=\"heat\">").Element("caption", "Rows: true class. Columns: predicted class. Shade: part of the row.")
            .Raw("<thead><tr>").Element("th", "true \\ predicted", "scope=\"col\"");
        foreach (string label in labels) html.Raw("<th scope=\"col\"><span>").Text(label).Raw("</span></th>");
        html.Raw("</tr></thead><tbody>");
        for (int r = 0; r < labels.Count; r++)
        {
            double sum = counts[r].Sum();
            html.Raw("<tr>").Element("th", labels[r], "scope=\"row\"");
            for (int c = 0; c < labels.Count; c++)
            {
                double part = sum > 0 ? counts[r][c] / sum : 0;
                string kind = r == c ? "hit" : "miss";
                string strong = part > 0.55 ? " strong" : "";
                html.Raw($"<td class=\"{kind}{strong}\" style=\"--p:{Html.Coordinate(part > 0 ? 6 + part * 94 : 0)}%\" title=\"")
                    .Text($"{labels[r]} predicted as {labels[c]}: {counts[r][c]:0.##} ({Html.Percent(part)})").Raw("\">")
                    .Text(counts[r][c] == 0 ? "·" : counts[r][c].ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)).Raw("</td>");
            }
            html.Raw("</tr>");
        }
        html.Raw("</tbody></table></div>");
    }

    // A matrix of hundreds of classes cannot be read; its largest confusions can.
    private static void Worst(Html html, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        var pairs = from r in Enumerable.Range(0, labels.Count)
                    from c in Enumerable.Range(0, labels.Count)
                    where r != c && counts[r][c] > 0
                    orderby counts[r][c] descending
                    select (IReadOnlyList<string>)[labels[r], labels[c], Html.Number(counts[r][c]), Html.Percent(counts[r][c] / counts[r].Sum())];
        html.Table($"The most frequent of the confusions between {labels.Count} classes", ["True class", "Predicted class", "Count", "Part of the class"], pairs.Take(30));
    }
}
