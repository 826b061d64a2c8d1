using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>Writes a schema with its annotations as JSON. Columns of types that only a user's program knows are left out.</summary>
internal static class SchemaFormat
{
    public static JsonArray Write(DataViewSchema schema, bool keepHidden = false)
    {
        JsonArray columns = [];
        foreach (DataViewSchema.Column column in schema.Where(column => (keepHidden || !column.IsHidden) && TypeFormat.CanWrite(column.Type)))
        {
            JsonObject item = new() { ["name"] = column.Name, ["type"] = TypeFormat.Write(column.Type) };
            JsonArray annotations = [];
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema.Where(one => !one.IsHidden && one.Type is (not StructuredDataViewType) or VectorDataViewType && TypeFormat.CanWrite(one.Type)))
                annotations.Add(new JsonObject
                {
                    ["name"] = annotation.Name,
                    ["type"] = TypeFormat.Write(annotation.Type),
                    ["value"] = ItemType(annotation.Type).Raw.Accept(new Writer(column.Annotations, annotation)),
                });
            if (annotations.Count > 0) item["annotations"] = annotations;
            columns.Add(item);
        }
        return columns;
    }

    public static DataViewSchema Read(JsonNode? node)
    {
        DataViewSchema.Builder builder = new();
        foreach (JsonNode? item in node as JsonArray ?? throw new FormatException("the schema is no list"))
        {
            JsonObject column = item as JsonObject ?? throw new FormatException("a column of the schema is no object");
            DataViewSchema.Annotations.Builder annotations = new();
            foreach (JsonNode? one in column["annotations"] as JsonArray ?? [])
            {
                DataViewType type = TypeFormat.Read(one!["type"] ?? throw new FormatException("an annotation has no type"));
                ItemType(type).Raw.Accept(new Reader(annotations, one["name"]!.GetValue<string>(), type, one["value"] ?? throw new FormatException("an annotation has no value")));
            }
            builder.AddColumn(column["name"]!.GetValue<string>(), TypeFormat.Read(column["type"] ?? throw new FormatException("a column has no type")), annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }

    private static DataViewType ItemType(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    private sealed class Writer(DataViewSchema.Annotations annotations, DataViewSchema.Column column) : IRawTypeVisitor<JsonNode>
    {
        public JsonNode Visit<T>()
        {
            if (column.Type is not VectorDataViewType)
            {
                T single = default!;
                annotations.GetValue(column.Name, ref single);
                return ValueFormat.Write(in single);
            }
            VBuffer<T> vector = default, dense = default;
            annotations.GetValue(column.Name, ref vector);
            vector.CopyToDense(ref dense);
            return ValueFormat.WriteAll(dense.GetValues());
        }
    }

    private sealed class Reader(DataViewSchema.Annotations.Builder builder, string name, DataViewType type, JsonNode node) : IRawTypeVisitor<bool>
    {
        public bool Visit<T>()
        {
            if (type is not VectorDataViewType)
            {
                T single = ValueFormat.Read<T>(node);
                builder.Add(name, type, (ref T value) => value = single);
                return true;
            }
            T[] items = ValueFormat.ReadAll<T>(node);
            builder.Add(name, type, (ref VBuffer<T> value) => VBuffer<T>.Copy(items, 0, ref value, items.Length));
            return true;
        }
    }
}
