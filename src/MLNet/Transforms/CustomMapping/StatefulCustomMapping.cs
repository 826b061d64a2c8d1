using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Computes new columns with a user's code that remembers something from row to row.</summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
/// <typeparam name="TState">The class of what is remembered.</typeparam>
public sealed class StatefulCustomMappingEstimator<TSrc, TDst, TState> : TrivialEstimator<StatefulCustomMappingTransformer<TSrc, TDst, TState>>
    where TSrc : class, new() where TDst : class, new() where TState : class, new()
{
    internal StatefulCustomMappingEstimator(Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction, string? contractName)
        : base(new StatefulCustomMappingTransformer<TSrc, TDst, TState>(mapAction, stateInitAction, contractName)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => CustomColumns.GetOutputSchema<TSrc>(inputSchema, null, Transformer.Output.Schema);
}

/// <summary>
/// Computes new columns with a user's code that remembers something from row to row; made by <see cref="StatefulCustomMappingEstimator{TSrc, TDst, TState}"/>. Each cursor
/// starts anew and goes through the rows in order.
/// </summary>
/// <typeparam name="TSrc">The class that the columns are read into.</typeparam>
/// <typeparam name="TDst">The class of the new columns.</typeparam>
/// <typeparam name="TState">The class of what is remembered.</typeparam>
public sealed class StatefulCustomMappingTransformer<TSrc, TDst, TState> : ITransformer where TSrc : class, new() where TDst : class, new() where TState : class, new()
{
    private readonly Action<TSrc, TDst, TState> _map;
    private readonly Action<TState> _start;
    private readonly string? _contractName;

    internal StatefulCustomMappingTransformer(Action<TSrc, TDst, TState> map, Action<TState> start, string? contractName)
    {
        ArgumentNullException.ThrowIfNull(map, "mapAction");
        ArgumentNullException.ThrowIfNull(start, "stateInitAction");
        _map = map;
        _start = start;
        _contractName = contractName;
        Output = new ObjectReader<TDst>(SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Both));
    }

    internal ObjectReader<TDst> Output { get; }

    bool ITransformer.IsRowToRowMapper => false;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Mapping(this, inputSchema).OutputSchema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(new OrderedDataView(input), new Mapping(this, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
        => throw new InvalidOperationException("A custom mapping with memory does not work on single rows: it has to see the rows in order.");

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingFormat.Write(ctx.Writer, _contractName);

    private sealed class Mapping : RowMapping
    {
        private readonly StatefulCustomMappingTransformer<TSrc, TDst, TState> _transformer;
        private readonly ObjectWriter<TSrc> _writer;

        public Mapping(StatefulCustomMappingTransformer<TSrc, TDst, TState> transformer, DataViewSchema input) : this(transformer, input, new ObjectWriter<TSrc>(input, null, ignoreMissingColumns: false)) { }

        private Mapping(StatefulCustomMappingTransformer<TSrc, TDst, TState> transformer, DataViewSchema input, ObjectWriter<TSrc> writer)
            : base(input, [.. transformer.Output.Schema.Select(column => new MappedColumn(new DataViewSchema.DetachedColumn(column), [.. writer.Columns.Select(source => source.Index)]))])
        {
            _transformer = transformer;
            _writer = writer;
        }

        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active) => throw new InvalidOperationException("The rows are needed in order.");

        public override DataViewRowCursor Open(IDataView input, bool[] activeOutputs, Random? rand)
            => new Cursor(this, input.GetRowCursor(ActiveColumns.Select(InputSchema, InputsOf(activeOutputs))), activeOutputs);

        // The code runs for every row as soon as one of its columns may be read, whether it is or not.
        private sealed class Cursor : DataViewRowCursor
        {
            private readonly Mapping _mapping;
            private readonly DataViewRowCursor _input;
            private readonly bool[] _active;
            private readonly ObjectCell<TDst> _cell = new();
            private readonly Action<TSrc>? _fill;
            private readonly TState _state = new();

            public Cursor(Mapping mapping, DataViewRowCursor input, bool[] active)
            {
                _mapping = mapping;
                _input = input;
                _active = active;
                if (!mapping.ComputedOf(active).Contains(true)) return;
                _fill = mapping._writer.Bind(input);
                mapping._transformer._start(_state);
            }

            public override long Position => _input.Position;
            public override long Batch => _input.Batch;
            public override DataViewSchema Schema => _mapping.OutputSchema;
            public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];
            public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

            public override bool MoveNext()
            {
                if (!_input.MoveNext()) return false;
                if (_fill is null) return true;
                TSrc source = new();
                _fill(source);
                _cell.Value = new TDst();
                _cell.Position = _input.Position;
                _mapping._transformer._map(source, _cell.Value, _state);
                return true;
            }

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            {
                ActiveColumns.Check(_active, column);
                int source = _mapping.SourceOf(column.Index);
                if (source >= 0) return _input.GetGetter<TValue>(_mapping.InputSchema[source]);
                ObjectReader<TDst> output = _mapping._transformer.Output;
                return Getters.As<TValue>(output.CreateGetter(output.Schema[~source], _cell), column);
            }

            protected override void Dispose(bool disposing)
            {
                if (disposing) _input.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}

/// <summary>A data view that is always read in order.</summary>
internal sealed class OrderedDataView(IDataView source) : ForwardingDataView(source)
{
    public override bool CanShuffle => false;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => Source.GetRowCursor(columnsNeeded);
}
