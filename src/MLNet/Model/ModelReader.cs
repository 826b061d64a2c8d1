using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>Reads one component's part of <c>pipeline.json</c>. Every fault is a <see cref="FormatException"/> that names file and place.</summary>
internal sealed class ModelReader(ModelArchive archive, JsonObject node, string place)
{
    public string Kind => Text(ModelWriter.KindName);

    public int Version => Int(ModelWriter.VersionName);

    /// <summary>The assemblies that a user's own components are looked for in.</summary>
    public IReadOnlyCollection<Assembly> Components => archive.Components;

    public bool Has(string name) => node[name] is not null;

    public string Text(string name) => TextOrNull(name) ?? throw Invalid($"'{name}' is missing");

    public string? TextOrNull(string name) => node[name] is null ? null : Get<string>(name);

    public int Int(string name) => Get<int>(name);

    public long Long(string name) => Get<long>(name);

    public bool Flag(string name) => Get<bool>(name);

    public float Single(string name) => Value<float>(name);

    public double Double(string name) => Value<double>(name);

    public TEnum Choice<TEnum>(string name) where TEnum : struct, Enum
        => Enum.TryParse(Text(name), out TEnum choice) && Enum.IsDefined(choice) ? choice : throw Invalid($"'{name}' is '{Text(name)}', which is none of {string.Join(", ", Enum.GetNames<TEnum>())}");

    public string[] Texts(string name) => [.. Array(name).Select(item => item is JsonValue value && value.TryGetValue(out string? text) ? text : throw Invalid($"'{name}' holds something other than texts"))];

    public int[] Ints(string name) => [.. Array(name).Select(item => item is JsonValue value && value.TryGetValue(out int number) ? number : throw Invalid($"'{name}' holds something other than whole numbers"))];

    public IReadOnlyList<InputOutputColumnPair> Columns()
    {
        ModelReader[] pairs = Children(ModelWriter.ColumnsName);
        if (pairs.Length == 0) throw Invalid("it has no columns");
        return [.. pairs.Select(pair => pair.Guard(() => new InputOutputColumnPair(pair.Text("output"), pair.Text("input"))))];
    }

    public DataViewType Type(string name) => Guard(() => TypeFormat.Read(node[name] ?? throw Invalid($"'{name}' is missing")));

    public T Value<T>(string name) => Guard(() => ValueFormat.Read<T>(node[name] ?? throw Invalid($"'{name}' is missing")));

    public JsonNode Node(string name) => node[name] ?? throw Invalid($"'{name}' is missing");

    /// <summary>A component inside this one.</summary>
    public TPart Part<TPart>(string name) where TPart : class => Child(node[name], name).Component<TPart>();

    /// <summary>The components inside this one, in order.</summary>
    public TPart[] Parts<TPart>(string name) where TPart : class => [.. Children(name).Select(child => child.Component<TPart>())];

    /// <summary>The settings of the things in a list.</summary>
    public ModelReader[] Children(string name) => [.. Array(name).Select((item, i) => Child(item, $"{name}[{i}]"))];

    /// <summary>A binary part.</summary>
    public byte[] Blob(string name) => archive.Read(Text(name));

    public FormatException Invalid(string what, Exception? cause = null) => new($"{archive.File}: {place}: {what}.", cause);

    /// <summary>Runs code that may find the settings wanting, and says where they stand.</summary>
    public T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not FormatException { InnerException: null } and not OutOfMemoryException)
        {
            throw error is FormatException ? error : Invalid(error.Message.TrimEnd('.'), error);
        }
    }

    private TPart Component<TPart>() where TPart : class
    {
        string kind = Kind;
        if (!ComponentRegistry.Loaders.TryGetValue(kind, out ComponentRegistry.Loader? loader))
            throw Invalid($"there is no component '{kind}' in this version of the library");
        if (Version > loader.Version)
            throw Invalid($"'{kind}' was saved by a newer version of this library (its version is {Version}; this one reads up to {loader.Version}). Update the library to open the model");
        return Guard(() => loader.Load(this)) as TPart ?? throw Invalid($"'{kind}' does not belong here");
    }

    private ModelReader Child(JsonNode? child, string name)
        => new(archive, child as JsonObject ?? throw Invalid($"'{name}' is missing or no object"), $"{place}/{name}");

    private JsonArray Array(string name) => node[name] as JsonArray ?? throw Invalid($"'{name}' is missing or no list");

    private T Get<T>(string name)
    {
        try
        {
            return node[name] is JsonValue value && value.TryGetValue(out T? content) ? content : throw Invalid($"'{name}' is missing or of the wrong type");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or OverflowException)
        {
            throw Invalid($"'{name}' cannot be read", error);
        }
    }
}
