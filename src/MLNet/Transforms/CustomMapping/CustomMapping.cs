using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Computes new columns with a user's code, row by row.</summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>> where TSrc : class, new() where TDst : class, new()
{
    internal CustomMappingEstimator(Action<TSrc, TDst> mapAction, string? contractName, SchemaDefinition? input, SchemaDefinition? output)
        : base(new CustomMappingTransformer<TSrc, TDst>(mapAction, contractName, input, output)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => CustomColumns.GetOutputSchema<TSrc>(inputSchema, Transformer.Input, Transformer.Output.Schema);
}

/// <summary>Computes new columns with a user's code; made by <see cref="CustomMappingEstimator{TSrc, TDst}"/>. The code runs once for a row, when a column is read.</summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer where TSrc : class, new() where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly string? _contractName;

    internal CustomMappingTransformer(Action<TSrc, TDst> map, string? contractName, SchemaDefinition? input, SchemaDefinition? output)
    {
        ArgumentNullException.ThrowIfNull(map, "mapAction");
        _map = map;
        _contractName = contractName;
        Input = input;
        Output = new ObjectReader<TDst>(output ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Both));
    }

    internal SchemaDefinition? Input { get; }

    internal ObjectReader<TDst> Output { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapping(this, inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, new Mapping(this, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(new Mapping(this, inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingFormat.Write(ctx.Writer, _contractName);

    private sealed class Mapping : RowMapping
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _transformer;
        private readonly ObjectWriter<TSrc> _writer;

        public Mapping(CustomMappingTransformer<TSrc, TDst> transformer, DataViewSchema input) : this(transformer, input, new ObjectWriter<TSrc>(input, transformer.Input, ignoreMissingColumns: false)) { }

        private Mapping(CustomMappingTransformer<TSrc, TDst> transformer, DataViewSchema input, ObjectWriter<TSrc> writer)
            : base(input, [.. transformer.Output.Schema.Select(column => new MappedColumn(new DataViewSchema.DetachedColumn(column), [.. writer.Columns.Select(source => source.Index)]))])
        {
            _transformer = transformer;
            _writer = writer;
        }

        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active.Contains(true)) return new Delegate?[active.Length];
            Action<TSrc> fill = _writer.Bind(row);
            ObjectCell<TDst> cell = new();
            long computed = -1;
            void Compute()
            {
                if (computed == row.Position && cell.Value is not null) return;
                TSrc source = new();
                fill(source);
                cell.Value = new TDst();
                _transformer._map(source, cell.Value);
                cell.Position = computed = row.Position;
            }
            return [.. _transformer.Output.Schema.Select((column, i) => active[i] ? CustomColumns.Getter(column, _transformer.Output.CreateGetter(column, cell), Compute) : null)];
        }
    }
}

/// <summary>What custom mappings with and without memory have in common.</summary>
internal static class CustomColumns
{
    public static SchemaShape GetOutputSchema<TSrc>(SchemaShape inputSchema, SchemaDefinition? input, DataViewSchema output)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (SchemaDefinition.Column wanted in input ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write))
        {
            SchemaShape.Column found = inputSchema.Get(wanted.ColumnName, CustomMappingFormat.Kind);
            DataViewType item = (wanted.ColumnType as VectorDataViewType)?.ItemType ?? wanted.ColumnType;
            if (found.ItemType.RawType != item.RawType || (found.Kind != SchemaShape.Column.VectorKind.Scalar) != (wanted.ColumnType is VectorDataViewType))
                throw InputColumn.Mismatch(CustomMappingFormat.Kind, wanted.ColumnName, $"{wanted.ColumnType}, as {typeof(TSrc).Name}.{wanted.MemberName} is", found.TypeText);
        }
        return inputSchema.With(SchemaShape.Of(output));
    }

    /// <summary>A getter before which something is computed.</summary>
    public static Delegate Getter(DataViewSchema.Column column, Delegate getter, Action compute) => column.Type.Raw.Accept(new Maker(getter, compute));

    private sealed class Maker(Delegate getter, Action compute) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            ValueGetter<T> get = (ValueGetter<T>)getter;
            return (ValueGetter<T>)((ref T value) =>
            {
                compute();
                get(ref value);
            });
        }
    }
}
