using System.Globalization;
using System.Net;
using System.Text;

namespace MlNetDeepLearning.Reports;

/// <summary>Builds HTML text; whatever is not markup is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Html Text(string text)
    {
        _text.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    public Html Element(string name, string text, string attributes = "") => Raw($"<{name}{(attributes.Length > 0 ? " " + attributes : "")}>").Text(text).Raw($"</{name}>");

    /// <summary>A table of a heading row and text rows; the first cell of each row is its heading, numbers stand right.</summary>
    public Html Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw("<div class=\"scroll\"><table>").Element("caption", caption).Raw("<thead><tr>");
        foreach (string head in heads) Element("th", head, "scope=\"col\"");
        Raw("</tr></thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            Raw("<tr>").Element("th", row[0], "scope=\"row\"");
            for (int i = 1; i < row.Count; i++) Element("td", row[i]);
            Raw("</tr>");
        }
        return Raw("</tbody></table></div>");
    }

    public static string Percent(double value) => double.IsFinite(value) ? (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    public static string Number(double value) => !double.IsFinite(value) ? "–"
        : value != 0 && Math.Abs(value) < 0.001 ? value.ToString("0.0##e0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1000 ? "#,0" : "0.####", CultureInfo.InvariantCulture);

    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();
}
