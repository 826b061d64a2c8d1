namespace Microsoft.ML.Data;

/// <summary>Reads one column of a data view as a sequence.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">The raw type of the column, or <see cref="string"/> for text, or an array for vectors.</typeparam>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">The raw type of the column, or <see cref="string"/> for text, or an array for vectors.</typeparam>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (typeof(T) == column.Type.RawType) return Read(data, column, static row => row, Fresh<T>);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Read(data, column, static text => text.ToString(), Fresh<ReadOnlyMemory<char>>);
        if (typeof(T).IsArray && column.Type is VectorDataViewType vector)
        {
            if (typeof(T) == typeof(string[]) && vector.ItemType is TextDataViewType)
                return (IEnumerable<T>)Read(data, column, static texts => texts.DenseValues().Select(text => text.ToString()).ToArray(), Fresh<VBuffer<ReadOnlyMemory<char>>>);
            if (typeof(T).GetElementType() == vector.ItemType.RawType) return (IEnumerable<T>)vector.ItemType.Raw.Accept(new Arrays(data, column));
        }
        throw new ArgumentException($"Column '{column.Name}' is {column.Type}; it cannot be read as {typeof(T)}.", nameof(column));
    }

    private static T Fresh<T>() => default!;

    private static IEnumerable<TOut> Read<TIn, TOut>(IDataView data, DataViewSchema.Column column, Func<TIn, TOut> convert, Func<TIn> fresh)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<TIn> get = cursor.GetGetter<TIn>(column);
        while (cursor.MoveNext())
        {
            TIn value = fresh();
            get(ref value);
            yield return convert(value);
        }
    }

    private sealed class Arrays(IDataView data, DataViewSchema.Column column) : IRawTypeVisitor<object>
    {
        public object Visit<T>() => Read(data, column, static vector => vector.DenseValues().ToArray(), Fresh<VBuffer<T>>);
    }
}
