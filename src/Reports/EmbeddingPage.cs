using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Reports;

/// <summary>A point of an embedding: a picture.</summary>
/// <param name="Name">What it is called; shown when pointed at.</param>
/// <param name="Label">Its class.</param>
public sealed record EmbeddedPicture(string Name, string Label);

/// <summary>Draws an <see cref="EmbeddingMap"/> as a page of its own, with a colour for each class; no script, no other file.</summary>
public static class EmbeddingPage
{
    private const double Width = 720, Height = 520, Margin = 24;

    /// <summary>Writes the page to a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">What the page is called.</param>
    /// <param name="map">The places.</param>
    /// <param name="pictures">What lies at each of them.</param>
    public static void Write(string path, string title, EmbeddingMap map, IReadOnlyList<EmbeddedPicture> pictures)
    {
        string temporary = path + ".part";
        File.WriteAllText(temporary, ToText(title, map, pictures));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The page as text.</summary>
    /// <exception cref="ArgumentException">There are not as many pictures as places.</exception>
    public static string ToText(string title, EmbeddingMap map, IReadOnlyList<EmbeddedPicture> pictures)
    {
        if (pictures.Count != map.X.Count) throw new ArgumentException($"There are {map.X.Count} places, but {pictures.Count} pictures.", nameof(pictures));
        string[] labels = [.. pictures.Select(p => p.Label).Distinct().Order(StringComparer.Ordinal)];
        var page = new Page(title);
        page.Head.Element("p", $"{pictures.Count:N0} pictures of {labels.Length} classes, by the first two principal components of their features, which hold {Html.Percent(map.Explained.X)} and "
            + $"{Html.Percent(map.Explained.Y)} of all variance. Pictures that the network takes for alike lie near each other.", "class=\"lead\"");
        return page.Section("features", "Features of the pictures", html => Draw(html, map, pictures, labels)).ToString();
    }

    private static void Draw(Html html, EmbeddingMap map, IReadOnlyList<EmbeddedPicture> pictures, string[] labels)
    {
        html.Raw($"<figure><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Features of the pictures\">");
        Func<double, string> x = Place(map.X, Margin, Width - Margin), y = Place(map.Y, Height - Margin, Margin);
        for (int i = 0; i < pictures.Count; i++)
        {
            html.Raw($"<circle cx=\"{x(map.X[i])}\" cy=\"{y(map.Y[i])}\" r=\"4\" fill=\"{Color(labels, pictures[i].Label)}\" fill-opacity=\"0.75\">")
                .Element("title", $"{pictures[i].Name} ({pictures[i].Label})").Raw("</circle>");
        }
        html.Raw("</svg><ul class=\"legend\">");
        foreach (string label in labels) html.Raw($"<li><i style=\"border-color:{Color(labels, label)}\"></i>").Text(label).Raw("</li>");
        html.Raw("</ul></figure>");
    }

    private static Func<double, string> Place(IReadOnlyList<double> values, double from, double to)
    {
        double low = values.Count == 0 ? 0 : values.Min(), range = values.Count == 0 ? 0 : values.Max() - low;
        return value => Html.Coordinate(range > 0 ? from + (value - low) / range * (to - from) : (from + to) / 2);
    }

    private static string Color(string[] labels, string label)
    {
        Rgb color = Palette.Of(Array.IndexOf(labels, label));
        return $"#{color.R:x2}{color.G:x2}{color.B:x2}";
    }
}
