using System.Text;

namespace MlNetDeepLearning.Reports;

/// <summary>Draws lines, dots, bars and bands over two axes as inline SVG that follows the page's colours. Numbers that are not finite leave a gap.</summary>
internal sealed class Chart(string title, Axis x, Axis y, bool wide = false)
{
    private const double Height = 236, Top = 26, Bottom = 40, Right = 22, LetterWidth = 6.1;
    private const int MostDots = 40;

    private readonly StringBuilder _shapes = new();
    private readonly List<(string Name, string Class, bool Dots)> _legend = [];

    private double Width => wide ? 1080 : 368;

    private double Left { get; } = 12 + LetterWidth * Math.Max(3, Math.Max(y.Ticks().Max(t => y.Text(t).Length), (x.Labels?.FirstOrDefault()?.Length ?? 0) / 2 - 1));

    /// <summary>The class of the style with a number: after the last it goes on with the first.</summary>
    public static string Style(int number) => $"s{number % 6}";

    public Chart Line(string? name, string style, IReadOnlyList<double> xs, IReadOnlyList<double> ys, string? hint = null)
    {
        bool open = false;
        int count = 0;
        var path = new StringBuilder();
        for (int i = 0; i < Math.Min(xs.Count, ys.Count); i++)
        {
            bool known = double.IsFinite(xs[i]) && double.IsFinite(ys[i]);
            if (known) path.Append(open ? 'L' : 'M').Append(Point(xs[i], ys[i]));
            if (known) count++;
            open = known;
        }
        if (count == 0) return this;
        _shapes.Append($"<path class=\"line {style}\" d=\"{path}\">");
        if ((hint ?? name) is { } text) _shapes.Append($"<title>{Html.Encode(text)}</title>");
        _shapes.Append("</path>");
        if (xs.Count <= MostDots && name is not null && !style.Contains("thin", StringComparison.Ordinal)) Marks(style, xs, ys, 2.4);
        if (name is not null) _legend.Add((name, style, false));
        return this;
    }

    public Chart Dots(string? name, string style, IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        Marks(style, xs, ys, xs.Count > 300 ? 1.8 : 2.4);
        if (name is not null) _legend.Add((name, style, true));
        return this;
    }

    public Chart Bars(string style, IReadOnlyList<double> edges, IReadOnlyList<double> heights)
    {
        for (int i = 0; i < heights.Count; i++)
        {
            if (!double.IsFinite(heights[i])) continue;
            double left = X(edges[i]) + 0.5, right = X(edges[i + 1]) - 0.5, top = Y(Math.Max(heights[i], y.Low)), bottom = Y(Math.Max(0, y.Low));
            _shapes.Append($"<rect class=\"bar {style}\" x=\"{C(left)}\" y=\"{C(Math.Min(top, bottom))}\" width=\"{C(Math.Max(0.5, right - left))}\" height=\"{C(Math.Abs(bottom - top))}\">")
                .Append($"<title>{Html.Encode($"{x.Text(edges[i])} to {x.Text(edges[i + 1])}: {Html.Number(heights[i])}")}</title></rect>");
        }
        return this;
    }

    public Chart Band(string name, string style, IReadOnlyList<double> xs, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        int[] known = [.. Enumerable.Range(0, xs.Count).Where(i => double.IsFinite(low[i]) && double.IsFinite(high[i]))];
        if (known.Length == 0) return this;
        string points = string.Join(' ', known.Select(i => Point(xs[i], high[i])).Concat(known.Reverse().Select(i => Point(xs[i], low[i]))));
        _shapes.Append($"<polygon class=\"band {style}\" points=\"{points}\"/>");
        _legend.Add((name, style + " band", true));
        return this;
    }

    /// <summary>A thin line between two points that the others are seen against, such as the diagonal of a ROC curve.</summary>
    public Chart Reference(double x1, double y1, double x2, double y2)
    {
        _shapes.Append($"<path class=\"ref\" d=\"M{Point(x1, y1)}L{Point(x2, y2)}\"/>");
        return this;
    }

