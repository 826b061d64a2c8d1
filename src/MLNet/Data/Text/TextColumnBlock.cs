using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>The row that a cursor stands on: its block and its place there.</summary>
internal sealed class TextPlace
{
    public TextBlock Block = null!;
    public int Row;
}

/// <summary>The values of one column in the rows of a block.</summary>
internal abstract class TextColumnBlock
{
    public abstract void Clear();

    /// <summary>Reads the column's value of a row that was cut into fields; false where the row cannot be read.</summary>
    public abstract bool Parse(TextBlock block, ReadOnlySpan<byte> text, FieldSplitter fields);

    /// <summary>A getter for column number <paramref name="column"/> of whatever block the cursor stands in.</summary>
    public abstract Delegate CreateGetter(TextPlace place, int column);

    public static TextColumnBlock Create(TextColumn column, TextSyntax syntax)
    {
        if (column.ItemType is KeyDataViewType key)
            return key.RawType == typeof(byte) ? Create<byte, KeyParser<byte>>(column, new(key.Count))
                : key.RawType == typeof(ushort) ? Create<ushort, KeyParser<ushort>>(column, new(key.Count))
                : key.RawType == typeof(uint) ? Create<uint, KeyParser<uint>>(column, new(key.Count))
                : Create<ulong, KeyParser<ulong>>(column, new(key.Count));
        return column.ItemType.RawType switch
        {
            Type type when type == typeof(float) => Create<float, SingleParser>(column, new(syntax)),
            Type type when type == typeof(double) => Create<double, DoubleParser>(column, new(syntax)),
            Type type when type == typeof(sbyte) => Create<sbyte, IntegerParser<sbyte>>(column, new()),
            Type type when type == typeof(byte) => Create<byte, IntegerParser<byte>>(column, new()),
            Type type when type == typeof(short) => Create<short, IntegerParser<short>>(column, new()),
            Type type when type == typeof(ushort) => Create<ushort, IntegerParser<ushort>>(column, new()),
            Type type when type == typeof(int) => Create<int, IntegerParser<int>>(column, new()),
            Type type when type == typeof(uint) => Create<uint, IntegerParser<uint>>(column, new()),
            Type type when type == typeof(long) => Create<long, IntegerParser<long>>(column, new()),
            Type type when type == typeof(ulong) => Create<ulong, IntegerParser<ulong>>(column, new()),
            Type type when type == typeof(bool) => Create<bool, BooleanParser>(column, new()),
            Type type when type == typeof(DateTime) => Create<DateTime, TimeParser>(column, new()),
            Type type when type == typeof(DateTimeOffset) => Create<DateTimeOffset, TimeParser>(column, new()),
            Type type when type == typeof(TimeSpan) => Create<TimeSpan, TimeParser>(column, new()),
            _ => Create<ReadOnlyMemory<char>, TextParser>(column, new()),
        };
    }

    private static TextColumnBlock Create<T, TParser>(TextColumn column, TParser parser) where TParser : struct, IFieldParser<T>
        => column.Type is VectorDataViewType ? new TextVectorBlock<T, TParser>(column, parser) : new TextItemBlock<T, TParser>(column, parser);
}

/// <summary>A column of single items.</summary>
internal sealed class TextItemBlock<T, TParser>(TextColumn column, TParser parser) : TextColumnBlock where TParser : struct, IFieldParser<T>
{
    private readonly int _source = column.Segments[0].Min;
    private readonly TParser _parser = parser;
    private T[] _values = new T[256];
    private int _count;

    public override void Clear() => _count = 0;

    public override bool Parse(TextBlock block, ReadOnlySpan<byte> text, FieldSplitter fields)
    {
        if (_count == _values.Length) Array.Resize(ref _values, _count * 2);
        int field = _source < fields.DenseCount ? _source : fields.LowerBound(_source);
        ReadOnlySpan<byte> bytes = field < fields.Count && fields.IndexOf(field) == _source ? fields[text, field] : default;
        ref T value = ref _values[_count++];
        if (bytes.IsEmpty) value = _parser.Empty;
        else if (!_parser.TryParse(bytes, out value)) return block.Report(column, _source, -1, bytes, !_parser.HasMissing);
        return true;
    }

    public override Delegate CreateGetter(TextPlace place, int column)
        => (ValueGetter<T>)((ref T value) => value = Unsafe.As<TextItemBlock<T, TParser>>(place.Block.Columns[column]!)._values[place.Row]);
}

