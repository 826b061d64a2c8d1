namespace MlNetDeepLearning.Reports;

/// <summary>A line of a chart; points that are not numbers leave a gap.</summary>
internal sealed record Series(string Name, string Style, IReadOnlyList<double> Values);

/// <summary>Draws lines over 1, 2, 3, … as inline SVG that follows the page's colours.</summary>
internal static class LineChart
{
    private const double Width = 560, Height = 240, Left = 52, Right = 12, Top = 12, Bottom = 30;

    public static void Draw(Html html, string title, IReadOnlyList<Series> lines, bool percent)
    {
        double[] values = [.. lines.SelectMany(l => l.Values).Where(double.IsFinite)];
        int count = lines.Max(l => l.Values.Count);
        if (values.Length == 0 || count == 0) return;
        (double low, double high, double step) = Scale(values.Min(), values.Max());
        html.Raw("<figure>").Element("figcaption", title)
            .Raw($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"").Text($"{title}; the table below has the same figures").Raw("\">");
        for (double tick = low; tick <= high + step / 2; tick += step)
        {
            double y = Y(tick);
            html.Raw($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Html.Coordinate(y)}\" y2=\"{Html.Coordinate(y)}\"/>")
                .Raw($"<text class=\"tick\" x=\"{Left - 6}\" y=\"{Html.Coordinate(y + 4)}\" text-anchor=\"end\">").Text(percent ? $"{Math.Round(tick * 100, 2):0.##} %" : Html.Number(Math.Round(tick, 8))).Raw("</text>");
        }
        int every = Math.Max(1, (int)Math.Ceiling(count / 10.0));
        for (int i = 0; i < count; i += every)
            html.Raw($"<text class=\"tick\" x=\"{Html.Coordinate(X(i))}\" y=\"{Height - 10}\" text-anchor=\"middle\">{i + 1}</text>");
        foreach (Series line in lines) Line(html, line);
        html.Raw("</svg><ul class=\"legend\">");
        foreach (Series line in lines) html.Raw($"<li><i class=\"{line.Style}\"></i>").Text(line.Name).Raw("</li>");
        html.Raw("</ul></figure>");

        double X(int index) => Left + (count == 1 ? 0.5 : index / (double)(count - 1)) * (Width - Left - Right);
        double Y(double value) => Top + (high - value) / (high - low) * (Height - Top - Bottom);

        void Line(Html target, Series line)
        {
            bool open = false;
            var path = new System.Text.StringBuilder();
            for (int i = 0; i < line.Values.Count; i++)
            {
                if (!double.IsFinite(line.Values[i]))
                {
                    open = false;
                    continue;
                }
                path.Append(open ? 'L' : 'M').Append(Html.Coordinate(X(i))).Append(' ').Append(Html.Coordinate(Y(line.Values[i])));
                open = true;
            }
            target.Raw($"<path class=\"line {line.Style}\" d=\"{path}\"/>");
            if (count > 40) return;
            for (int i = 0; i < line.Values.Count; i++)
                if (double.IsFinite(line.Values[i]))
                    target.Raw($"<circle class=\"dot {line.Style}\" cx=\"{Html.Coordinate(X(i))}\" cy=\"{Html.Coordinate(Y(line.Values[i]))}\" r=\"2.5\"/>");
        }
    }

    // Ends and distance of about five ticks at 1, 2 or 5 times a power of ten.
    private static (double Low, double High, double Step) Scale(double min, double max)
    {
        if (max - min < 1e-12)
        {
            min -= 0.5;
            max += 0.5;
        }
        double raw = (max - min) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        return (Math.Floor(min / step) * step, Math.Ceiling(max / step) * step, step);
    }
}
