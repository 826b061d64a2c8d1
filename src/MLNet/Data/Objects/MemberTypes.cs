using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Finds the data view type of a class member.</summary>
internal static class MemberTypes
{
    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static DataViewType ColumnType(MemberInfo member)
    {
        Type type = TypeOf(member);
        VectorTypeAttribute? vector = member.GetCustomAttribute<VectorTypeAttribute>();
        KeyTypeAttribute? key = member.GetCustomAttribute<KeyTypeAttribute>();
        DataViewTypeAttribute? custom = member.GetCustomAttributes<DataViewTypeAttribute>().SingleOrDefault();
        if (DataViewTypeManager.TryGet(type, custom, out DataViewType? registered)) return registered;

        Type? item = ItemType(type);
        if (vector is not null && item is null) throw Bad(member, $"has [VectorType], so it must be an array or a VBuffer, not {type.Name}");
        PrimitiveDataViewType? primitive = TypeNames.Primitive(item ?? type);
        if (primitive is null)
            throw Bad(member, $"is of type {type.Name}, which no column can hold. Columns hold numbers, bool, string, ReadOnlyMemory<char>, DateTime, "
                + "DateTimeOffset, TimeSpan, arrays and VBuffers of those, and registered types. [NoColumn] leaves the member out");
        if (key is not null)
        {
            if (!KeyDataViewType.IsValidDataType(primitive.RawType)) throw Bad(member, $"has [KeyType], so it must hold byte, ushort, uint or ulong, not {primitive}");
            primitive = new KeyDataViewType(primitive.RawType, key.Count ?? LargestKey(primitive.RawType));
        }
        if (item is null) return primitive;
        return vector is null || vector.Dimensions.IsEmpty ? new VectorDataViewType(primitive) : new VectorDataViewType(primitive, vector.Dimensions);
    }

    /// <summary>The type of the items of an array or a VBuffer; null for anything else.</summary>
    public static Type? ItemType(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0] : null;
    }

    public static ulong LargestKey(Type type)
        => type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;

    private static InvalidOperationException Bad(MemberInfo member, string what) => new($"Member {member.DeclaringType?.Name}.{member.Name} {what}.");
}
