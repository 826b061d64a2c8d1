using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes data as text: a line a row, sparse at its end where that is shorter, with the settings to load it again in front.</summary>
internal sealed class TextSaving(char separator, bool headerRow, bool schema, bool forceDense)
{
    private const double SparseWeight = 2.5;
    private const int ReportEvery = 100_000;

    private readonly StringBuilder _line = new();
    private readonly List<Item> _items = [];

    public void Save(IHostEnvironment environment, IDataView data, IReadOnlyList<DataViewSchema.Column> columns, Stream stream)
    {
        using IChannel channel = environment.Register("TextSaver").Start("Saving");
        using IProgressChannel progress = environment.StartProgressChannel("TextSaver: saving data");
        long rows = 0;
        progress.SetHeader(new ProgressHeader("rows"), entry => entry.SetProgress(0, rows));
        using StreamWriter writer = new(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        TextColumnWriter[] parts = [.. columns.Select(column => column.Type.Raw.Accept(new TextColumnWriter.Maker(cursor, column, separator)))];
        bool header = headerRow && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames());
        if (schema) WriteSettings(writer, columns, header, channel);
        if (header) WriteRow(writer, parts, part => part.AppendNames(_line, _items), "\"\"");
        while (cursor.MoveNext())
        {
            WriteRow(writer, parts, part => part.AppendValues(_line, _items), null);
            if (++rows % ReportEvery == 0) progress.Checkpoint(rows);
        }
        progress.Checkpoint(rows);
        if (rows == 0) channel.Warning(MessageSensitivity.None, "Wrote zero rows of data!");
        else channel.Info(MessageSensitivity.None, "Wrote {0} rows", rows);
    }

    private void WriteSettings(TextWriter writer, IReadOnlyList<DataViewSchema.Column> columns, bool header, IChannel channel)
    {
        writer.WriteLine("#@ TextLoader{");
        if (header) writer.WriteLine("#@   header+");
        writer.WriteLine($"#@   sep={EmbeddedTextOptions.NameOf(separator)}");
        writer.WriteLine("#@   quote+");
        if (!forceDense) writer.WriteLine("#@   sparse+");
        int place = 0;
        foreach (DataViewSchema.Column column in columns)
        {
            VectorDataViewType? vector = column.Type as VectorDataViewType;
            DataViewType item = vector?.ItemType ?? column.Type;
            string type = EmbeddedTextOptions.NameOf(item.RawType) + (item is KeyDataViewType key ? $"[{key.Count}]" : "");
            string fields = vector is null ? $"{place}" : vector.IsKnownSize ? $"{place}-{place + vector.Size - 1}" : $"{place}-**";
            bool plain = column.Name.All(character => char.IsLetterOrDigit(character) || character is '_' or '.');
            writer.WriteLine(plain ? $"#@   col={column.Name}:{type}:{fields}" : $"#@   col={{name=\"{column.Name}\" type={type} src={fields}}}");
            if (vector is { IsKnownSize: false } && column.Index != columns[^1].Index)
                channel.Warning(MessageSensitivity.Schema, "Column '{0}' has vectors of differing sizes, so it must be the last for the file to be readable. Save as binary, or put it last.", column.Name);
            place += vector?.Size ?? 1;
        }
        writer.WriteLine("#@ }");
    }

