using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Hosting;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>A table as text: what separates its values, whether its first line has names, and what its columns are.</summary>
internal sealed class TableFile
{
    private static readonly string[] LabelNames = ["label", "target", "class", "y", "outcome"];

    private TableFile(string path, char separator, bool hasHeader, IReadOnlyList<TableColumn> columns) => (Path, Separator, HasHeader, Columns) = (path, separator, hasHeader, columns);

    public string Path { get; }

    public char Separator { get; }

    public bool HasHeader { get; }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Reads the table once and looks at every value.</summary>
    /// <exception cref="PipelineException">The file is missing, empty, or no table.</exception>
    public static TableFile Inspect(MLContext context, string path)
    {
        if (!File.Exists(path)) throw new PipelineException($"'{path}' does not exist.");
        string first = File.ReadLines(path).FirstOrDefault(l => l.Trim().Length > 0) ?? throw new PipelineException($"'{path}' is empty.");
        char separator = new[] { ',', ';', '\t' }.MaxBy(c => Count(first, c));
        int width = Count(first, separator) + 1;
        if (width < 2) throw new PipelineException($"'{path}' has one column: its first line '{(first.Length > 60 ? first[..60] + "…" : first)}' has no comma, semicolon or tab.");
        TextLoader.Column[] texts = [.. Enumerable.Range(0, width).Select(i => new TextLoader.Column($"C{i}", DataKind.String, i))];
        IDataView rows = context.Data.LoadFromTextFile(path, Options(separator, false, texts));
        TableColumn[]? columns = null;
        bool header = false;
        foreach (string[] row in TableRows.Read(rows, [.. texts.Select(t => t.Name)]))
        {
            if (columns is null)
            {
                // Names are texts; a row of a table without names has a number somewhere, or a value of its own in each column.
                header = row.All(v => v.Length > 0 && double.IsNaN(TableColumn.Number(v))) && row.Distinct().Count() == width;
                columns = [.. row.Select((v, i) => new TableColumn(header ? v : $"Column{i + 1}", i))];
                if (header) continue;
            }
            for (int i = 0; i < width; i++) columns[i].Add(row[i]);
        }
        if (columns is null || columns[0].Rows == 0) throw new PipelineException($"'{path}' has no rows.");
        foreach (TableColumn column in columns) column.Type();
        return new TableFile(path, separator, header, columns);
    }

    /// <summary>The column that a name or a number from 1 means; without either the one whose name says so, or the last.</summary>
    public TableColumn Label(string? label)
    {
        if (label is null) return Columns.FirstOrDefault(c => LabelNames.Contains(c.Name.ToLowerInvariant())) ?? Columns[^1];
        return Columns.FirstOrDefault(c => c.Name == label) ?? Columns.FirstOrDefault(c => string.Equals(c.Name, label, StringComparison.OrdinalIgnoreCase))
            ?? (int.TryParse(label, out int number) && number >= 1 && number <= Columns.Count ? Columns[number - 1]
            : throw new PipelineException($"'{Path}' has no column '{label}'. Its columns are: {string.Join(", ", Columns.Select(c => c.Name))}."));
    }

    /// <summary>The rows, with columns of the given types.</summary>
    /// <param name="context">The context.</param>
    /// <param name="columns">Names and whether they are numbers; those that the table lacks are passed over.</param>
    public IDataView Load(MLContext context, IEnumerable<(string Name, bool Number)> columns)
    {
        TextLoader.Column[] known = [.. from c in columns
                                        let own = Columns.FirstOrDefault(o => o.Name == c.Name)
                                        where own is not null
                                        select new TextLoader.Column(c.Name, c.Number ? DataKind.Single : DataKind.String, own.Index)];
        return context.Data.Cache(context.Data.LoadFromTextFile(Path, Options(Separator, HasHeader, known)));
    }

    private static TextLoader.Options Options(char separator, bool hasHeader, TextLoader.Column[] columns) => new()
    {
        Separators = [separator],
        HasHeader = hasHeader,
        AllowQuoting = true,
        TrimWhitespace = true,
        MissingRealsAsNaNs = true,
        Columns = columns,
    };

    private static int Count(string line, char separator)
    {
        bool quoted = false;
        int count = 0;
        foreach (char c in line)
            if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted) count++;
        return count;
    }
}

/// <summary>Reads columns of a data view as text.</summary>
internal static class TableRows
{
    public static IEnumerable<string[]> Read(IDataView data, IReadOnlyList<string> columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Select(c => data.Schema[c]));
        Func<string>[] getters = [.. columns.Select(c => Getter(cursor, data.Schema[c]))];
        while (cursor.MoveNext()) yield return [.. getters.Select(g => g())];
    }

    private static Func<string> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> text = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                text(ref value);
                return value.ToString();
            };
        }
        ValueGetter<float> number = row.GetGetter<float>(column);
        float amount = 0;
        return () =>
        {
            number(ref amount);
            return float.IsNaN(amount) ? "" : amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
        };
    }
}
