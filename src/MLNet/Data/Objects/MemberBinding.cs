using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Checks that members and columns fit together.</summary>
internal static class MemberBinding
{
    /// <summary>Throws where the values of the column cannot be held by the member.</summary>
    public static void Check(string columnName, DataViewType columnType, MemberInfo member)
    {
        Type held = MemberTypes.TypeOf(member);
        Type? item = MemberTypes.ItemType(held);
        Type raw = (columnType as VectorDataViewType)?.ItemType.RawType ?? columnType.RawType;
        Type single = item ?? held;
        bool fits = columnType is VectorDataViewType == item is not null
            && (single == raw || single == typeof(string) && raw == typeof(ReadOnlyMemory<char>));
        if (!fits)
            throw new InvalidOperationException(
                $"Column '{columnName}' of type {columnType} does not fit in {member.DeclaringType?.Name}.{member.Name} of type {Readable(held)}.");
    }

    /// <summary>Throws where a vector of a known size has another number of items.</summary>
    public static void CheckLength(DataViewSchema.Column column, int length, long position)
    {
        if (column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.Size != length)
            throw new InvalidOperationException($"Row {position}: column '{column.Name}' is {vector}, but the object has {length} items there.");
    }

    private static string Readable(Type type)
        => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Readable))}>" : type.Name;
}
