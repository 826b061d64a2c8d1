using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Finds a model's main file, and tells what it is.</summary>
internal static class ModelPaths
{
    private const string SavedModelFile = "saved_model.pb";

    /// <summary>The main file at a path, and the folder that its other files are in.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static (string File, string Folder) Find(string path)
    {
        if (Directory.Exists(path))
        {
            string main = Main([.. Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)])
                ?? throw new FileNotFoundException($"The folder '{path}' holds neither {SavedModelFile} nor a single .meta or .pb file.", path);
            return (Path.Combine(path, main), path);
        }
        string file = File.Exists(path) ? path : path + ".meta";
        if (path.EndsWith(".index", StringComparison.Ordinal)) file = path[..^6] + ".meta";
        if (!File.Exists(file)) throw new FileNotFoundException($"There is no TensorFlow model at '{path}'.", path);
        return (file, Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <summary>The main file among several; null when it cannot be told.</summary>
    public static string? Main(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.FirstOrDefault(n => n == SavedModelFile || n.EndsWith("/" + SavedModelFile, StringComparison.Ordinal) || n.EndsWith("\\" + SavedModelFile, StringComparison.Ordinal))
            ?? Single(".meta") ?? Single(".pb");

        string? Single(string extension) => all.Where(n => n.EndsWith(extension, StringComparison.Ordinal)).ToArray() is [var one] ? one : null;
    }

    /// <summary>What a file is: a SavedModel begins with a number, a MetaGraphDef has its graph in the second field.</summary>
    public static TensorFlowFormat FormatOf(byte[] bytes, string name)
    {
        if (name.EndsWith(".meta", StringComparison.Ordinal)) return TensorFlowFormat.MetaGraphDef;
        var input = new CodedInputStream(bytes);
        try
        {
            uint first = input.ReadTag();
            if (first == WireFormat.MakeTag(1, WireFormat.WireType.Varint)) return TensorFlowFormat.SavedModel;
            if (first == 0) return TensorFlowFormat.GraphDef;
            input.SkipLastField();
            uint second = input.ReadTag();
            bool meta = first == WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited) && second == WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited);
            return meta ? TensorFlowFormat.MetaGraphDef : TensorFlowFormat.GraphDef;
        }
        catch (InvalidProtocolBufferException)
        {
            return TensorFlowFormat.GraphDef;
        }
    }

    /// <summary>The graph of a SavedModel that has all the tags.</summary>
    /// <exception cref="TensorFlowFormatException">There is none.</exception>
    public static MetaGraphDef Choose(SavedModel saved, IReadOnlyCollection<string>? tags)
    {
        if (saved.MetaGraphs.Count == 0) throw new TensorFlowFormatException("The SavedModel holds no graph; it is empty or cut off.");
        if (tags is null) return saved.MetaGraphs.Find(m => m.Tags.Contains("serve")) ?? saved.MetaGraphs[0];
        return saved.MetaGraphs.Find(m => tags.All(m.Tags.Contains))
            ?? throw new TensorFlowFormatException($"The SavedModel has no graph with the tag(s) {string.Join(", ", tags)}; it has {string.Join("; ", saved.MetaGraphs.Select(m => string.Join(", ", m.Tags)))}.");
    }
}
