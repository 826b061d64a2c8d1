using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>What transforms of text have in common: which columns they take, and getters of lists of texts.</summary>
internal static class TextColumns
{
    public const string Expected = "text or a vector of text";

    public static DataViewSchema.Column Check(DataViewSchema.Column input, string reader, bool vectorOnly = false)
        => ItemMapping.ItemOf(input.Type) is TextDataViewType && (!vectorOnly || input.Type is VectorDataViewType) ? input
            : throw InputColumn.Mismatch(reader, input.Name, vectorOnly ? "a vector of text" : Expected, input.Type.ToString()!);

    public static SchemaShape.Column Check(SchemaShape shape, string name, string reader, bool vectorOnly = false)
    {
        SchemaShape.Column input = shape.Get(name, reader);
        return input.ItemType is TextDataViewType && (!vectorOnly || input.Kind != SchemaShape.Column.VectorKind.Scalar) ? input
            : throw InputColumn.Mismatch(reader, input.Name, vectorOnly ? "a vector of text" : Expected, input.TypeText);
    }

    /// <summary>A getter of vectors that hold what each text of the column adds to a list.</summary>
    public static ValueGetter<VBuffer<T>> Lister<T>(DataViewRow row, DataViewSchema.Column input, Action<ReadOnlyMemory<char>, List<T>> add)
    {
        List<T> list = [];
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(input);
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<T> value) =>
            {
                get(ref text);
                list.Clear();
                add(text, list);
                Write(list, ref value);
            };
        }
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getVector = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(input);
        VBuffer<ReadOnlyMemory<char>> vector = default;
        return (ref VBuffer<T> value) =>
        {
            getVector(ref vector);
            list.Clear();
            foreach (ReadOnlyMemory<char> text in vector.GetValues()) add(text, list);
            Write(list, ref value);
        };
    }

    private static void Write<T>(List<T> list, ref VBuffer<T> value)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, list.Count);
        list.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
