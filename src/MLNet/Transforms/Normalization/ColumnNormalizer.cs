using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>The learned normalization of one column: a function for each slot, one for a column of single items.</summary>
internal sealed class ColumnNormalizer(DataViewType type, SlotFunctions slots)
{
    public DataViewType Type => type;

    public static bool Fits(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double
        || type is VectorDataViewType { IsKnownSize: true } vector && Fits(vector.ItemType);

    public static ColumnNormalizer Read(ModelReader reader)
    {
        DataViewType type = reader.Type("type");
        SlotFunctions slots = SlotFunctions.Read(reader);
        if (!Fits(type) || slots.Count != ((type as VectorDataViewType)?.Size ?? 1)) throw reader.Invalid("the type and what was learned of its slots do not go together");
        return new ColumnNormalizer(type, slots);
    }

    public void Write(ModelWriter writer)
    {
        writer.Type("type", type);
        slots.Write(writer);
    }

    /// <summary>The normalized items in a graph; in double precision like the getters.</summary>
    public Value ToOnnx(Value x)
    {
        Shape shape = type is VectorDataViewType vector ? vector.Dimensions.ToArray() : Shape.Of(1);
        return slots.ToOnnx(x.Cast(ElementType.Float64), numbers => x.Graph.Constant(Tensor.Of<double>(shape, numbers))).Cast(x.Type.Element);
    }

    public NormalizingTransformer.NormalizerModelParametersBase Parameters() => ItemMapping.ItemOf(type) == NumberDataViewType.Single
        ? slots.Parameters(type is VectorDataViewType, static value => (float)value)
        : slots.Parameters(type is VectorDataViewType, static value => value);

    public Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input) => ItemMapping.ItemOf(type) == NumberDataViewType.Single
        ? Getter<float>(row, input, (value, slot) => (float)slots.Apply(value, slot))
        : Getter<double>(row, input, slots.Apply);

    private Delegate Getter<T>(DataViewRow row, DataViewSchema.Column input, Func<T, int, T> map)
    {
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(input);
            T item = default!;
            return (ValueGetter<T>)((ref T value) =>
            {
                get(ref item);
                value = map(item, 0);
            });
        }
        bool staysSparse = slots.KeepZeros;
        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(input);
        VBuffer<T> vector = default, dense = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            getVector(ref vector);
            if (vector.Length != slots.Count) throw new InvalidOperationException($"Row {row.Position}: column '{input.Name}' has {vector.Length} items, not {slots.Count}.");
            VBuffer<T> source = vector;
            if (!vector.IsDense && !staysSparse)
            {
                vector.CopyToDense(ref dense);
                source = dense;
            }
            ReadOnlySpan<T> items = source.GetValues();
            ReadOnlySpan<int> indices = source.GetIndices();
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, slots.Count, items.Length);
            for (int i = 0; i < items.Length; i++) editor.Values[i] = map(items[i], source.IsDense ? i : indices[i]);
            indices.CopyTo(editor.Indices);
            value = editor.Commit();
        });
    }
}
