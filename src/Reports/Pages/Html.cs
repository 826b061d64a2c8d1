using System.Globalization;
using System.Net;
using System.Text;

namespace MlNetDeepLearning.Reports;

/// <summary>A cell of a table: a text, or a number with its text.</summary>
internal readonly record struct Cell(string Text, double? Value = null, bool Bar = false)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell Percent(double value, bool bar = false) => new(Html.Percent(value), value, bar);

    public static Cell Number(double value) => new(Html.Number(value), value);

    public static Cell Number(double? value) => value is { } v ? Number(v) : new("");
}

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
        _text.Append(Encode(text));
        return this;
    }

    public Html Element(string name, string text, string attributes = "") => Raw($"<{name}{(attributes.Length > 0 ? " " + attributes : "")}>").Text(text).Raw($"</{name}>");

    /// <summary>A number: the page shows its text and keeps its exact value for programs.</summary>
    public Html Data(double value, string text) => Raw($"<data value=\"{value.ToString("R", CultureInfo.InvariantCulture)}\">").Text(text).Raw("</data>");

    /// <summary>A table of a heading row and rows; the first cell of each row is its heading, numbers stand right.</summary>
    public Html Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<Cell>> rows, string kind = "")
    {
        Raw($"<div class=\"scroll\" tabindex=\"0\"><table{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>").Caption(caption).Raw("<thead><tr>");
        foreach (string head in heads) Element("th", head, "scope=\"col\"");
        Raw("</tr></thead><tbody>");
        foreach (IReadOnlyList<Cell> row in rows)
        {
            Raw("<tr><th scope=\"row\">").Inside(row[0]).Raw("</th>");
            for (int i = 1; i < row.Count; i++)
                Raw(row[i].Bar && row[i].Value is { } part && double.IsFinite(part) ? $"<td class=\"bar\" style=\"--p:{Coordinate(Math.Clamp(part, 0, 1) * 100)}%\">" : "<td>").Inside(row[i]).Raw("</td>");
            Raw("</tr>");
        }
        return Raw("</tbody></table></div>");
    }

    /// <summary>A part of the page that opens on demand, and on paper always.</summary>
    public Html Fold(string summary, Action<Html> content)
    {
        Raw("<details>").Element("summary", summary);
        content(this);
        return Raw("</details>");
    }

    // The text stays in sight when a wide table is scrolled.
    public Html Caption(string text) => Raw("<caption>").Element("span", text).Raw("</caption>");

    private Html Inside(Cell cell) => cell.Value is { } value ? Data(value, cell.Text) : Text(cell.Text);

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    public static string Percent(double value) => double.IsFinite(value) ? (value * 100).ToString(Math.Abs(value) < 1e4 ? "0.0" : "0.0e0", CultureInfo.InvariantCulture).Replace('-', '−') + " %" : "–";

    public static string Number(double value) => !double.IsFinite(value) ? "–"
        : (value != 0 && Math.Abs(value) < 0.001 || Math.Abs(value) >= 1e9 ? value.ToString("0.0##e0", CultureInfo.InvariantCulture)
        : value.ToString(value == Math.Round(value) || Math.Abs(value) >= 10_000 ? "#,0" : Math.Abs(value) >= 100 ? "#,0.0" : Math.Abs(value) >= 10 ? "0.00" : "0.0000", CultureInfo.InvariantCulture)).Replace('-', '−');

    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Duration(double seconds) => seconds < 90
        ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : seconds < 5400 ? $"{(int)seconds / 60} min {(int)seconds % 60} s" : $"{(int)seconds / 3600} h {(int)seconds / 60 % 60} min";

    public override string ToString() => _text.ToString();
}
