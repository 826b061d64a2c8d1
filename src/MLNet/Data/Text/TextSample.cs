using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Finds out from the first lines of the data what its fields are called and how many there are.</summary>
internal static class TextSample
{
    private const int MaxRows = 100;

    /// <summary>The line that names the fields: the first that is neither empty nor a comment; null where there is none.</summary>
    public static string? HeaderOf(IMultiStreamSource? source, TextSyntax syntax)
        => source is null || source.Count == 0 ? null : Rows(source, syntax).Select(row => row.Text).FirstOrDefault();

    /// <summary>The number of fields, which the first rows must agree on.</summary>
    public static int CountFields(IMultiStreamSource? source, TextSyntax syntax, bool hasHeader)
    {
        if (source is null || source.Count == 0)
            throw new ArgumentException("How many fields the lines have must be seen in data: pass a dataSample, set InputSize, or give the range an end.");
        FieldSplitter splitter = new(syntax, 0);
        int count = 0;
        long first = 0;
        foreach ((string text, long line) in Rows(source, syntax).Skip(hasHeader ? 1 : 0).Take(MaxRows))
        {
            byte[] row = Encoding.UTF8.GetBytes(text);
            splitter.Split(row, 0, row.Length, int.MaxValue);
            if (count == 0) (count, first) = (splitter.SourceLimit, line);
            else if (count != splitter.SourceLimit)
                throw new FormatException($"{NameOf(source)}: line {first} has {count} fields and line {line} has {splitter.SourceLimit}. A range that goes to the last field needs lines of one length: give the range an end, or set InputSize.");
        }
        return count > 0 ? count : throw new FormatException($"{NameOf(source)} has no row, so how many fields there are cannot be seen: give the range an end, or set InputSize.");
    }

    /// <summary>The lines at the start of the first stream that say how to load it: what follows <c>#@</c>, joined; null where there are none.</summary>
    public static string? EmbeddedOptions(IMultiStreamSource source)
    {
        if (source.Count == 0) return null;
        List<string> parts = [];
        using TextReader reader = new StreamReader(source.Open(0));
        while (ReadLine(reader) is { } line && (line.Length == 0 || line[0] == '#' || line.StartsWith("//", StringComparison.Ordinal)))
            if (line.Length > 2 && line[1] == '@') parts.Add(line[2..].Trim());
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    /// <summary>The schema of the columns; vectors have the names of their fields as slot names where a header gives any.</summary>
    public static DataViewSchema SchemaOf(TextColumn[] columns, string? header, TextSyntax syntax)
    {
        DataViewSchema.Builder builder = new();
        string[] names = header is null ? [] : Names(header, syntax);
        foreach (TextColumn column in columns)
        {
            DataViewSchema.Annotations.Builder annotations = new();
            if (!column.IsOpen && column.Type is VectorDataViewType && column.Segments.Any(segment => segment.Min < names.Length))
            {
                ReadOnlyMemory<char>[] slots = [.. column.Segments.SelectMany(segment => Enumerable.Range(segment.Min, segment.Limit - segment.Min))
                    .Select(field => field < names.Length ? names[field].AsMemory() : default)];
                if (slots.Any(slot => !slot.IsEmpty)) annotations.AddTexts(AnnotationNames.SlotNames, slots);
            }
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }

    private static string[] Names(string header, TextSyntax syntax)
    {
        byte[] row = Encoding.UTF8.GetBytes(header);
        FieldSplitter splitter = new(syntax, 0);
        splitter.Split(row, 0, row.Length, int.MaxValue);
        string[] names = new string[splitter.SourceLimit > splitter.Count + 1_000_000 ? splitter.Count : splitter.SourceLimit];
        Array.Fill(names, "");
        for (int field = 0; field < splitter.Count; field++)
            if (splitter.IndexOf(field) < names.Length) names[splitter.IndexOf(field)] = Encoding.UTF8.GetString(splitter[row, field]);
        return names;
    }

    private static IEnumerable<(string Text, long Line)> Rows(IMultiStreamSource source, TextSyntax syntax)
    {
        TextBytes block = new();
        RowScanner scanner = new(syntax);
        for (int stream = 0; stream < source.Count; stream++)
        {
            using TextBlockReader reader = new(new OneStream(source, stream), syntax, hasHeader: false, blockSize: 64 * 1024);
            long line = 1;
            bool begins = true;
            while (reader.TryRead(block))
            {
                for (int start = 0; start < block.Length;)
                {
                    scanner.TryFind(block.Bytes.AsSpan(0, block.Length), start, isWhole: true, out RowExtent row);
                    string text = Encoding.UTF8.GetString(block.Bytes, start, row.End - start);
                    start = row.Next;
                    line += row.Lines;
                    if (text.Length == 0 || begins && text[0] == '#' || text.StartsWith("//", StringComparison.Ordinal)) continue;
                    begins = false;
                    yield return (text, line - row.Lines);
                }
            }
        }
    }

    private static string? ReadLine(TextReader reader)
    {
        const int MaxLength = 64 * 1024;
        StringBuilder line = new();
        for (int character; (character = reader.Read()) >= 0;)
        {
            if (character is '\n' or '\r') return line.ToString();
            if (line.Append((char)character).Length > MaxLength) return line.ToString();
        }
        return line.Length > 0 ? line.ToString() : null;
    }

    private static string NameOf(IMultiStreamSource source) => source.GetPathOrNull(0) ?? "the data sample";

    private sealed class OneStream(IMultiStreamSource source, int stream) : IMultiStreamSource
    {
        public int Count => 1;

        public string? GetPathOrNull(int index) => source.GetPathOrNull(stream);

        public Stream Open(int index) => source.Open(stream);

        public TextReader OpenTextReader(int index) => source.OpenTextReader(stream);
    }
}
