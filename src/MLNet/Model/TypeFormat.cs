using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Model;

/// <summary>Writes column types as JSON: a name such as "Single", or an object for keys, vectors and images.</summary>
internal static class TypeFormat
{
    public static bool CanWrite(DataViewType type) => type switch
    {
        VectorDataViewType vector => CanWrite(vector.ItemType),
        KeyDataViewType or ImageDataViewType => true,
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
        ImageDataViewType image => new JsonObject { ["image"] = new JsonArray(image.Height, image.Width) },
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
        if (type["image"] is JsonArray { Count: 2 } size)
        {
            int height = size[0]!.GetValue<int>(), width = size[1]!.GetValue<int>();
            return height == 0 && width == 0 ? new ImageDataViewType() : new ImageDataViewType(height, width);
        }
        throw new FormatException("a type is a name, a vector, a key or an image");
    }
}
