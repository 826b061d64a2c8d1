namespace Microsoft.ML.Data;

/// <summary>The base of cursors that choose among the rows of another cursor and change nothing in them.</summary>
internal abstract class ForwardingCursor(DataViewRowCursor source) : DataViewRowCursor
{
    private long _position = -1;

    protected DataViewRowCursor Source => source;

    public sealed override long Position => _position;

    public sealed override long Batch => source.Batch;

    public sealed override DataViewSchema Schema => source.Schema;

    public sealed override bool MoveNext()
    {
        if (!MoveSource()) return false;
        _position++;
        return true;
    }

    /// <summary>Moves the source to the next row that is chosen; false when there is none.</summary>
    protected abstract bool MoveSource();

    public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The base of data views with the columns of another.</summary>
internal abstract class ForwardingDataView(IDataView source) : IDataView
{
    protected IDataView Source => source;

    public virtual bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public virtual long? GetRowCount() => null;

    public abstract DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];
}
