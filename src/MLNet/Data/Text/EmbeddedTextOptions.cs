using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The settings that a text file carries in its first lines, such as <c>#@ TextLoader{ header+ sep=tab col=Label:R4:0 col=Features:R4:1-4 #@ }</c>.
/// </summary>
internal static class EmbeddedTextOptions
{
    private static readonly Dictionary<string, DataKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["I1"] = DataKind.SByte,
        ["U1"] = DataKind.Byte,
        ["I2"] = DataKind.Int16,
        ["U2"] = DataKind.UInt16,
        ["I4"] = DataKind.Int32,
        ["U4"] = DataKind.UInt32,
        ["I8"] = DataKind.Int64,
        ["U8"] = DataKind.UInt64,
        ["R4"] = DataKind.Single,
        ["R8"] = DataKind.Double,
        ["TX"] = DataKind.String,
        ["BL"] = DataKind.Boolean,
        ["TS"] = DataKind.TimeSpan,
        ["DT"] = DataKind.DateTime,
        ["DZ"] = DataKind.DateTimeOffset,
    };

    private static readonly Dictionary<string, char> SeparatorNames = new() { ["tab"] = '\t', ["space"] = ' ', ["comma"] = ',', ["semicolon"] = ';', ["bar"] = '|', ["colon"] = ':' };

    /// <summary>The short name of a type.</summary>
    public static string NameOf(Type type) => type == typeof(ReadOnlyMemory<char>) ? "TX" : Kinds.Single(pair => TypeNames.Of(pair.Value).RawType == type).Key;

    public static string NameOf(char separator) => SeparatorNames.FirstOrDefault(pair => pair.Value == separator).Key ?? separator.ToString();

    /// <summary>The options with the file's own settings; null where it has none, or where the caller's settings forbid to use them.</summary>
    public static TextLoader.Options? Find(IHostEnvironment environment, TextLoader.Options given, IMultiStreamSource? source)
    {
        if (source is null || source.Count == 0 || TextSample.EmbeddedOptions(source) is not { } text) return null;
        if (!IsDefault(given))
        {
            environment.Warn("TextLoader", "Both the file and the options say how to load it. The file's settings are not used.");
            return null;
        }
        string name = source.GetPathOrNull(0) ?? "The stream";
        int open = text.IndexOf('{');
        if (open < 0 || text[..open].Trim() is not ("TextLoader" or "Text") || !text.EndsWith('}'))
            throw new FormatException($"{name}: the settings in its first lines are not of the form TextLoader{{ … }}.");
        TextLoader.Options options = new() { UseThreads = given.UseThreads, HeaderFile = given.HeaderFile, MaxRows = given.MaxRows };
        List<TextLoader.Column> columns = [];
        foreach (string setting in Words(text[(open + 1)..^1]))
            if (!Apply(setting, options, columns)) throw new FormatException($"{name}: '{setting}' in its first lines is no setting of a text loader.");
        if (columns.Count == 0) throw new FormatException($"{name}: the settings in its first lines name no column.");
        options.Columns = [.. columns];
        return options;
    }

    private static bool IsDefault(TextLoader.Options options)
        => options is { AllowQuoting: false, AllowSparse: false, InputSize: null or 0, Separators: ['\t'], DecimalMarker: '.', TrimWhitespace: false, HasHeader: false, ReadMultilines: false, MissingRealsAsNaNs: false, EscapeChar: '"' };

    private static bool Apply(string setting, TextLoader.Options options, List<TextLoader.Column> columns)
    {
        int equals = setting.IndexOf('=');
        bool on = !setting.EndsWith('-');
        string name = (equals < 0 ? setting.TrimEnd('+', '-') : setting[..equals]).ToLowerInvariant(), value = equals < 0 ? "" : setting[(equals + 1)..];
        switch (name)
        {
            case "header" or "hasheader": options.HasHeader = on; break;
            case "quote" or "allowquoting": options.AllowQuoting = on; break;
            case "sparse" or "allowsparse": options.AllowSparse = on; break;
            case "trim" or "trimwhitespace": options.TrimWhitespace = on; break;
            case "multilines" or "readmultilines": options.ReadMultilines = on; break;
            case "missingrealsasnans": options.MissingRealsAsNaNs = on; break;
            case "size" or "inputsize" when int.TryParse(value, CultureInfo.InvariantCulture, out int size): options.InputSize = size; break;
            case "sep" or "separator" or "separators":
                options.Separators = [.. (value == "," ? ["comma"] : value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(part => SeparatorNames.TryGetValue(part, out char known) ? known : part[0])];
                break;
            case "col" or "column" when Column(value) is { } column: columns.Add(column); break;
            default: return false;
        }
        return true;
    }

    private static TextLoader.Column? Column(string text)
    {
        if (text.StartsWith('{') && text.EndsWith('}'))
        {
            string?[] parts = [.. new[] { "name", "type", "src" }.Select(key => Words(text[1..^1]).FirstOrDefault(word => word.StartsWith(key + "=", StringComparison.OrdinalIgnoreCase))?[(key.Length + 1)..].Trim('"'))];
            return parts[0] is { } name && parts[2] is { } fields ? Column(name, parts[1] ?? "R4", fields) : null;
        }
        string[] pieces = text.Split(':');
        return pieces.Length == 2 ? Column(pieces[0], "R4", pieces[1]) : pieces.Length == 3 ? Column(pieces[0], pieces[1], pieces[2]) : null;
    }

    private static TextLoader.Column? Column(string name, string type, string fields)
    {
        int bracket = type.IndexOf('[');
        KeyCount? keys = null;
        if (bracket >= 0)
        {
            string inside = type[(bracket + 1)..].TrimEnd(']');
            if (inside.StartsWith("0-", StringComparison.Ordinal)) keys = ulong.TryParse(inside[2..], out ulong last) && last < ulong.MaxValue ? new KeyCount(last + 1) : new KeyCount();
            else keys = ulong.TryParse(inside, out ulong count) && count > 0 ? new KeyCount(count) : new KeyCount();
            type = type[..bracket];
        }
        if (!Kinds.TryGetValue(type, out DataKind kind) && !Enum.TryParse(type, ignoreCase: true, out kind)) return null;
        TextLoader.Range?[] ranges = [.. fields.Split(',').Select(Range)];
        return name.Length == 0 || ranges.Contains(null) ? null : new TextLoader.Column(name, kind, ranges!, keys);
    }

    private static TextLoader.Range? Range(string text)
    {
        int dash = text.IndexOfAny(['-', '~']);
        if (!int.TryParse(dash < 0 ? text : dash == 0 && text[0] == '~' ? "0" : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int min)) return null;
        if (dash < 0) return new TextLoader.Range(min);
        string rest = text[(dash + 1)..];
        TextLoader.Range range = new() { Min = min, AllOther = text[dash] == '~', ForceVector = true };
        if (rest is "" or "*") range.AutoEnd = true;
        else if (rest == "**") range.VariableEnd = true;
        else if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int max)) range.Max = max;
        else return null;
        return range;
    }

    /// <summary>The words of a text, which quotes and braces keep together.</summary>
    private static IEnumerable<string> Words(string text)
    {
        StringBuilder word = new();
        int depth = 0;
        bool quoted = false;
        foreach (char character in text)
        {
            if (character == '"') quoted = !quoted;
            else if (!quoted) depth += character == '{' ? 1 : character == '}' ? -1 : 0;
            if (!char.IsWhiteSpace(character) || depth > 0 || quoted) word.Append(character);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0) yield return word.ToString();
    }
}
