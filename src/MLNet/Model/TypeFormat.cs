using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>Writes column types as JSON: a name such as "Single", or an object for keys, vectors and images.</summary>
internal static class TypeFormat
{
    public static bool CanWrite(DataViewType type) => type switch
    {
        VectorDataViewType vector => CanWrite(vector.ItemType),
        KeyDataViewType => true,
        PrimitiveDataViewType => TypeNames.ByName(type.ToString()!) is not null,
        _ => false,
    };

    public static JsonNode Write(DataViewType type) => type switch
    {
        VectorDataViewType vector => new JsonObject
        {
            ["vector"] = Write(vector.ItemType),
            ["dimensions"] = new JsonArray([.. vector.Dimensions.Select(dimension => (JsonNode)dimension)]),
        },
        KeyDataViewType key => new JsonObject { ["key"] = TypeNames.Primitive(key.RawType)!.ToString(), ["count"] = key.Count },
        PrimitiveDataViewType when TypeNames.ByName(type.ToString()!) is not null => type.ToString()!,
        _ => throw new InvalidOperationException($"The type {type} cannot be saved in a model file."),
    };

    public static DataViewType Read(JsonNode node)
    {
        if (node is JsonValue value) return TypeNames.ByName(value.GetValue<string>()) ?? throw new FormatException($"there is no type '{value}'");
        if (node is not JsonObject type) throw new FormatException("a type is a name or an object");
        if (type["vector"] is { } item)
        {
            PrimitiveDataViewType itemType = Read(item) as PrimitiveDataViewType ?? throw new FormatException("a vector's items are of a primitive type");
            return new VectorDataViewType(itemType, ((type["dimensions"] as JsonArray) ?? []).Select(dimension => dimension!.GetValue<int>()).ToArray());
        }
        if (type["key"] is { } raw && type["count"] is { } count)
            return new KeyDataViewType(TypeNames.ByName(raw.GetValue<string>())?.RawType ?? throw new FormatException($"there is no type '{raw}'"), count.GetValue<ulong>());
        throw new FormatException("a type is a name, a vector or a key");
    }
}
