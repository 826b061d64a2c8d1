using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>
/// One component's part of <c>pipeline.json</c>: its kind, its settings, the components inside it, and the names of the entries that hold its big binary parts.
/// </summary>
internal sealed class ModelWriter(ModelArchiveWriter archive, JsonObject node)
{
    public const string KindName = "kind";
    public const string VersionName = "version";
    public const string ColumnsName = "columns";

    /// <summary>Says what the component is; must be called first. The name and version are how the reader finds its loader.</summary>
    public void Kind(string kind, int version = 1)
    {
        node[KindName] = kind;
        node[VersionName] = version;
    }

    public void Set(string name, JsonNode? value) => node[name] = value;

    public void Texts(string name, IEnumerable<string?> values) => node[name] = new JsonArray([.. values.Select(value => (JsonNode?)value)]);

    public void Columns(IEnumerable<InputOutputColumnPair> pairs)
        => node[ColumnsName] = new JsonArray([.. pairs.Select(pair => (JsonNode)new JsonObject { ["output"] = pair.OutputColumnName, ["input"] = pair.InputColumnName })]);

    /// <summary>Adds settings to each of the columns written by <see cref="Columns"/>.</summary>
    public void EachColumn(Action<ModelWriter, int> write)
    {
        int place = 0;
        foreach (JsonNode? column in (JsonArray)node[ColumnsName]!) write(new ModelWriter(archive, (JsonObject)column!), place++);
    }

    public void Type(string name, DataViewType type) => node[name] = TypeFormat.Write(type);

    /// <summary>A value of a column type's raw type.</summary>
    public void Value<T>(string name, in T value) => node[name] = ValueFormat.Write(value);

    /// <summary>A list of things, each with settings of its own.</summary>
    public void Items(string name, int count, Action<ModelWriter, int> write)
    {
        JsonArray items = [];
        for (int i = 0; i < count; i++)
        {
            JsonObject item = [];
            write(new ModelWriter(archive, item), i);
            items.Add(item);
        }
        node[name] = items;
    }

    /// <summary>A component inside this one.</summary>
    public void Part(string name, ICanSaveModel part) => node[name] = Write(part);

    /// <summary>Components inside this one, in order.</summary>
    public void Parts(string name, IEnumerable<ICanSaveModel> parts) => node[name] = new JsonArray([.. parts.Select(part => (JsonNode)Write(part))]);

    /// <summary>A binary part, kept as an entry of its own in the zip.</summary>
    /// <param name="name">The setting that names the entry.</param>
    /// <param name="fileName">The entry's name, such as <c>model.onnx</c>; the second of that name goes to <c>network-2/model.onnx</c>.</param>
    /// <param name="content">The content.</param>
    public void Blob(string name, string fileName, ReadOnlyMemory<byte> content) => node[name] = archive.Add(fileName, content);

    private JsonObject Write(ICanSaveModel part)
    {
        ArgumentNullException.ThrowIfNull(part);
        JsonObject child = [];
        part.Save(new ModelSaveContext(new ModelWriter(archive, child)));
        return child.ContainsKey(KindName)
            ? child
            : throw new InvalidOperationException($"{part.GetType()} cannot be saved: it wrote nothing to the model file.");
    }
}