    private void WriteRow(TextWriter writer, TextColumnWriter[] parts, Func<TextColumnWriter, int> append, string? missing)
    {
        _line.Clear();
        _items.Clear();
        int[] limits = new int[parts.Length + 1], firstItems = new int[parts.Length + 1];
        for (int part = 0; part < parts.Length; part++)
        {
            int before = _items.Count;
            limits[part + 1] = limits[part] + append(parts[part]);
            for (int i = before; i < _items.Count; i++) _items[i] = _items[i] with { Place = _items[i].Place + limits[part] };
            firstItems[part + 1] = _items.Count;
        }
        string[] defaults = [.. parts.Select(part => missing ?? part.Default)];
        int split = forceDense ? parts.Length : SplitPoint(limits, firstItems);
        WriteDense(writer, limits, defaults, limits[split]);
        if (split == parts.Length)
        {
            writer.WriteLine();
            return;
        }
        if (split > 0) writer.Write(separator);
        writer.Write(limits[^1] - limits[split]);
        if (firstItems[split] == _items.Count) writer.Write($"{separator}0:{defaults[split]}");
        for (int i = firstItems[split]; i < _items.Count; i++)
        {
            writer.Write(separator);
            writer.Write(_items[i].Place - limits[split]);
            writer.Write(':');
            writer.Write(_line.ToString(_items[i].Start, _items[i].Length));
        }
        writer.WriteLine();
    }

    /// <summary>The column from which on the row is shorter when sparse; a sparse item counts two and a half dense ones.</summary>
    private int SplitPoint(int[] limits, int[] firstItems)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int column = 0; column < limits.Length; column++)
        {
            double cost = limits[column] + SparseWeight * (_items.Count - firstItems[column]);
            if (cost < least) (least, best) = (cost, column);
        }
        int dense = limits[best], sparse = limits[^1] - dense;
        return sparse < 5 || sparse < dense / 5 ? limits.Length - 1 : best;
    }

    private void WriteDense(TextWriter writer, int[] limits, string[] defaults, int limit)
    {
        int item = 0, column = 0;
        for (int place = 0; place < limit; place++)
        {
            while (place >= limits[column + 1]) column++;
            if (place > 0) writer.Write(separator);
            if (item < _items.Count && _items[item].Place == place) writer.Write(_line.ToString(_items[item].Start, _items[item++].Length));
            else writer.Write(defaults[column]);
        }
    }

    /// <summary>A value that is no default: its place in the row and its text.</summary>
    internal readonly record struct Item(int Place, int Start, int Length);

    public static bool CanSave(DataViewType type) => (type as VectorDataViewType)?.ItemType is PrimitiveDataViewType and not RowIdDataViewType
        || type is PrimitiveDataViewType and not RowIdDataViewType;

    public static void Append<T>(StringBuilder line, T value, char separator, bool isKey)
    {
        if (isKey && value is IConvertible number)
        {
            ulong key = number.ToUInt64(CultureInfo.InvariantCulture);
            if (key > 0) line.Append(key - 1);
            return;
        }
        switch (value)
        {
            case ReadOnlyMemory<char> text: AppendText(line, text.Span, separator); break;
            case bool truth: line.Append(truth ? '1' : '0'); break;
            case float.NaN or double.NaN: line.Append('?'); break;
            case float real: line.Append(real.ToString("R", CultureInfo.InvariantCulture)); break;
            case double real: line.Append(real.ToString("R", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: line.Append('"').Append(span.ToString("c", CultureInfo.InvariantCulture)).Append('"'); break;
            case DateTime time: line.Append('"').Append(time.ToString("o", CultureInfo.InvariantCulture)).Append('"'); break;
            case DateTimeOffset time: line.Append('"').Append(time.ToString("o", CultureInfo.InvariantCulture)).Append('"'); break;
            case IFormattable item: line.Append(item.ToString(null, CultureInfo.InvariantCulture)); break;
            default: throw new InvalidOperationException($"Values of type {typeof(T)} cannot be written as text.");
        }
    }

    private static void AppendText(StringBuilder line, ReadOnlySpan<char> text, char separator)
    {
        bool quote = text.IsEmpty || text[0] is ' ' or '#' or '/' || text.IndexOfAny("\":\r\n") >= 0 || text.Contains(separator);
        if (!quote)
        {
            line.Append(text);
            return;
        }
        line.Append('"');
        foreach (char character in text)
            if (character == '"') line.Append("\"\"");
            else line.Append(character);
        line.Append('"');
    }
}
