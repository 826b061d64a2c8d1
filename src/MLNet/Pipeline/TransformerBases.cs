using Microsoft.ML.Model;

namespace Microsoft.ML.Data;

/// <summary>The base of transformers that compute columns row by row.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase() { }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(Bind(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx.Writer);
    }

    private protected abstract RowMapping Bind(DataViewSchema input);

    private protected abstract void SaveModel(ModelWriter writer);
}

/// <summary>The base of transformers that compute each of their output columns from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(IReadOnlyList<InputOutputColumnPair> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) throw new ArgumentException($"{GetType().Name} needs at least one column.", nameof(columns));
        Columns = columns;
    }

    internal IReadOnlyList<InputOutputColumnPair> Columns { get; }

    private protected override RowMapping Bind(DataViewSchema input) => new Mapping(this, input);

    /// <summary>Type and annotations of the output of pair number <paramref name="pair"/>; throws where the input does not suit.</summary>
    private protected abstract DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input);

    /// <summary>A getter of the output of pair number <paramref name="pair"/>.</summary>
    private protected abstract Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input);

    private sealed class Mapping(OneToOneTransformerBase transformer, DataViewSchema input)
        : RowMapping(input, [.. transformer.Columns.Select((pair, i) => Map(transformer, i, InputColumn.Get(input, pair.InputColumnName, transformer.GetType().Name)))])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
            => [.. transformer.Columns.Select((pair, i) => active[i] ? transformer.CreateGetter(i, row, InputSchema[pair.InputColumnName]) : null)];

        private static MappedColumn Map(OneToOneTransformerBase transformer, int pair, DataViewSchema.Column column)
            => new(transformer.OutputColumn(pair, column), column.Index);
    }
}

/// <summary>Finds the columns that a transformer reads, with errors that say what is wrong with them.</summary>
internal static class InputColumn
{
    public static DataViewSchema.Column Get(DataViewSchema schema, string name, string reader)
        => schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException("inputSchema",
            $"{reader} reads a column '{name}', which is not there. The columns are: {string.Join(", ", schema.Where(column => !column.IsHidden).Take(50).Select(column => column.Name))}.");

    public static ArgumentOutOfRangeException Mismatch(string reader, string column, string expected, string found)
        => new("inputSchema", $"Schema mismatch for input column '{column}' of {reader}: expected {expected}, got {found}.");
}

/// <summary>The base of estimators that have nothing to learn: the transformer is known beforehand.</summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer> where TTransformer : class, ITransformer
{
    private protected TrivialEstimator(TTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        Transformer = transformer;
    }

    internal TTransformer Transformer { get; }

    /// <summary>The transformer, after a check that it fits the data.</summary>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    /// <inheritdoc/>
    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
