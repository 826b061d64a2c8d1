namespace Microsoft.ML.Data;

/// <summary>Reads rows ahead, scores them together and hands them out one by one.</summary>
internal sealed class BatchCursor : DataViewRowCursor
{
    private readonly BatchMapping _mapping;
    private readonly DataViewRowCursor _source;
    private readonly bool[] _active;
    private readonly BatchScorer _scorer;
    private readonly RowBuffer _passed;
    private readonly RowSlot _slot = new();
    private readonly int _capacity;
    private int _count;
    private long _position = -1;
    private bool _ended;

    public BatchCursor(BatchMapping mapping, DataViewRowCursor source, bool[] active, BatchScorer scorer)
    {
        _mapping = mapping;
        _source = source;
        _active = active;
        _scorer = scorer;
        _capacity = mapping.BatchSize;
        bool[] passed = new bool[source.Schema.Count];
        for (int output = 0; output < active.Length; output++)
            if (active[output] && mapping.SourceOf(output) >= 0) passed[mapping.SourceOf(output)] = true;
        _passed = new RowBuffer(source, passed, _capacity);
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _mapping.OutputSchema;

    public override bool MoveNext()
    {
        if (_slot.Index + 1 < _count) _slot.Index++;
        else if (!ReadAhead()) return false;
        _position++;
        return true;
    }

    private bool ReadAhead()
    {
        if (_ended) return false;
        _count = 0;
        while (_count < _capacity)
        {
            if (!_source.MoveNext())
            {
                _ended = true;
                break;
            }
            _scorer.Read(_count);
            _passed.Read(_count);
            _count++;
        }
        if (_count == 0) return false;
        _scorer.Score(_count);
        _slot.Index = 0;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        int source = _mapping.SourceOf(column.Index);
        return Getters.As<TValue>(source >= 0 ? _passed.CreateGetter(source, _slot) : _scorer.CreateGetter(~source, _slot), column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _passed.Id(_slot.Index);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }
}