/// <summary>A column of vectors. Rows with few values in many places are kept sparse, the others dense.</summary>
internal sealed class TextVectorBlock<T, TParser>(TextColumn column, TParser parser) : TextColumnBlock where TParser : struct, IFieldParser<T>
{
    private const int AlwaysDense = 1024;

    private readonly TParser _parser = parser;
    private T[] _values = [];
    private int[] _indices = [];
    private RowPart[] _rows = new RowPart[256];
    private int _count;
    private int _used;

    public override void Clear() => (_count, _used) = (0, 0);

    public override bool Parse(TextBlock block, ReadOnlySpan<byte> text, FieldSplitter fields)
    {
        if (_count == _rows.Length) Array.Resize(ref _rows, _count * 2);
        int size = column.FixedSize;
        foreach (TextSegment segment in column.Segments)
            if (segment.IsOpen) size += Math.Max(0, fields.SourceLimit - segment.Min);
        bool dense = size <= AlwaysDense && fields.DenseCount == fields.Count || size <= 2 * Stored(text, fields);
        _rows[_count++] = new RowPart(_used, dense ? -1 : 0, size);
        return dense ? ParseDense(block, text, fields, size) : ParseSparse(block, text, fields);
    }

    private int Stored(ReadOnlySpan<byte> text, FieldSplitter fields)
    {
        int stored = 0;
        foreach (TextSegment segment in column.Segments)
            for (int field = First(fields, segment.Min); field < fields.Count && fields.IndexOf(field) < Limit(segment, fields); field++)
                if (!fields[text, field].IsEmpty) stored++;
        return stored;
    }

    private bool ParseDense(TextBlock block, ReadOnlySpan<byte> text, FieldSplitter fields, int size)
    {
        Reserve(size);
        Span<T> target = _values.AsSpan(_used, size);
        _used += size;
        target.Fill(_parser.Empty);
        int slot = 0;
        foreach (TextSegment segment in column.Segments)
        {
            int limit = Limit(segment, fields);
            for (int field = First(fields, segment.Min); field < fields.Count; field++)
            {
                int source = fields.IndexOf(field);
                if (source >= limit) break;
                ReadOnlySpan<byte> bytes = fields[text, field];
                if (bytes.IsEmpty || _parser.TryParse(bytes, out target[slot + source - segment.Min])) continue;
                if (!block.Report(column, source, slot + source - segment.Min, bytes, !_parser.HasMissing)) return false;
            }
            slot += Math.Max(0, limit - segment.Min);
        }
        return true;
    }

    private bool ParseSparse(TextBlock block, ReadOnlySpan<byte> text, FieldSplitter fields)
    {
        int slot = 0;
        foreach (TextSegment segment in column.Segments)
        {
            int limit = Limit(segment, fields);
            for (int field = First(fields, segment.Min); field < fields.Count; field++)
            {
                int source = fields.IndexOf(field);
                if (source >= limit) break;
                ReadOnlySpan<byte> bytes = fields[text, field];
                if (bytes.IsEmpty) continue;
                Reserve(1);
                if (_indices.Length < _values.Length) Array.Resize(ref _indices, _values.Length);
                _indices[_used] = slot + source - segment.Min;
                bool read = _parser.TryParse(bytes, out _values[_used++]);
                _rows[_count - 1].Stored++;
                if (!read && !block.Report(column, source, slot + source - segment.Min, bytes, !_parser.HasMissing)) return false;
            }
            slot += Math.Max(0, limit - segment.Min);
        }
        return true;
    }

    public override Delegate CreateGetter(TextPlace place, int column)
        => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => Unsafe.As<TextVectorBlock<T, TParser>>(place.Block.Columns[column]!).Read(place.Row, ref value));

    private void Read(int row, ref VBuffer<T> value)
    {
        RowPart part = _rows[row];
        int stored = part.Stored < 0 ? part.Size : part.Stored;
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, part.Size, stored);
        _values.AsSpan(part.Start, stored).CopyTo(editor.Values);
        if (stored > 0 && stored < part.Size) _indices.AsSpan(part.Start, stored).CopyTo(editor.Indices);
        value = editor.Commit();
    }

    private static int First(FieldSplitter fields, int source) => source < fields.DenseCount ? source : fields.LowerBound(source);

    private static int Limit(TextSegment segment, FieldSplitter fields) => segment.IsOpen ? fields.SourceLimit : segment.Limit;

    private void Reserve(int count)
    {
        int needed = checked(_used + count);
        if (needed > _values.Length) Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _values.Length)));
    }

    private record struct RowPart(int Start, int Stored, int Size);
}
