using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A column that an input of a model is read from.</summary>
/// <param name="Input">The input.</param>
/// <param name="Column">The column.</param>
/// <param name="Shape">The dimensions of one row; at most one is 0: it follows from the vector's length.</param>
internal sealed record OnnxInputColumn(OnnxColumn Input, DataViewSchema.Column Column, int[] Shape);

/// <summary>Collects a column's values of several rows in a tensor.</summary>
internal abstract class OnnxInput
{
    public abstract void Read(int slot);

    /// <summary>The tensor of the first <paramref name="count"/> rows.</summary>
    public abstract Tensor Tensor(int count);

    public static OnnxInput Create(DataViewRow row, OnnxInputColumn from, int capacity) =>
        from.Column.Type is VectorDataViewType vector
            ? vector.ItemType.Raw.Accept(new VectorMaker(row, from, capacity))
            : from.Column.Type.Raw.Accept(new ScalarMaker(row, from, capacity));

    private readonly struct VectorMaker(DataViewRow row, OnnxInputColumn from, int capacity) : IRawTypeVisitor<OnnxInput>
    {
        public OnnxInput Visit<T>()
        {
            ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(from.Column);
            VBuffer<T> buffer = default;
            T[] values = [];
            return new OnnxInput<T>(row, from, capacity, (out T[] dense) =>
            {
                get(ref buffer);
                if (values.Length != buffer.Length) values = new T[buffer.Length];
                buffer.CopyTo(values);
                dense = values;
            });
        }
    }

    private readonly struct ScalarMaker(DataViewRow row, OnnxInputColumn from, int capacity) : IRawTypeVisitor<OnnxInput>
    {
        public OnnxInput Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(from.Column);
            T[] values = new T[1];
            return new OnnxInput<T>(row, from, capacity, (out T[] dense) =>
            {
                get(ref values[0]);
                dense = values;
            });
        }
    }
}

/// <summary>Gives a row's values; the array is the same each time.</summary>
internal delegate void DenseGetter<T>(out T[] values);

/// <summary>Collects values of one type.</summary>
internal sealed class OnnxInput<T>(DataViewRow row, OnnxInputColumn from, int capacity, DenseGetter<T> get) : OnnxInput
{
    private readonly Dictionary<int, Tensor> _byCount = [];
    private readonly int[] _shape = from.Shape;
    private Tensor? _all;
    private int _rowLength = -1;

    public override void Read(int slot)
    {
        get(out T[] values);
        if (values.Length != _rowLength) Resize(values.Length);
        if (_all!.Type == ElementType.String)
        {
            Span<string> target = _all.Strings.Slice(slot * _rowLength, _rowLength);
            for (int i = 0; i < values.Length; i++) target[i] = ((ReadOnlyMemory<char>)(object)values[i]!).ToString();
            return;
        }
        if (values.Length > 0) values.CopyTo(OnnxElements.Of<T>(_all).Slice(slot * _rowLength, _rowLength));
    }

    public override Tensor Tensor(int count)
    {
        if (_byCount.TryGetValue(count, out Tensor? tensor)) return tensor;
        Shape dims = Dims(count);
        if (count < capacity && _all!.Type == ElementType.String) return MlNetDeepLearning.Tensors.Tensor.OfStrings(dims, _all.Strings[..checked((int)dims.Count)]);
        tensor = count == capacity ? _all!.View(dims) : _all!.Leading(dims);
        _byCount[count] = tensor;
        return tensor;
    }

    private void Resize(int length)
    {
        if (_rowLength >= 0 && capacity > 1) throw Misfit(length);
        int known = Known();
        if (_shape.Contains(0) ? length == 0 || length % known != 0 : length != known) throw Misfit(length);
        _rowLength = length;
        _byCount.Clear();
        _all = new Tensor(from.Input.Value.Type.Element, Dims(capacity));
    }

    private int Known() => _shape.Where(d => d > 0).Aggregate(1, (n, d) => n * d);

    private InvalidOperationException Misfit(int length) => new($"Row {row.Position}: input '{from.Input.Name}' of the model takes "
        + $"{(_shape.Length == 0 ? "1" : string.Join('x', _shape.Select(d => d == 0 ? "?" : d.ToString())))} values a row, but column '{from.Column.Name}' has {length}.");

    private Shape Dims(int count)
    {
        int known = Known();
        int[] dims = [.. _shape.Select(d => d == 0 ? _rowLength / known : d)];
        if (dims.Length > 0 && capacity > 1) dims[0] = count;
        return dims;
    }
}

/// <summary>Makes getters of a model's outputs.</summary>
internal readonly struct OnnxGetter(OnnxColumn column, RowSlot slot, Func<Tensor> result, Func<int> count) : IRawTypeVisitor<Delegate>
{
    public Delegate Visit<T>()
    {
        (RowSlot at, Func<Tensor> get, Func<int> rows) = (slot, result, count);
        if (column.Type is not VectorDataViewType)
            return (ValueGetter<T>)((ref T value) => value = Read<T>(get(), at.Index, 1)[0]);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            Tensor tensor = get();
            int length = checked((int)(tensor.Count / rows()));
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, length);
            Read<T>(tensor, at.Index * length, length).CopyTo(editor.Values);
            value = editor.Commit();
        });
    }

    private static ReadOnlySpan<T> Read<T>(Tensor tensor, int start, int length)
    {
        if (tensor.Type == ElementType.String)
            return (T[])(object)tensor.Strings.Slice(start, length).ToArray().Select(s => s.AsMemory()).ToArray();
        return length == 0 ? [] : OnnxElements.Of<T>(tensor).Slice(start, length);
    }
}

/// <summary>Reads tensors as spans of a type that is known to be their own but not, to the compiler, to be unmanaged.</summary>
internal static class OnnxElements
{
    public static Span<T> Of<T>(Tensor tensor)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() || Unsafe.SizeOf<T>() != tensor.Type.Size())
            throw new InvalidOperationException($"A tensor of {tensor.Type} cannot be read as {typeof(T).Name}.");
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(tensor.AsBytes())), checked((int)tensor.Count));
    }
}
