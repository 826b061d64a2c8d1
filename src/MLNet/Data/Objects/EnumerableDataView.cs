namespace Microsoft.ML.Data;

/// <summary>A data view over objects. A list can be shuffled and counted; any other sequence is read from its start by each cursor.</summary>
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> source, ObjectReader<TRow> reader) : IDataView
{
    private readonly IList<TRow>? _list = source as IList<TRow>;

    public bool CanShuffle => _list is not null;

    public DataViewSchema Schema => reader.Schema;

    public long? GetRowCount() => _list?.Count ?? (source as IReadOnlyCollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(reader, ActiveColumns.Of(Schema, columnsNeeded), Rows(rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private IEnumerator<(long Index, TRow Row)> Rows(Random? rand)
    {
        if (rand is null || _list is null)
        {
            long index = 0;
            foreach (TRow row in source) yield return (index++, row);
            yield break;
        }
        int[] order = [.. Enumerable.Range(0, _list.Count)];
        rand.Shuffle(order);
        foreach (int index in order) yield return (index, _list[index]);
    }

    private sealed class Cursor(ObjectReader<TRow> reader, bool[] active, IEnumerator<(long Index, TRow Row)> rows) : DataViewRowCursor
    {
        private readonly ObjectCell<TRow> _cell = new();
        private long _index = -1;

        public override long Position => _cell.Position;

        public override long Batch => 0;

        public override DataViewSchema Schema => reader.Schema;

        public override bool MoveNext()
        {
            if (!rows.MoveNext()) return false;
            (_index, _cell.Value) = rows.Current;
            _cell.Position++;
            if (_cell.Value is null) throw new InvalidOperationException($"Row {_index} of the {typeof(TRow).Name} objects is null.");
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            return Getters.As<TValue>(reader.CreateGetter(column, _cell), column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_index, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing) rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
