using System.Data;
using System.Text.Json.Nodes;
using Microsoft.ML.Model;

namespace Microsoft.ML.Data;

/// <summary>Loads the rows of a database query, one by one as they are asked for.</summary>
public sealed partial class DatabaseLoader : IDataLoader<DatabaseSource>
{
    internal const string Kind = "DatabaseLoader";

    private readonly DataViewSchema _schema;

    internal DatabaseLoader(Column[]? columns)
    {
        if (columns is not { Length: > 0 }) throw new ArgumentException("A database loader needs at least one column.", nameof(columns));
        Columns = columns;
        DataViewSchema.Builder builder = new();
        foreach (Column column in columns) builder.AddColumn(column.Name ?? "", TypeOf(column));
        _schema = builder.ToSchema();
    }

    internal Column[] Columns { get; }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema() => _schema;

    /// <summary>The rows of a query. The query runs anew for each cursor.</summary>
    public IDataView Load(DatabaseSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DatabaseDataView(this, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Writer.Kind(Kind);
        ctx.Writer.Set("loadedColumns", new JsonArray([.. Columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type.ToString(),
            ["isKey"] = column.KeyCount is not null,
            ["keyCount"] = column.KeyCount?.Count,
            ["source"] = column.Source is null ? null : new JsonArray([.. column.Source.Select(range => (JsonNode)new JsonObject
            {
                ["name"] = range.Name,
                ["min"] = range.Min,
                ["max"] = range.Max,
                ["vector"] = range.ForceVector,
            })]),
        })]));
    }

    internal static DatabaseLoader LoadModel(ModelReader reader) => new([.. reader.Children("loadedColumns").Select(part => new Column
    {
        Name = part.Text("name"),
        Type = part.Choice<DbType>("type"),
        KeyCount = !part.Flag("isKey") ? null : part.Has("keyCount") ? new KeyCount(part.Value<ulong>("keyCount")) : new KeyCount(),
        Source = part.Has("source") ? [.. part.Children("source").Select(range => new Range
        {
            Name = range.TextOrNull("name"),
            Min = range.Int("min"),
            Max = range.Int("max"),
            ForceVector = range.Flag("vector"),
        })] : null,
    })]);

    private static DataViewType TypeOf(Column column)
    {
        if (string.IsNullOrWhiteSpace(column.Name)) throw new ArgumentException("Every column of a database loader needs a name.");
        PrimitiveDataViewType item = KeyCount.ItemType(ItemType(column), column.KeyCount, column.Name);
        if (column.Source is null) return item;
        long size = 0;
        foreach (Range range in column.Source)
        {
            if (range.Name is null && (range.Min < 0 || range.Max < range.Min)) throw new ArgumentException($"Column '{column.Name}' takes the fields {range.Min} to {range.Max}, which cannot be.");
            size += range.Name is null ? (long)range.Max - range.Min + 1 : 1;
        }
        if (size is 0 or > 1_000_000) throw new ArgumentException($"Column '{column.Name}' takes {size} fields of the query.");
        return size > 1 || column.Source[0].ForceVector ? new VectorDataViewType(item, (int)size) : item;
    }

    private static PrimitiveDataViewType ItemType(Column column) => column.Type switch
    {
        DbType.SByte => NumberDataViewType.SByte,
        DbType.Byte => NumberDataViewType.Byte,
        DbType.Int16 => NumberDataViewType.Int16,
        DbType.UInt16 => NumberDataViewType.UInt16,
        DbType.Int32 => NumberDataViewType.Int32,
        DbType.UInt32 => NumberDataViewType.UInt32,
        DbType.Int64 => NumberDataViewType.Int64,
        DbType.UInt64 => NumberDataViewType.UInt64,
        DbType.Single => NumberDataViewType.Single,
        DbType.Double or DbType.Decimal or DbType.Currency or DbType.VarNumeric => NumberDataViewType.Double,
        DbType.Boolean => BooleanDataViewType.Instance,
        DbType.String or DbType.AnsiString or DbType.StringFixedLength or DbType.AnsiStringFixedLength or DbType.Xml or DbType.Guid => TextDataViewType.Instance,
        DbType.Date or DbType.DateTime or DbType.DateTime2 => DateTimeDataViewType.Instance,
        DbType.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        DbType.Time => TimeSpanDataViewType.Instance,
        _ => throw new ArgumentException($"Column '{column.Name}' is of the database type {column.Type}, which no column can hold."),
    };
}
