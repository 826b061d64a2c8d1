using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>Predicted against true numbers, and the residuals.</summary>
internal static class ResidualsSection
{
    private const int Groups = 10;

    public static void Draw(Html html, ResidualInfo residuals)
    {
        double[] differences = [.. residuals.Truth.Zip(residuals.Predicted, (t, p) => t - p)];
        Axis both = Axis.Of("", residuals.Truth.Concat(residuals.Predicted));
        html.Element("p", "A residual is true minus predicted: above 0 the prediction is too low." + (residuals.Truth.Count >= 1000 ? " The dots are 1,000 rows spread evenly over the test set." : ""), "class=\"soft\"")
            .Raw("<div class=\"charts\">");
        new Chart("Predicted against true", both with { Title = "true" }, both with { Title = "predicted" }).Dots(null, Chart.Style(0), residuals.Truth, residuals.Predicted)
            .Reference(both.Low, both.Low, both.High, both.High).Draw(html);
        Axis across = Axis.Of("predicted", residuals.Predicted);
        new Chart("Residuals over predictions", across, Axis.Of("residual", differences.Append(0))).Dots(null, Chart.Style(0), residuals.Predicted, differences)
            .Reference(across.Low, 0, across.High, 0).Draw(html);
        new Chart("How large residuals are", Axis.Of("residual", residuals.Edges), Axis.Of("examples", residuals.Counts.Append(0), whole: true))
            .Bars(Chart.Style(0), residuals.Edges, residuals.Counts).Draw(html);
        html.Raw("</div>").Table("Residuals below which a part of the examples lies", [.. residuals.Quantiles.Keys.Select(k => Html.Percent(double.Parse(k, CultureInfo.InvariantCulture))).Prepend("Part")],
            [(IReadOnlyList<Cell>)["Residual", .. residuals.Quantiles.Values.Select(v => Cell.Number(v))]]);
        html.Fold("The plots as tables", inner =>
        {
            (double Truth, double Predicted)[] sorted = [.. residuals.Truth.Zip(residuals.Predicted).OrderBy(p => p.First)];
            inner.Table("Rows of the plots in groups by their true number", ["True, from", "To", "Rows", "Mean true", "Mean predicted", "Mean residual"],
                sorted.Chunk(Math.Max(1, (sorted.Length + Groups - 1) / Groups)).Select(g => (IReadOnlyList<Cell>)[Html.Number(g[0].Truth), Html.Number(g[^1].Truth), Html.Number(g.Length),
                    Html.Number(g.Average(p => p.Truth)), Html.Number(g.Average(p => p.Predicted)), Html.Number(g.Average(p => p.Truth - p.Predicted))]));
            inner.Table("Residuals in intervals", ["From", "To", "Examples"],
                residuals.Counts.Select((n, i) => (IReadOnlyList<Cell>)[Html.Number(residuals.Edges[i]), Html.Number(residuals.Edges[i + 1]), Cell.Number(n)]));
        });
    }
}
