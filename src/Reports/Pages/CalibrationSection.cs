using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Whether probabilities mean what they say.</summary>
internal static class CalibrationSection
{
    public static void Draw(Html html, CalibrationCurve curve, bool binary)
    {
        CalibrationBin[] bins = [.. curve.Bins.Where(b => b.Count > 0)];
        double[] edges = [.. curve.Bins.Select(b => b.Low).Append(1)];
        string frequency = binary ? "positive" : "right", confidence = binary ? "probability of positive" : "probability of the predicted class";
        html.Raw("<p class=\"soft\">").Text($"On the line, probabilities can be taken at their word; below it the model is too sure. Expected calibration error ").Data(curve.ExpectedError, Html.Percent(curve.ExpectedError))
            .Text(", largest ").Data(curve.MaximumError, Html.Percent(curve.MaximumError)).Text(".").Raw("</p><div class=\"charts\">");
        new Chart("Reliability", Axis.Part(confidence), Axis.Part($"part that is {frequency}")).Reference(0, 0, 1, 1)
            .Line($"part that is {frequency}", Chart.Style(0), [.. bins.Select(b => b.Confidence)], [.. bins.Select(b => b.Frequency)]).Draw(html);
        new Chart("How sure it is", Axis.Part(confidence), Axis.Of("examples", curve.Bins.Select(b => (double)b.Count).Append(0), whole: true))
            .Bars(Chart.Style(0), edges, [.. curve.Bins.Select(b => (double)b.Count)]).Draw(html);
        html.Raw("</div>").Fold("Calibration as a table", inner => inner.Table("Examples by their probability", ["Probability", "Mean probability", $"Part that is {frequency}", "Examples"],
            curve.Bins.Select(b => (IReadOnlyList<Cell>)[$"{b.Low:0.##} to {b.High:0.##}", Cell.Percent(b.Confidence), Cell.Percent(b.Frequency), Cell.Number(b.Count)])));
    }
}
