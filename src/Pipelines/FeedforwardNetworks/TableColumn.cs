using System.Globalization;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>What a column is taken for.</summary>
internal enum ColumnKind
{
    Number,
    Category,
    Label,
    LeftOut,
}

/// <summary>A column of a table: what its values look like.</summary>
internal sealed class TableColumn(string name, int index)
{
    private const int MostCategories = 200;

    private static readonly string[] MissingTexts = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"];

    private readonly Dictionary<string, int> _values = [];
    private double _low = double.PositiveInfinity, _high = double.NegativeInfinity;
    private bool _numeric = true, _whole = true;

    public string Name => name;

    /// <summary>Its place in a row, from 0.</summary>
    public int Index => index;

    public int Rows { get; private set; }

    public int Missing { get; private set; }

    public ColumnKind Kind { get; set; }

    public bool IsNumeric => _numeric && Missing < Rows;

    /// <summary>The different values, in the order of numbers or of text; above <see cref="MostCategories"/> not all of them.</summary>
    public string[] Values => _numeric ? [.. _values.Keys.OrderBy(Number)] : [.. _values.Keys.Order(StringComparer.Ordinal)];

    public bool HasManyValues => _values.Count > MostCategories;

    /// <summary>Whether the values look like classes rather than amounts.</summary>
    public bool LooksLikeClasses => !_numeric || _whole && _values.Count <= 10;

    public void Add(string value)
    {
        Rows++;
        if (MissingTexts.Contains(value))
        {
            Missing++;
            return;
        }
        if (_values.Count <= MostCategories || _values.ContainsKey(value)) _values[value] = _values.GetValueOrDefault(value) + 1;
        double number = _numeric ? Number(value) : double.NaN;
        _numeric &= double.IsFinite(number);
        _whole &= number == Math.Round(number);
        (_low, _high) = (Math.Min(_low, number), Math.Max(_high, number));
    }

    /// <summary>Types the column: numbers, categories of which there are few enough to repeat, and what is left out because it cannot be learned from.</summary>
    public void Type() => Kind = Missing == Rows || _values.Count < 2 ? ColumnKind.LeftOut : _numeric ? ColumnKind.Number : HasManyValues || _values.Count > Rows / 2 ? ColumnKind.LeftOut : ColumnKind.Category;

    public ColumnInfo Describe() => new(name, Kind switch
    {
        ColumnKind.Number => "number",
        ColumnKind.Category => "category",
        ColumnKind.Label => "label",
        _ => _values.Count < 2 ? "left out: one value" : "left out: too many different texts",
    }, Missing, Summary());

    public static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private string Summary()
    {
        if (_numeric && _values.Count > 0 && Kind != ColumnKind.Label) return string.Create(CultureInfo.InvariantCulture, $"{_low:G6} to {_high:G6}");
        string first = string.Join(", ", _values.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Take(4).Select(v => v.Key));
        return HasManyValues ? $"{first} and more than {MostCategories - 4} others" : _values.Count > 4 ? $"{first} and {_values.Count - 4} others" : first;
    }
}
