namespace Microsoft.ML.Data;

/// <summary>
/// Keeps columns in memory once they have been read, so that each row is computed once however often it is read. Columns are cached when
/// a cursor first asks for them.
/// </summary>
internal sealed class CachedDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnStore?[] _stores;
    private readonly Lock _filling = new();
    private DataViewRowId[]? _ids;

    public CachedDataView(IDataView source, IEnumerable<DataViewSchema.Column> prefetch)
    {
        _source = source;
        _stores = new ColumnStore?[source.Schema.Count];
        DataViewSchema.Column[] first = [.. prefetch];
        if (first.Length > 0) Fill(ActiveColumns.Of(source.Schema, first));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _ids?.Length ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        Fill(active);
        int[]? order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, _ids!.Length)];
            rand.Shuffle(order);
        }
        return new Cursor(this, active, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private void Fill(bool[] active)
    {
        lock (_filling)
        {
            bool[] missing = [.. active.Select((wanted, i) => wanted && _stores[i] is null)];
            if (_ids is not null && !missing.Contains(true)) return;
            using DataViewRowCursor cursor = _source.GetRowCursor(ActiveColumns.Select(Schema, missing));
            ColumnStore?[] stores = [.. Schema.Select(column => missing[column.Index] ? column.Type.Raw.Accept(new Maker(cursor, column)) : null)];
            ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
            List<DataViewRowId> ids = [];
            while (cursor.MoveNext())
            {
                DataViewRowId id = default;
                getId(ref id);
                ids.Add(id);
                foreach (ColumnStore? store in stores) store?.Add();
            }
            if (_ids is not null && _ids.Length != ids.Count)
                throw new InvalidOperationException($"The cached data view had {_ids.Length} rows when it was first read and has {ids.Count} now.");
            _ids = [.. ids];
            for (int i = 0; i < stores.Length; i++)
                if (stores[i] is not null) _stores[i] = stores[i];
        }
    }

    private abstract class ColumnStore
    {
        public abstract void Add();

        public abstract Delegate CreateGetter(RowSlot slot);
    }

    private sealed class ColumnStore<T>(ValueGetter<T> source, ValueCopier<T> copy) : ColumnStore
    {
        private readonly List<T> _values = [];
        private ValueGetter<T>? _source = source;

        public override void Add()
        {
            T value = default!;
            _source!(ref value);
            _values.Add(value);
        }

        public override Delegate CreateGetter(RowSlot slot)
        {
            _source = null;
            return (ValueGetter<T>)((ref T value) => copy(_values[slot.Index], ref value));
        }
    }

    private sealed class Maker(DataViewRow source, DataViewSchema.Column column) : IRawTypeVisitor<ColumnStore>
    {
        public ColumnStore Visit<T>() => new ColumnStore<T>(source.GetGetter<T>(column), (ValueCopier<T>)column.Type.Raw.Copier);
    }

    private sealed class Cursor(CachedDataView view, bool[] active, int[]? order) : DataViewRowCursor
    {
        private readonly RowSlot _slot = new();
        private int _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            if (_position + 1 >= view._ids!.Length) return false;
            _position++;
            _slot.Index = order?[_position] ?? _position;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            return Getters.As<TValue>(view._stores[column.Index]!.CreateGetter(_slot), column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = view._ids![_slot.Index];
    }
}
