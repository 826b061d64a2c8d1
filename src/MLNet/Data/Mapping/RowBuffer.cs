namespace Microsoft.ML.Data;

/// <summary>Keeps the active columns of several rows of a cursor.</summary>
internal sealed class RowBuffer
{
    private readonly ColumnBuffer?[] _columns;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly DataViewRowId[] _ids;

    /// <summary>Makes room for rows of <paramref name="source"/>.</summary>
    /// <param name="source">The cursor to read from.</param>
    /// <param name="keep">The columns to keep; they must be active in the cursor.</param>
    /// <param name="capacity">The number of rows.</param>
    public RowBuffer(DataViewRow source, bool[] keep, int capacity)
    {
        _columns = new ColumnBuffer?[keep.Length];
        for (int i = 0; i < keep.Length; i++)
            if (keep[i]) _columns[i] = source.Schema[i].Type.Raw.Accept(new Maker(source, source.Schema[i], capacity));
        _ids = new DataViewRowId[capacity];
        _getId = source.GetIdGetter();
    }

    public DataViewRowId Id(int slot) => _ids[slot];

    /// <summary>Keeps what the cursor stands on in place <paramref name="slot"/>.</summary>
    public void Read(int slot)
    {
        _getId(ref _ids[slot]);
        foreach (ColumnBuffer? column in _columns) column?.Read(slot);
    }

    public Delegate CreateGetter(int column, RowSlot slot) => _columns[column]!.CreateGetter(slot);

    private abstract class ColumnBuffer
    {
        public abstract void Read(int slot);

        public abstract Delegate CreateGetter(RowSlot slot);
    }

    private sealed class ColumnBuffer<T>(ValueGetter<T> source, ValueCopier<T> copy, int capacity) : ColumnBuffer
    {
        private readonly T[] _values = new T[capacity];

        public override void Read(int slot) => source(ref _values[slot]);

        public override Delegate CreateGetter(RowSlot slot) => (ValueGetter<T>)((ref T value) => copy(in _values[slot.Index], ref value));
    }

    private sealed class Maker(DataViewRow source, DataViewSchema.Column column, int capacity) : IRawTypeVisitor<ColumnBuffer>
    {
        public ColumnBuffer Visit<T>() => new ColumnBuffer<T>(source.GetGetter<T>(column), (ValueCopier<T>)column.Type.Raw.Copier, capacity);
    }
}
