using System.Text.Json.Nodes;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Loads rows from text files, such as CSV, line by line as they are asked for: files may be larger than memory.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string Kind = "TextLoader";

    private readonly DataViewSchema _schema;
    private readonly Options _options;

    internal TextLoader(IHostEnvironment environment, Options options, IMultiStreamSource? sample)
    {
        ArgumentNullException.ThrowIfNull(options);
        Environment = environment;
        options = options.Copy();
        IMultiStreamSource? header = string.IsNullOrWhiteSpace(options.HeaderFile) ? null : new MultiFileSource(options.HeaderFile);
        if (options.Columns is not { Length: > 0 }) options = EmbeddedTextOptions.Find(environment, options, header ?? sample) ?? options;
        if (options.Columns is not { Length: > 0 })
            options.Columns = [new Column("Label", DataKind.Single, 0), new Column("Features", DataKind.Single, [new Range(1, null)])];
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRows ?? 0, nameof(options.MaxRows));
        ArgumentOutOfRangeException.ThrowIfNegative(options.InputSize ?? 0, nameof(options.InputSize));

        Syntax = new TextSyntax(options);
        HasHeader = header is null && options.HasHeader;
        InputSize = options.InputSize ?? 0;
        int fields = InputSize;
        if (fields == 0 && TextColumnRanges.NeedInputSize(options.Columns)) fields = TextSample.CountFields(sample, Syntax, HasHeader);
        Columns = TextColumnRanges.Resolve(options.Columns, fields);
        string? names = header is not null ? TextSample.HeaderOf(header, Syntax) : HasHeader ? TextSample.HeaderOf(sample, Syntax) : null;
        _options = options;
        Header = names;
        _schema = TextSample.SchemaOf(Columns, names, Syntax);
    }

    private TextLoader(IHostEnvironment environment, Options options, TextColumn[] columns, string? header)
    {
        Environment = environment;
        _options = options;
        Syntax = new TextSyntax(options);
        HasHeader = options.HasHeader;
        InputSize = options.InputSize ?? 0;
        Columns = columns;
        Header = header;
        _schema = TextSample.SchemaOf(columns, header, Syntax);
    }

    internal IHostEnvironment Environment { get; }

    internal TextSyntax Syntax { get; }

    internal TextColumn[] Columns { get; }

    internal bool HasHeader { get; }

    internal string? Header { get; }

    internal int InputSize { get; }

    internal long MaxRows => _options.MaxRows ?? long.MaxValue;

    internal bool UsesThreads => _options.UseThreads;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema() => _schema;

    /// <summary>The rows of the files. Nothing is read until a cursor asks for rows, and each cursor reads anew.</summary>
    public IDataView Load(IMultiStreamSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TextDataView(this, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ModelWriter writer = ctx.Writer;
        writer.Kind(Kind);
        writer.Set("separators", new string([.. Syntax.Separators]));
        writer.Set("decimalMarker", _options.DecimalMarker.ToString());
        writer.Set("escape", _options.EscapeChar.ToString());
        writer.Set("quoting", _options.AllowQuoting);
        writer.Set("sparse", _options.AllowSparse);
        writer.Set("trim", _options.TrimWhitespace);
        writer.Set("multiline", _options.ReadMultilines);
        writer.Set("missingRealsAsNaN", _options.MissingRealsAsNaNs);
        writer.Set("hasHeader", HasHeader);
        writer.Set("header", Header);
        writer.Set("inputSize", InputSize);
        writer.Set("maxRows", _options.MaxRows);
        writer.Texts("names", Columns.Select(column => column.Name));
        writer.Set("loadedColumns", new JsonArray([.. Columns.Select(column => (JsonNode)new JsonObject
        {
            ["item"] = TypeFormat.Write(column.ItemType),
            ["segments"] = new JsonArray([.. column.Segments.SelectMany(segment => new JsonNode?[] { segment.Min, segment.Limit, segment.IsVector ? 1 : 0 })]),
        })]));
    }

    internal static TextLoader LoadModel(ModelReader reader)
    {
        Options options = new()
        {
            Separators = reader.Text("separators").ToCharArray(),
            DecimalMarker = reader.Text("decimalMarker").Single(),
            EscapeChar = reader.Text("escape").Single(),
            AllowQuoting = reader.Flag("quoting"),
            AllowSparse = reader.Flag("sparse"),
            TrimWhitespace = reader.Flag("trim"),
            ReadMultilines = reader.Flag("multiline"),
            MissingRealsAsNaNs = reader.Flag("missingRealsAsNaN"),
            HasHeader = reader.Flag("hasHeader"),
            InputSize = reader.Int("inputSize"),
            MaxRows = reader.Has("maxRows") ? reader.Long("maxRows") : null,
        };
        string[] names = reader.Texts("names");
        ModelReader[] parts = reader.Children("loadedColumns");
        if (names.Length != parts.Length || names.Length == 0) throw reader.Invalid("it has no columns, or not as many as names");
        return new TextLoader(new MLContext(), options, [.. parts.Select((part, i) => ReadColumn(part, names[i]))], reader.TextOrNull("header"));
    }

    private static TextColumn ReadColumn(ModelReader part, string name)
    {
        int[] numbers = part.Ints("segments");
        TextSegment[] segments = [.. Enumerable.Range(0, numbers.Length / 3).Select(i => new TextSegment(numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2] != 0))];
        if (segments.Length == 0 || segments.Any(segment => segment.Min < 0 || segment.Limit <= segment.Min) || segments.Count(segment => segment.IsOpen) > 1
            || segments.Sum(segment => segment.IsOpen ? 0L : segment.Limit - segment.Min) > int.MaxValue)
            throw part.Invalid("its segments cannot be");
        return new TextColumn(name, part.Type("item") as PrimitiveDataViewType ?? throw part.Invalid("its items are of no primitive type"), segments);
    }
}
