using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// A dense, row-major, n-dimensional array of one <see cref="ElementType"/>. Its memory is the garbage collector's: there is
/// nothing to dispose. Several tensors may share memory (views, arenas).
/// </summary>
public sealed unsafe class Tensor
{
    private readonly TensorMemory? _memory;
    private readonly byte* _pointer;
    private readonly string[]? _strings;
    private readonly Tensor[]? _items;

    /// <summary>A new tensor; its elements are zero (empty text) unless <paramref name="zeroed"/> is false.</summary>
    public Tensor(ElementType type, Shape shape, bool zeroed = true)
    {
        Type = type;
        Shape = shape;
        Count = shape.Count;
        if (type == ElementType.String)
        {
            _strings = new string[Count];
            Array.Fill(_strings, "");
            return;
        }
        if (type < 0)
        {
            _items = new Tensor[Count];
            return;
        }
        _memory = new TensorMemory(checked(Count * type.Size()), zeroed);
        _pointer = _memory.Pointer;
    }

    /// <summary>A tensor that lies in <paramref name="memory"/>, <paramref name="offset"/> bytes after its beginning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor would reach beyond the memory.</exception>
    public Tensor(ElementType type, Shape shape, TensorMemory memory, long offset)
    {
        Type = type;
        Shape = shape;
        Count = shape.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + Count * type.Size(), memory.Bytes, nameof(offset));
        _memory = memory;
        _pointer = memory.Pointer + offset;
    }

    private Tensor(Tensor source, Shape shape)
    {
        Type = source.Type;
        Shape = shape;
        Count = source.Count;
        _memory = source._memory;
        _pointer = source._pointer;
        _strings = source._strings;
        _items = source._items;
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>The number of bytes that the elements take (0 for text and for tensors of tensors).</summary>
    public long Bytes => Type.IsManaged() ? 0 : Count * Type.Size();

    /// <summary>The first element's address; valid while this tensor is reachable. Null for text and for tensors of tensors.</summary>
    public byte* Pointer => _pointer;

    /// <summary>The elements of a text tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor does not hold text.</exception>
    public Span<string> Strings => _strings ?? throw new InvalidOperationException($"The tensor holds {Type}, not text.");

    /// <summary>
    /// The elements of a tensor of tensors: those of a sequence in order; the one of an optional value, or none; keys, then values of a map.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor's elements are no tensors.</exception>
    public Span<Tensor> Items => _items ?? throw new InvalidOperationException($"The tensor holds {Type}, not tensors.");

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another element type.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        if (!Type.Holds<T>()) ThrowType<T>();
        return new Span<T>(_pointer, checked((int)Count));
    }

    /// <summary>The address of the first element, checked to be of type <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* As<T>() where T : unmanaged
    {
        if (!Type.Holds<T>()) ThrowType<T>();
        return (T*)_pointer;
    }

    /// <summary>All bytes of the elements, in the machine's byte order (little-endian on every platform that .NET supports today).</summary>
    public Span<byte> AsBytes() => new(_pointer, checked((int)Bytes));

    /// <summary>A tensor of another shape on the same memory.</summary>
    /// <exception cref="ArgumentException">The element counts differ.</exception>
    public Tensor View(Shape shape) => shape.Count == Count
        ? new Tensor(this, shape)
        : throw new ArgumentException($"A tensor of shape {Shape} ({Count} elements) cannot be viewed as {shape} ({shape.Count} elements).");

    /// <summary>A tensor of the first elements, on the same memory.</summary>
    /// <exception cref="ArgumentException">The shape has more elements than there are, or the elements are text.</exception>
    public Tensor Leading(Shape shape) => Part(0, shape);

    /// <summary>A tensor of some elements that follow one another, from number <paramref name="start"/> on, on the same memory. It need not begin on a line of the cache.</summary>
    /// <exception cref="ArgumentException">There are not as many elements from there on, or the elements are text.</exception>
    public Tensor Part(long start, Shape shape) => _memory is not null && start >= 0 && start + shape.Count <= Count
        ? new Tensor(Type, shape, _memory, _pointer - _memory.Pointer + start * Type.Size())
        : throw new ArgumentException($"A tensor of {Type} {Shape} has no part of shape {shape} from element {start} on.");

    /// <summary>A copy with its own memory. The elements of a tensor of tensors are shared: they have memory of their own, and nobody changes them.</summary>
    public Tensor Clone()
    {
        var copy = new Tensor(Type, Shape, zeroed: false);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies all elements into another tensor of the same type and element count.</summary>
    public void CopyTo(Tensor target)
    {
        if (target.Type != Type || target.Count != Count)
            throw new ArgumentException($"Cannot copy {Type} {Shape} into {target.Type} {target.Shape}.", nameof(target));
        if (_strings is not null) _strings.AsSpan().CopyTo(target._strings);
        else if (_items is not null) _items.AsSpan().CopyTo(target._items);
        else Buffer.MemoryCopy(_pointer, target._pointer, target.Bytes, Bytes);
    }

    /// <summary>A tensor with the given elements in row-major order.</summary>
    public static Tensor Of<T>(Shape shape, params ReadOnlySpan<T> values) where T : unmanaged
    {
        if (shape.Count != values.Length)
            throw new ArgumentException($"Shape {shape} has {shape.Count} elements, but {values.Length} were given.", nameof(values));
        var tensor = new Tensor(ElementTypes.Of<T>(), shape, zeroed: false);
        values.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }

    /// <summary>A scalar tensor.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => Of(Shape.Scalar, value);

    /// <summary>A one-dimensional tensor of 64-bit integers, the form in which ONNX passes shapes and axes.</summary>
    public static Tensor Ints(params ReadOnlySpan<long> values) => Of(Shape.Of(values.Length), values);

    /// <summary>A text tensor.</summary>
    public static Tensor OfStrings(Shape shape, params ReadOnlySpan<string> values)
    {
        var tensor = new Tensor(ElementType.String, shape);
        if (shape.Count != values.Length)
            throw new ArgumentException($"Shape {shape} has {shape.Count} elements, but {values.Length} were given.", nameof(values));
        values.CopyTo(tensor._strings);
        return tensor;
    }

    /// <summary>
    /// A sequence of tensors; they are shared, not copied. A kernel that puts an operand into one copies it first: operands' memory serves
    /// other values afterwards.
    /// </summary>
    public static Tensor Sequence(params ReadOnlySpan<Tensor> items) => OfItems(ElementType.Sequence, items);

    /// <summary>An optional value: the tensor (or sequence) that is there, or null for none.</summary>
    public static Tensor Optional(Tensor? item) => item is null ? OfItems(ElementType.Optional, []) : OfItems(ElementType.Optional, [item]);

    /// <summary>A map from keys (Int64 or text) to values.</summary>
    /// <exception cref="ArgumentException">There are not as many values as keys.</exception>
    public static Tensor Map(Tensor keys, Tensor values) => keys.Count == values.Count
        ? OfItems(ElementType.Map, [keys, values])
        : throw new ArgumentException($"A map needs as many values as keys; there are {keys.Count} keys and {values.Count} values.", nameof(values));

    private static Tensor OfItems(ElementType type, ReadOnlySpan<Tensor> items)
    {
        var tensor = new Tensor(type, Shape.Of(items.Length));
        items.CopyTo(tensor._items);
        return tensor;
    }

    /// <summary>Type and shape, like <c>Float32 2x3</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";

    [DoesNotReturn]
    private void ThrowType<T>() => throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");
}
