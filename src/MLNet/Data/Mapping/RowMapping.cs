namespace Microsoft.ML.Data;

/// <summary>A column that a mapping computes, and the places of the input columns it is computed from.</summary>
internal readonly record struct MappedColumn(DataViewSchema.DetachedColumn Column, params int[] Inputs);

/// <summary>
/// A transformer bound to an input schema: which columns come out, which of them are input columns passed through, and how to compute
/// the others. Everything that maps rows to rows derives from it; data views, rows and prediction engines run it.
/// </summary>
internal abstract class RowMapping
{
    private readonly MappedColumn[] _computed;
    private readonly int[] _sources;

    /// <summary>Passes all input columns through and adds the computed ones after them.</summary>
    protected RowMapping(DataViewSchema input, IReadOnlyList<MappedColumn> computed)
        : this(input, computed, [.. Enumerable.Range(0, input.Count), .. Enumerable.Range(0, computed.Count).Select(place => ~place)]) { }

    /// <summary>Chooses the output columns: a place in the input, or the complement of a place among the computed.</summary>
    protected RowMapping(DataViewSchema input, IReadOnlyList<MappedColumn> computed, int[] sources)
    {
        InputSchema = input;
        _computed = [.. computed];
        _sources = sources;
        DataViewSchema.Builder builder = new();
        foreach (int source in sources)
        {
            DataViewSchema.DetachedColumn column = source >= 0 ? new(input[source]) : computed[~source].Column;
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public int ComputedCount => _computed.Length;

    /// <summary>The input column that an output column is, or the complement of its place among the computed.</summary>
    public int SourceOf(int output) => _sources[output];

    /// <summary>Getters of the computed columns that are active, over an input row; null for the others.</summary>
    public abstract Delegate?[] CreateGetters(DataViewRow input, bool[] active);

    /// <summary>Opens a cursor over mapped rows.</summary>
    public virtual DataViewRowCursor Open(IDataView input, bool[] activeOutputs, Random? rand)
        => new MappedCursor(this, input.GetRowCursor(ActiveColumns.Select(InputSchema, InputsOf(activeOutputs)), rand), activeOutputs);

    /// <summary>The input columns that these output columns need.</summary>
    public bool[] InputsOf(bool[] activeOutputs)
    {
        bool[] inputs = new bool[InputSchema.Count];
        for (int output = 0; output < activeOutputs.Length; output++)
        {
            if (!activeOutputs[output]) continue;
            int source = _sources[output];
            if (source >= 0) inputs[source] = true;
            else
                foreach (int input in _computed[~source].Inputs) inputs[input] = true;
        }
        return inputs;
    }

    /// <summary>The computed columns among these output columns.</summary>
    public bool[] ComputedOf(bool[] activeOutputs)
    {
        bool[] computed = new bool[_computed.Length];
        for (int output = 0; output < activeOutputs.Length; output++)
            if (activeOutputs[output] && _sources[output] < 0) computed[~_sources[output]] = true;
        return computed;
    }
}

/// <summary>Runs a mapping for a row or a cursor: input columns passed through, computed columns through their getters.</summary>
internal sealed class MappedColumns(RowMapping mapping, DataViewRow input, bool[] active)
{
    private readonly Delegate?[] _getters = mapping.CreateGetters(input, mapping.ComputedOf(active));

    public bool IsActive(DataViewSchema.Column column) => active[column.Index];

    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(active, column);
        int source = mapping.SourceOf(column.Index);
        return source >= 0 ? input.GetGetter<TValue>(mapping.InputSchema[source]) : Getters.As<TValue>(_getters[~source]!, column);
    }
}

/// <summary>An input row with a mapping on top.</summary>
internal sealed class MappedRow(RowMapping mapping, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly MappedColumns _columns = new(mapping, input, active);

    public override long Position => input.Position;
    public override long Batch => input.Batch;
    public override DataViewSchema Schema => mapping.OutputSchema;
    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Getter<TValue>(column);
    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A cursor with a mapping on top, computing row by row.</summary>
internal sealed class MappedCursor(RowMapping mapping, DataViewRowCursor input, bool[] active) : DataViewRowCursor
{
    private readonly MappedColumns _columns = new(mapping, input, active);

    public override long Position => input.Position;
    public override long Batch => input.Batch;
    public override DataViewSchema Schema => mapping.OutputSchema;
    public override bool MoveNext() => input.MoveNext();
    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Getter<TValue>(column);
    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }
}
