using Microsoft.ML.Data;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>How a sequence or a map becomes a .NET object.</summary>
internal abstract class OnnxStructure
{
    /// <summary>The column's type.</summary>
    public abstract DataViewType Type { get; }

    /// <summary>A getter of the column.</summary>
    /// <param name="result">Gives the tensor of a batch.</param>
    /// <param name="row">Where the current row lies in a sequence with an element a row; null where the whole tensor is the row's.</param>
    public abstract Delegate Getter(Func<Tensor> result, RowSlot? row);

    /// <summary>How a value of a graph that is no tensor becomes an object; null where it is of a kind that no column holds.</summary>
    public static OnnxStructure? Of(Value value) => value.Type switch
    {
        { Element: ElementType.Map } map => Map(map, sequence: false),
        { Element: ElementType.Sequence, Item: { Element: ElementType.Map } map } => Map(map, sequence: true),
        { Element: ElementType.Sequence, Item: { Element: > 0 } item } => OnnxTypes.ItemOf(item.Element)?.Raw.Accept(new TensorsOf(item)),
        _ => null,
    };

    private static OnnxStructure? Map(TensorType map, bool sequence) => map.Key is ElementType.String or ElementType.Int64 && map.Item is { Element: > 0 } values
        ? OnnxTypes.ItemOf(values.Element)?.Raw.Accept(new MapsOf(map.Key == ElementType.String, sequence))
        : null;

    private static T[] Items<T>(Tensor tensor) => tensor.Type == ElementType.String
        ? tensor.Strings.ToArray() is T[] texts ? texts : (T[])(object)tensor.Strings.ToArray().Select(text => text.AsMemory()).ToArray()
        : OnnxElements.Of<T>(tensor).ToArray();

    private sealed class Structure<T>(DataViewType type, Func<Tensor, T> all, Func<Tensor, int, T> one) : OnnxStructure
    {
        public override DataViewType Type => type;

        public override Delegate Getter(Func<Tensor> result, RowSlot? row) => row is null
            ? (ValueGetter<T>)((ref T value) => value = all(result()))
            : (ref T value) => value = one(result(), row.Index);
    }

    private static OnnxStructure Sequence<T>(Func<Tensor, T> element) => new Structure<IEnumerable<T>>(new OnnxSequenceType(typeof(T)),
        tensor => tensor.Items.ToArray().Select(element).ToArray(), (tensor, row) => [element(tensor.Items[row])]);

    private sealed class MapsOf(bool texts, bool sequence) : IRawTypeVisitor<OnnxStructure>
    {
        public OnnxStructure Visit<T>() => typeof(T) == typeof(ReadOnlyMemory<char>) ? Keyed<string>() : Keyed<T>();

        private OnnxStructure Keyed<T>() => texts ? Make<string, T>() : Make<long, T>();

        private OnnxStructure Make<TKey, T>() where TKey : notnull =>
            sequence ? Sequence(Read<TKey, T>) : new Structure<IDictionary<TKey, T>>(new OnnxMapType(typeof(TKey), typeof(T)), Read<TKey, T>, (tensor, _) => Read<TKey, T>(tensor));

        private static IDictionary<TKey, T> Read<TKey, T>(Tensor map) where TKey : notnull
        {
            TKey[] keys = Items<TKey>(map.Items[0]);
            T[] values = Items<T>(map.Items[1]);
            Dictionary<TKey, T> read = new(keys.Length);
            for (int i = 0; i < keys.Length; i++) read[keys[i]] = values[i];
            return read;
        }
    }

    private sealed class TensorsOf(TensorType item) : IRawTypeVisitor<OnnxStructure>
    {
        public OnnxStructure Visit<T>()
        {
            bool scalar = item.Shape is { IsRanked: true, Rank: 0 };
            if (typeof(T) == typeof(ReadOnlyMemory<char>)) return scalar ? Sequence(tensor => tensor.Strings[0]) : Sequence(Vector<string>);
            return scalar ? Sequence(tensor => Items<T>(tensor)[0]) : Sequence(Vector<T>);
        }

        private static VBuffer<T> Vector<T>(Tensor tensor)
        {
            T[] items = Items<T>(tensor);
            return new VBuffer<T>(items.Length, items);
        }
    }
}
