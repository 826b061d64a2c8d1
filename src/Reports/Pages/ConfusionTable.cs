using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>Draws a confusion matrix as tables whose cells are shaded by their part of the row: heat maps that read aloud and copy too.</summary>
internal static class ConfusionTable
{
    private const int MostClasses = 40, MostBesides = 12, MostPairs = 30;

    public static void Draw(Html html, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        if (labels.Count > MostClasses)
        {
            Worst(html, labels, counts);
            return;
        }
        html.Element("p", "Rows are the true classes, columns the predicted ones. The shade is the part of the row: the diagonal should be dark, the rest pale.", "class=\"soft\"");
        if (labels.Count <= MostBesides)
        {
            html.Raw("<div class=\"pair\">");
            Table(html, "Examples", labels, counts, parts: false);
            Table(html, "Percent of the true class", labels, counts, parts: true);
            html.Raw("</div>");
            return;
        }
        Table(html, "Examples", labels, counts, parts: false);
        html.Fold("Percent of the true class", inner => Table(inner, "Percent of the true class", labels, counts, parts: true));
    }

    private static void Table(Html html, string caption, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts, bool parts)
    {
        html.Raw("<div class=\"scroll\" tabindex=\"0\"><table class=\"heat\">").Caption(caption).Raw("<thead><tr>").Element("th", "true \\ predicted", "scope=\"col\"");
        foreach (string label in labels) html.Raw("<th scope=\"col\" title=\"").Text(label).Raw("\"><span>").Text(label).Raw("</span></th>");
        html.Raw("</tr></thead><tbody>");
        for (int r = 0; r < labels.Count; r++)
        {
            double sum = counts[r].Sum();
            html.Raw("<tr><th scope=\"row\" title=\"").Text(labels[r]).Raw("\">").Text(labels[r]).Raw("</th>");
            for (int c = 0; c < labels.Count; c++)
            {
                double part = sum > 0 ? counts[r][c] / sum : 0;
                string text = counts[r][c] == 0 ? "·" : parts ? (part * 100).ToString(part is > 0 and < 0.0995 ? "0.0" : "0", CultureInfo.InvariantCulture) : Html.Number(counts[r][c]);
                html.Raw($"<td class=\"{(r == c ? "hit" : "miss")}\" style=\"--p:{Html.Coordinate(part > 0 ? 8 + part * 92 : 0)}%\" title=\"")
                    .Text($"{labels[r]} predicted as {labels[c]}: {Html.Number(counts[r][c])} ({Html.Percent(part)})").Raw("\">").Text(text).Raw("</td>");
            }
            html.Raw("</tr>");
        }
        html.Raw("</tbody></table></div>");
    }

    // A matrix of hundreds of classes cannot be read; its largest confusions can.
    private static void Worst(Html html, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        List<(int Row, int Column, double Count, double Part)> pairs = [];
        for (int r = 0; r < labels.Count; r++)
        {
            double sum = counts[r].Sum();
            for (int c = 0; c < labels.Count; c++)
                if (r != c && counts[r][c] > 0) pairs.Add((r, c, counts[r][c], counts[r][c] / sum));
        }
        html.Table($"The most frequent of the confusions between {labels.Count:N0} classes", ["True class", "Predicted class", "Examples", "Part of the class"],
            pairs.OrderByDescending(p => p.Count).Take(MostPairs).Select(p => (IReadOnlyList<Cell>)[labels[p.Row], labels[p.Column], Html.Number(p.Count), Cell.Percent(p.Part, bar: true)]), "names");
    }
}
