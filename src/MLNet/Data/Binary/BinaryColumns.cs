using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Collects the values of one column and writes them block by block.</summary>
internal abstract class BinaryColumnWriter
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;

    protected BinaryColumnWriter() => _writer = new BinaryWriter(_bytes, Encoding.UTF8);

    public long Length => _bytes.Length;

    public void Append() => Append(_writer);

    public void Flush(BinaryWriter target)
    {
        if (_bytes.Length > BinaryFormat.MaxBlockLength) throw new InvalidOperationException($"A row is longer than {BinaryFormat.MaxBlockLength} bytes.");
        target.Write((int)_bytes.Length);
        target.Write(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
        _bytes.SetLength(0);
    }

    protected abstract void Append(BinaryWriter writer);

    public sealed class Maker(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<BinaryColumnWriter>
    {
        public BinaryColumnWriter Visit<T>() => column.Type is VectorDataViewType vector ? vector.ItemType.Raw.Accept(new VectorMaker(row, column)) : new One<T>(row.GetGetter<T>(column));
    }

    private sealed class VectorMaker(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<BinaryColumnWriter>
    {
        public BinaryColumnWriter Visit<T>() => new Many<T>(row.GetGetter<VBuffer<T>>(column));
    }

    private sealed class One<T>(ValueGetter<T> get) : BinaryColumnWriter
    {
        private readonly T[] _value = new T[1];

        protected override void Append(BinaryWriter writer)
        {
            get(ref _value[0]);
            BinaryItems<T>.Instance.Write(writer, _value);
        }
    }

    private sealed class Many<T>(ValueGetter<VBuffer<T>> get) : BinaryColumnWriter
    {
        private VBuffer<T> _value;

        protected override void Append(BinaryWriter writer)
        {
            get(ref _value);
            writer.Write(_value.Length);
            writer.Write(_value.GetValues().Length);
            foreach (int index in _value.GetIndices()) writer.Write(index);
            BinaryItems<T>.Instance.Write(writer, _value.GetValues());
        }
    }
}

/// <summary>The values of one column in a block.</summary>
internal abstract class BinaryColumnReader
{
    /// <summary>Reads the column's values of a block.</summary>
    public abstract void Read(ReadOnlySpan<byte> bytes, int rows);

    public abstract Delegate CreateGetter(RowSlot slot);

    public sealed class Maker(DataViewType type) : IRawTypeVisitor<BinaryColumnReader>
    {
        public BinaryColumnReader Visit<T>() => type is VectorDataViewType vector ? vector.ItemType.Raw.Accept(new VectorMaker(vector)) : new One<T>(type);
    }

    private sealed class VectorMaker(VectorDataViewType type) : IRawTypeVisitor<BinaryColumnReader>
    {
        public BinaryColumnReader Visit<T>() => new Many<T>(type);
    }

    /// <summary>Checks that keys do not lie outside their set.</summary>
    private static void CheckKeys<T>(ReadOnlySpan<T> values, DataViewType type)
    {
        if (type is not KeyDataViewType key) return;
        foreach (T value in values)
            if (value is IConvertible number && number.ToUInt64(null) > key.Count) throw new FormatException($"the key {value} is not in {key}");
    }

    private sealed class One<T>(DataViewType type) : BinaryColumnReader
    {
        private T[] _values = [];

        public override void Read(ReadOnlySpan<byte> bytes, int rows)
        {
            if ((long)rows * BinaryItems<T>.Instance.LeastLength > bytes.Length) throw new FormatException("there are fewer values than rows");
            if (_values.Length < rows) _values = new T[rows];
            BinaryItems<T>.Instance.Read(ref bytes, _values.AsSpan(0, rows));
            CheckKeys<T>(_values.AsSpan(0, rows), type);
        }

        public override Delegate CreateGetter(RowSlot slot) => (ValueGetter<T>)((ref T value) => value = _values[slot.Index]);
    }

    private sealed class Many<T>(VectorDataViewType type) : BinaryColumnReader
    {
        private VBuffer<T>[] _values = [];

        public override void Read(ReadOnlySpan<byte> bytes, int rows)
        {
            if (rows * 2L * sizeof(int) > bytes.Length) throw new FormatException("there are fewer values than rows");
            if (_values.Length < rows) _values = new VBuffer<T>[rows];
            for (int row = 0; row < rows; row++) ReadVector(ref bytes, ref _values[row]);
        }

        private void ReadVector(ref ReadOnlySpan<byte> bytes, ref VBuffer<T> value)
        {
            int length = BitConverter.ToInt32(bytes), count = BitConverter.ToInt32(bytes[sizeof(int)..]);
            bytes = bytes[(2 * sizeof(int))..];
            bool sparse = count < length;
            if (length < 0 || count < 0 || count > length || type.IsKnownSize && length != type.Size
                || count * ((long)BinaryItems<T>.Instance.LeastLength + (sparse ? sizeof(int) : 0)) > bytes.Length)
                throw new FormatException($"a vector of {length} items with {count} of them stored is not {type}");
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, length, count);
            int previous = -1;
            for (int i = 0; sparse && i < count; i++)
            {
                int index = BitConverter.ToInt32(bytes[(i * sizeof(int))..]);
                if (index <= previous || index >= length) throw new FormatException("the places of a sparse vector do not ascend");
                editor.Indices[i] = previous = index;
            }
            if (sparse) bytes = bytes[(count * sizeof(int))..];
            BinaryItems<T>.Instance.Read(ref bytes, editor.Values);
            CheckKeys<T>(editor.Values, type.ItemType);
            value = editor.Commit();
        }

        public override Delegate CreateGetter(RowSlot slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot.Index].CopyTo(ref value));
    }
}
