using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Applies a function of single items to a column of single items or of vectors.</summary>
internal static class ItemMapping
{
    /// <summary>The type of a column whose items become <paramref name="item"/>: single or a vector with the same dimensions.</summary>
    public static DataViewType TypeOf(DataViewType input, PrimitiveDataViewType item)
        => input is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;

    public static PrimitiveDataViewType? ItemOf(DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type as PrimitiveDataViewType;

    /// <summary>A getter of the mapped column: of <typeparamref name="TOut"/>, or of vectors of it where the input is a vector.</summary>
    public static Delegate Getter<TIn, TOut>(DataViewRow row, DataViewSchema.Column input, Func<TIn, TOut> map)
    {
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<TIn> get = row.GetGetter<TIn>(input);
            TIn item = default!;
            return (ValueGetter<TOut>)((ref TOut value) =>
            {
                get(ref item);
                value = map(item);
            });
        }
        ValueGetter<VBuffer<TIn>> getVector = row.GetGetter<VBuffer<TIn>>(input);
        VBuffer<TIn> vector = default;
        return (ValueGetter<VBuffer<TOut>>)((ref VBuffer<TOut> value) =>
        {
            getVector(ref vector);
            Map(in vector, ref value, map);
        });
    }

    private static void Map<TIn, TOut>(in VBuffer<TIn> source, ref VBuffer<TOut> target, Func<TIn, TOut> map)
    {
        ReadOnlySpan<TIn> items = source.GetValues();
        TOut ofDefault = source.IsDense ? default! : map(default!);
        // A sparse vector stays sparse only where what it leaves out is left out of the result too.
        bool sparse = !source.IsDense && EqualityComparer<TOut>.Default.Equals(ofDefault, default!);
        VBufferEditor<TOut> editor = VBufferEditor.Create(ref target, source.Length, sparse ? items.Length : source.Length);
        if (source.IsDense || sparse)
        {
            for (int i = 0; i < items.Length; i++) editor.Values[i] = map(items[i]);
            if (sparse) source.GetIndices().CopyTo(editor.Indices);
        }
        else
        {
            editor.Values.Fill(ofDefault);
            ReadOnlySpan<int> indices = source.GetIndices();
            for (int i = 0; i < items.Length; i++) editor.Values[indices[i]] = map(items[i]);
        }
        target = editor.Commit();
    }
}
