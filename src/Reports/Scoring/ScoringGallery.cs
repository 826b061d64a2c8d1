using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>A picture on a gallery page.</summary>
/// <param name="Result">What was found in it.</param>
/// <param name="Thumbnail">The picture with what is drawn on it as a data URI; null where there is none.</param>
/// <param name="Colors">The colours in which classes are drawn, by label, as <c>#rrggbb</c>.</param>
public sealed record GalleryPicture(ScoredPicture Result, string? Thumbnail, IReadOnlyDictionary<string, string> Colors);

/// <summary>Writes <c>gallery.html</c>: the scored pictures on one page that needs no other file and no script, for any screen, light and dark, and for paper.</summary>
public static class ScoringGallery
{
    private const int MostBars = 12;

    private const string Css = """
        .pictures{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));align-items:start}
        .pictures figure{padding:0;overflow:hidden;break-inside:avoid}
        .pictures img{display:block;width:100%;max-height:26rem;object-fit:contain;background:color-mix(in srgb,var(--fg) 6%,var(--card))}
        .pictures img.small{image-rendering:pixelated;max-height:12rem}
        .pictures figcaption{font-weight:400;margin:0;padding:.6rem .8rem .8rem}
        .pictures .name{font-weight:600;overflow-wrap:anywhere}.pictures .facts{color:var(--soft);font-size:.82rem}
        .bars{list-style:none;margin:.5rem 0 0;padding:0;font-size:.9rem;font-variant-numeric:tabular-nums}
        .bars li{display:grid;grid-template-columns:1fr auto;gap:.1rem .6rem;padding:.15rem 0}
        .bars li>span:first-child{overflow-wrap:anywhere}
        .bars i{grid-column:1/-1;height:.35rem;border-radius:.2rem;background:linear-gradient(to right,var(--k,var(--a)) var(--p),color-mix(in srgb,var(--fg) 10%,transparent) var(--p))}
        .bars b{display:inline-block;width:.75rem;height:.75rem;border-radius:.15rem;background:var(--k);margin-right:.45rem;vertical-align:-.05rem;border:1px solid color-mix(in srgb,var(--fg) 35%,transparent)}
        .failed{color:var(--b)}
        dl.facts-list{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:0;font-size:.9rem}dl.facts-list dt{color:var(--soft)}dl.facts-list dd{margin:0;overflow-wrap:anywhere}
        @media(max-width:30rem){dl.facts-list{grid-template-columns:1fr}dl.facts-list dd{margin-bottom:.4rem}}
        """;

