using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The rows of text files. A cursor reads blocks ahead and has them parsed on other threads; rows come in the order of the files, and memory is
/// bounded by a few blocks.
/// </summary>
internal sealed class TextDataView(TextLoader loader, IMultiStreamSource source) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => loader.GetOutputSchema();

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new TextCursor(loader, source, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>Goes through the rows of text files.</summary>
internal sealed class TextCursor : DataViewRowCursor
{
    private const int MaxAhead = 8;

    private readonly TextLoader _loader;
    private readonly bool[] _active;
    private readonly TextBlockReader _reader;
    private readonly Queue<(TextBlock Block, Task Parsed)> _ahead = [];
    private readonly Stack<TextBlock> _idle = [];
    private readonly TextPlace _place = new();
    private readonly TextFaultLog _faults;
    private readonly long _maxRows;
    private readonly int _depth;
    private long _position = -1;
    private bool _ended;

    public TextCursor(TextLoader loader, IMultiStreamSource source, bool[] active)
    {
        _loader = loader;
        _active = active;
        _reader = new TextBlockReader(source, loader.Syntax, loader.HasHeader);
        _faults = new TextFaultLog(loader.Environment);
        _maxRows = loader.MaxRows;
        _depth = loader.UsesThreads ? Math.Clamp(System.Environment.ProcessorCount, 1, MaxAhead) : 1;
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _loader.GetOutputSchema();

    public override bool MoveNext()
    {
        if (_ended) return false;
        if (_position + 1 >= _maxRows) return End();
        while (_place.Block is null || _place.Row + 1 >= _place.Block.RowCount)
        {
            if (_place.Block is { Fatal: { } fault }) throw _faults.Error(_place.Block, fault);
            if (!TakeBlock()) return End();
        }
        _place.Row++;
        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        Delegate getter = column.Type.Raw.Accept(new Opener(this, column.Index));
        return Getters.As<TValue>(getter, column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    private bool TakeBlock()
    {
        if (_place.Block is not null)
        {
            _faults.Leave(_place.Block);
            _idle.Push(_place.Block);
        }
        while (_ahead.Count < _depth)
        {
            TextBlock block = _idle.Count > 0 ? _idle.Pop() : new TextBlock(_loader, _active);
            if (!_reader.TryRead(block))
            {
                _idle.Push(block);
                break;
            }
            _ahead.Enqueue((block, _depth > 1 ? Task.Run(block.Parse) : Task.CompletedTask));
        }
        if (!_ahead.TryDequeue(out (TextBlock Block, Task Parsed) next)) return false;
        if (_depth > 1) next.Parsed.GetAwaiter().GetResult();
        else next.Block.Parse();
        _place.Block = next.Block;
        _place.Row = -1;
        _faults.Enter(next.Block);
        return true;
    }

    private bool End()
    {
        _ended = true;
        _faults.Summarize(_position + 1);
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _faults.Dispose();
        }
        base.Dispose(disposing);
    }

    private sealed class Opener(TextCursor cursor, int column) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            // The getter is the same for every block, and the first one is there only with the first row.
            ValueGetter<T>? get = null;
            return (ValueGetter<T>)((ref T value) =>
            {
                get ??= (ValueGetter<T>)(cursor._place.Block ?? throw new InvalidOperationException("The cursor stands before the first row: call MoveNext first.")).Columns[column]!.CreateGetter(cursor._place, column);
                get(ref value);
            });
        }
    }
}

/// <summary>Passes the faults of blocks on to the log, in the order of the file and only so many.</summary>
internal sealed class TextFaultLog(IHostEnvironment environment) : IDisposable
{
    private const int MaxShown = 10;

    private readonly IChannel _channel = environment.Register("TextLoader").Start("ParseStats");
    private string? _file;
    private long _line;
    private long _shown;
    private long _badValues;
    private long _badRows;

    /// <summary>Says what was wrong in a block whose rows come next.</summary>
    public void Enter(TextBlock block)
    {
        if (block.IsFirst) (_file, _line) = (block.File, 1);
        _badValues += block.BadValues;
        _badRows += block.BadRows;
        foreach (TextFault fault in block.Faults)
        {
            if (++_shown > MaxShown) return;
            string text = Text(fault);
            if (fault.IsValue) _channel.Info(MessageSensitivity.Schema, text);
            else _channel.Warning(MessageSensitivity.Schema, text);
            if (_shown == MaxShown) _channel.Info(MessageSensitivity.None, "Further messages of this kind are left out.");
        }
    }

    /// <summary>Counts the lines of a block whose rows were read.</summary>
    public void Leave(TextBlock block) => _line += block.LineCount;

    public FormatException Error(TextBlock block, TextFault fault) => new(Text(fault));

    public void Summarize(long rows)
    {
        if (_badValues > 0 || _badRows > 0)
            _channel.Info(MessageSensitivity.None, "Processed {0} rows with {1} bad values and {2} format errors", rows, _badValues, _badRows);
    }

    public void Dispose() => _channel.Dispose();

    private string Text(TextFault fault) => $"{_file}, line {_line + fault.Line}, {fault.Message}";
}
