namespace Microsoft.ML.Data;

/// <summary>A row that reads from an object which can be exchanged for another.</summary>
internal sealed class ObjectRow<TRow>(ObjectReader<TRow> reader) : DataViewRow
{
    private readonly ObjectCell<TRow> _cell = new();

    public override long Position => _cell.Position;

    public override long Batch => 0;

    public override DataViewSchema Schema => reader.Schema;

    public void Set(TRow value)
    {
        _cell.Value = value;
        _cell.Position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < reader.Schema.Count;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => Getters.As<TValue>(reader.CreateGetter(column, _cell), column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_cell.Position, 0);
}
