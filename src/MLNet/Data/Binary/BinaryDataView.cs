namespace Microsoft.ML.Data;

/// <summary>The rows of a binary data file, block by block.</summary>
internal sealed class BinaryDataView : IDataView
{
    private readonly IMultiStreamSource _source;
    private readonly string _file;

    public BinaryDataView(IMultiStreamSource source)
    {
        if (source.Count != 1) throw new ArgumentException($"Binary data lies in one file; {source.Count} are given.", nameof(source));
        _source = source;
        _file = source.GetPathOrNull(0) ?? "The stream";
        using Stream stream = source.Open(0);
        Schema = BinaryFormat.ReadHeader(stream, _file);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly BinaryDataView _view;
        private readonly bool[] _active;
        private readonly Stream _stream;
        private readonly BinaryColumnReader?[] _columns;
        private readonly RowSlot _slot = new() { Index = -1 };
        private int _rows;
        private long _position = -1;
        private bool _ended;

        public Cursor(BinaryDataView view, bool[] active)
        {
            _view = view;
            _active = active;
            _columns = [.. view.Schema.Select(column => active[column.Index] ? column.Type.Raw.Accept(new BinaryColumnReader.Maker(column.Type)) : null)];
            _stream = new BufferedStream(view._source.Open(0), 64 * 1024);
            int count = BinaryFormat.ReadHeader(_stream, view._file).Count;
            if (count != view.Schema.Count) throw new FormatException($"{view._file} has changed since it was opened.");
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool MoveNext()
        {
            if (_ended || _slot.Index + 1 == _rows && !ReadBlock()) return false;
            _slot.Index++;
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(_active, column);
            return Getters.As<TValue>(_columns[column.Index]!.CreateGetter(_slot), column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        private bool ReadBlock()
        {
            string file = _view._file;
            _slot.Index = -1;
            _rows = BinaryFormat.ReadInt32(_stream, file);
            if (_rows == 0)
            {
                _ended = true;
                long total = BinaryFormat.ReadInt64(_stream, file);
                return total == _position + 1 ? false : throw new FormatException($"{file} is damaged: it has {_position + 1} rows and says it has {total}.");
            }
            if (_rows < 0 || _rows > BinaryFormat.RowsPerBlock) throw new FormatException($"{file} is damaged: it says a block has {_rows} rows.");
            for (int i = 0; i < _columns.Length; i++)
            {
                int length = BinaryFormat.ReadInt32(_stream, file);
                if (length is < 0 or > BinaryFormat.MaxBlockLength) throw new FormatException($"{file} is damaged: it says a block is {length} bytes long.");
                byte[] bytes = BinaryFormat.ReadBytes(_stream, length, file);
                try
                {
                    _columns[i]?.Read(bytes, _rows);
                }
                catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
                {
                    throw new FormatException($"{file} is damaged: column '{_view.Schema[i].Name}', rows from {_position + 1}: {error.Message}", error);
                }
            }
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