    /// <summary>Writes a page.</summary>
    public static void Write(ScoringReport report, IReadOnlyList<GalleryPicture> pictures, string path)
    {
        string temporary = path + ".part";
        File.WriteAllText(temporary, ToText(report, pictures));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The page as text.</summary>
    public static string ToText(ScoringReport report, IReadOnlyList<GalleryPicture> pictures)
    {
        string title = $"{Title(report.Task)} with {Path.GetFileName(report.Model.File)}";
        var html = new Html();
        html.Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Element("title", title).Raw("<style>").Raw(ReportStyle.Css).Raw(Css).Raw("</style></head><body><main>")
            .Element("h1", title)
            .Element("p", Lead(report), "class=\"lead\"");
        html.Raw("<div class=\"cards\">");
        Card(html, report.Times.Scored.ToString("N0", CultureInfo.InvariantCulture), report.Times.Scored == 1 ? "picture" : "pictures");
        if (report.Times.Failed > 0) Card(html, report.Times.Failed.ToString("N0", CultureInfo.InvariantCulture), "failed");
        Card(html, Milliseconds(report.Times.LoadMilliseconds), "loading");
        Card(html, Milliseconds(report.Times.FirstMilliseconds), "first picture");
        Card(html, Milliseconds(report.Times.MedianMilliseconds), "median picture");
        html.Raw("</div>").Element("h2", "Pictures").Raw("<div class=\"pictures\">");
        bool unique = pictures.Select(p => Path.GetFileName(p.Result.File)).Distinct().Count() == pictures.Count;
        foreach (GalleryPicture picture in pictures) Figure(html, picture, unique ? Path.GetFileName(picture.Result.File) : WithFolder(picture.Result.File));
        html.Raw("</div>").Element("h2", "Network and input").Raw("<dl class=\"facts-list\">");
        Fact(html, "File", $"{report.Model.File} ({report.Model.Format}, {report.Model.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes)");
        Fact(html, "Inputs", string.Join("; ", report.Model.Inputs));
        Fact(html, "Outputs", string.Join("; ", report.Model.Outputs));
        Fact(html, "Preprocessing", report.Preprocessing);
        if (report.Assumptions.Count > 0) Fact(html, "Assumed", string.Join("; ", report.Assumptions));
        foreach ((string name, string version) in report.Versions) Fact(html, name, version);
        return html.Raw("</dl></main></body></html>\n").ToString();
    }

    private static void Figure(Html html, GalleryPicture picture, string name)
    {
        ScoredPicture result = picture.Result;
        html.Raw("<figure>");
        if (picture.Thumbnail is not null)
            html.Raw($"<img loading=\"lazy\"{(Math.Max(result.Width, result.Height) <= 96 ? " class=\"small\"" : "")} src=\"").Text(picture.Thumbnail).Raw("\" alt=\"").Text(Describe(result)).Raw("\">");
        html.Raw("<figcaption>").Element("div", name, "class=\"name\"");
        if (result.Error is { } error)
        {
            html.Element("div", error, "class=\"failed\"").Raw("</figcaption></figure>");
            return;
        }
        html.Element("div", $"{result.Width} x {result.Height} pixels, {Milliseconds(result.Milliseconds)}", "class=\"facts\"");
        if (result.Objects is { Count: 0 }) html.Element("div", "nothing found", "class=\"facts\"");
        // Finds of one class share a line, with the surest one's score.
        (string Label, int Count, double Score)[] bars = result.Objects is { } objects ? [.. objects.GroupBy(o => o.Label).Select(g => (g.Key, g.Count(), g.Max(o => o.Score)))]
            : [.. (result.Classes ?? result.Areas ?? []).Select(c => (c.Label, 1, c.Score))];
        if (bars.Length > 0)
        {
            html.Raw("<ul class=\"bars\">");
            foreach ((string label, int count, double score) in bars.Take(MostBars)) Bar(html, count > 1 ? $"{count} × {label}" : label, score, picture.Colors.GetValueOrDefault(label));
            html.Raw("</ul>");
        }
        if (bars.Length > MostBars) html.Element("div", $"and {bars.Length - MostBars} more", "class=\"facts\"");
        html.Raw("</figcaption></figure>");
    }

    // In folders named after classes the files have the same names everywhere.
    private static string WithFolder(string file) => Path.GetFileName(Path.GetDirectoryName(file)) is { Length: > 0 } folder ? $"{folder}/{Path.GetFileName(file)}" : Path.GetFileName(file);

    private static void Bar(Html html, string label, double score, string? color)
    {
        string style = $"--p:{Html.Coordinate(Math.Clamp(score, 0, 1) * 100)}%{(color is null ? "" : $";--k:{color}")}";
        html.Raw($"<li style=\"{style}\"><span>{(color is null ? "" : "<b></b>")}").Text(label).Raw("</span><span>").Text(Html.Percent(score)).Raw("</span><i></i></li>");
    }

    private static void Card(Html html, string figure, string what) => html.Raw("<div class=\"card\">").Element("b", figure).Element("span", what).Raw("</div>");

    private static void Fact(Html html, string name, string value) => html.Element("dt", name).Element("dd", value);

    private static string Title(string task) => task switch { "classify" => "Classes", "detect" => "Objects", "segment" => "Areas", _ => task };

    private static string Lead(ScoringReport report) =>
        $"{report.Times.Scored.ToString("N0", CultureInfo.InvariantCulture)} picture{(report.Times.Scored == 1 ? "" : "s")}, each {report.Preprocessing}.";

    private static string Describe(ScoredPicture picture) => picture.Objects is { } objects
        ? $"{Path.GetFileName(picture.File)}: {(objects.Count == 0 ? "nothing found" : string.Join(", ", objects.GroupBy(o => o.Label).Select(g => $"{g.Count()} {g.Key}")))}"
        : $"{Path.GetFileName(picture.File)}: {string.Join(", ", (picture.Classes ?? picture.Areas ?? []).Take(3).Select(c => c.Label))}";

    private static string Milliseconds(double value) => value >= 10_000 ? (value / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " ms";
}
