namespace Microsoft.ML.Data;

/// <summary>
/// Rows in random order: the source shuffles as far as it can, and a pool of rows, from which each next one is drawn, shuffles the rest.
/// The order is the same in every cursor that is not given its own random numbers.
/// </summary>
internal sealed class ShuffledDataView(IDataView source, int seed, int poolSize, bool shuffleSource) : ForwardingDataView(source)
{
    public override bool CanShuffle => true;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Random random = rand ?? new Random(seed);
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        bool sourceShuffles = shuffleSource && Source.CanShuffle;
        DataViewRowCursor cursor = Source.GetRowCursor(needed, sourceShuffles ? random : null);
        return poolSize <= 1 ? cursor : new Cursor(cursor, ActiveColumns.Of(Schema, needed), random, poolSize);
    }

    private sealed class Cursor(DataViewRowCursor source, bool[] active, Random random, int capacity) : DataViewRowCursor
    {
        private readonly RowBuffer _pool = new(source, active, capacity);
        private readonly RowSlot _slot = new();
        private readonly int[] _order = [.. Enumerable.Range(0, capacity)];
        private int _filled;
        private long _position = -1;
        private bool _ended;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => source.Schema;

        public override bool MoveNext()
        {
            // The row handed out last time keeps its place until now, since its getters may have been used meanwhile.
            while (!_ended && _filled < capacity)
            {
                if (!source.MoveNext()) _ended = true;
                else _pool.Read(_order[_filled++]);
            }
            if (_filled == 0) return false;
            int drawn = random.Next(_filled);
            _filled--;
            (_order[drawn], _order[_filled]) = (_order[_filled], _order[drawn]);
            _slot.Index = _order[_filled];
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(active, column);
            return Getters.As<TValue>(_pool.CreateGetter(column.Index, _slot), column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _pool.Id(_slot.Index);

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