    public void Draw(Html html)
    {
        html.Raw("<figure>").Element("figcaption", title);
        if (wide) html.Raw("<div class=\"scroll\" tabindex=\"0\">");
        html.Raw($"<svg{(wide ? " class=\"wide\"" : "")} viewBox=\"0 0 {C(Width)} {C(Height)}\" role=\"img\" aria-label=\"").Text($"{title}: {y.Title} over {x.Title}. The figures are in a table below.").Raw("\">")
            .Raw($"<text class=\"axis\" x=\"4\" y=\"12\">").Text(y.Title).Raw("</text>")
            .Raw($"<text class=\"axis\" x=\"{C(Width - Right)}\" y=\"{C(Height - 5)}\" text-anchor=\"end\">").Text(x.Title).Raw("</text>");
        foreach (double tick in y.Ticks())
            html.Raw($"<path class=\"grid\" d=\"M{C(Left)} {C(Y(tick))}H{C(Width - Right)}\"/><text class=\"tick\" x=\"{C(Left - 6)}\" y=\"{C(Y(tick) + 3.8)}\" text-anchor=\"end\">").Text(y.Text(tick)).Raw("</text>");
        foreach (double tick in Spaced())
            html.Raw($"<path class=\"mark\" d=\"M{C(X(tick))} {C(Height - Bottom)}v4\"/><text class=\"tick\" x=\"{C(X(tick))}\" y=\"{C(Height - Bottom + 16)}\" text-anchor=\"middle\">").Text(x.Text(tick)).Raw("</text>");
        html.Raw(_shapes.ToString()).Raw("</svg>");
        if (wide) html.Raw("</div>");
        if (_legend.Count > 0)
        {
            html.Raw("<ul class=\"legend\">");
            foreach ((string name, string style, bool dots) in _legend)
                html.Raw($"<li><svg viewBox=\"0 0 24 10\" aria-hidden=\"true\">{(dots ? style.Contains("band", StringComparison.Ordinal) ? $"<rect class=\"{style}\" x=\"2\" y=\"1\" width=\"20\" height=\"8\"/>"
                    : $"<circle class=\"dot {style}\" cx=\"12\" cy=\"5\" r=\"3\"/>" : $"<path class=\"line {style}\" d=\"M1 5H23\"/>")}</svg>").Text(name).Raw("</li>");
            html.Raw("</ul>");
        }
        html.Raw("</figure>");
    }

    private void Marks(string style, IReadOnlyList<double> xs, IReadOnlyList<double> ys, double radius)
    {
        for (int i = 0; i < Math.Min(xs.Count, ys.Count); i++)
            if (double.IsFinite(xs[i]) && double.IsFinite(ys[i])) _shapes.Append($"<circle class=\"dot {style}\" cx=\"{C(X(xs[i]))}\" cy=\"{C(Y(ys[i]))}\" r=\"{C(radius)}\"/>");
    }

    // Labels that would touch are left out at equal distances.
    private IEnumerable<double> Spaced()
    {
        double[] ticks = [.. x.Ticks().Where(t => x.Text(t).Length > 0)];
        double widest = ticks.Length == 0 ? 0 : ticks.Max(t => x.Text(t).Length) * LetterWidth + 10, room = (Width - Left - Right) / Math.Max(1, ticks.Length - 1);
        int every = Math.Max(1, (int)Math.Ceiling(widest / room));
        return ticks.Where((_, i) => i % every == 0);
    }

    private string Point(double px, double py) => $"{C(X(px))} {C(Y(py))}";

    private double X(double value) => Left + Math.Clamp(x.Fraction(value), 0, 1) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - Math.Clamp(y.Fraction(value), 0, 1) * (Height - Top - Bottom);

    private static string C(double value) => Html.Coordinate(value);
}
