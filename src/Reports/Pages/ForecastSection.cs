namespace MlNetDeepLearning.Reports;

/// <summary>Forecasts beside what came.</summary>
internal static class ForecastSection
{
    private const int MostCharts = 12, MostRows = 1000;

    public static void Draw(Html html, IReadOnlyList<ForecastInfo> forecasts)
    {
        if (forecasts.Count > MostCharts) html.Element("p", $"The first {MostCharts} of {forecasts.Count:N0} series.", "class=\"soft\"");
        foreach (ForecastInfo forecast in forecasts.Take(MostCharts))
        {
            double[] places = [.. Enumerable.Range(0, forecast.Times.Count).Select(i => (double)i)];
            Axis time = new Axis("time", 0, Math.Max(1, places.Length - 1), Math.Max(1, (places.Length - 1) / 6)) { Labels = forecast.Times };
            var chart = new Chart(forecast.Name, time with { High = Math.Max(1, places.Length - 1) }, Axis.Of("value", [.. forecast.Actual, .. forecast.Predicted, .. forecast.Low ?? [], .. forecast.High ?? []]), wide: true);
            if (forecast.Low is not null && forecast.High is not null) chart.Band("interval", Chart.Style(1), places, forecast.Low, forecast.High);
            chart.Line("actual", $"{Chart.Style(0)} thin", places, forecast.Actual).Line("forecast", $"{Chart.Style(1)} thin", places, forecast.Predicted).Draw(html);
            html.Fold($"{forecast.Name} as a table", inner => inner.Table(forecast.Name, ["Time", "Actual", "Forecast", .. forecast.Low is null ? Array.Empty<string>() : ["Low", "High"]],
                places.Take(MostRows).Select(p => Row(forecast, (int)p))));
        }
    }

    private static IReadOnlyList<Cell> Row(ForecastInfo forecast, int i) => [forecast.Times[i], Html.Number(forecast.Actual[i]), Html.Number(forecast.Predicted[i]),
        .. forecast.Low is null ? Array.Empty<Cell>() : [Html.Number(forecast.Low[i]), Html.Number(forecast.High![i])]];
}
