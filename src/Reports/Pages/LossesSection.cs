namespace MlNetDeepLearning.Reports;

/// <summary>The test examples that the model did worst on, with what it saw.</summary>
internal static class LossesSection
{
    private const int MostText = 400;

    public static void Draw(Html html, IReadOnlyList<LossInfo> losses)
    {
        html.Element("p", "The loss is -ln of the probability given to the true class, or the size of the error. Arrows go from what is true to what was predicted.", "class=\"soft\"");
        html.Raw(losses.All(l => l.Thumbnail is not null) ? "<div class=\"gallery\">" : "<div class=\"gallery rows\">");
        foreach (LossInfo loss in losses)
        {
            html.Raw("<article class=\"card\">");
            if (loss.Thumbnail is not null) html.Raw("<img loading=\"lazy\" src=\"").Text(loss.Thumbnail).Raw("\" alt=\"").Text($"{loss.Label}, predicted as {loss.Predicted}").Raw("\">");
            html.Raw("<p class=\"verdict\">").Text(loss.Label == loss.Predicted ? loss.Label : $"{loss.Label} → {loss.Predicted}").Raw("</p>");
            if (loss.Text is not null) html.Element("blockquote", loss.Text.Length > MostText ? loss.Text[..MostText] + "…" : loss.Text);
            if (loss.Values is { Count: > 0 })
            {
                html.Raw("<dl>");
                foreach ((string name, string value) in loss.Values) html.Element("dt", name).Element("dd", value);
                html.Raw("</dl>");
            }
            html.Raw("<small>loss ").Data(loss.Loss, Html.Number(loss.Loss));
            if (loss.LabelProbability is { } own) html.Text($"; ").Data(own, Html.Percent(own)).Text($" for {loss.Label}");
            if (loss.Probability is { } given && loss.Label != loss.Predicted) html.Text(", ").Data(given, Html.Percent(given)).Text($" for {loss.Predicted}");
            html.Raw("</small>").Element("small", Path.GetFileName(loss.Name)).Raw("</article>");
        }
        html.Raw("</div>");
    }
}
