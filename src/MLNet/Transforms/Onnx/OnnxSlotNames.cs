using Microsoft.ML.Data;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The names of a vector's items, which ONNX has no place for: in the metadata of files, and, where ML.NET wrote the file, in a node that nobody needs.</summary>
internal static class OnnxSlotNames
{
    private const string Key = "mlnet.slot_names.";

    /// <summary>Keeps the names of a column's items, if it has any, in a graph.</summary>
    public static void Write(Graph graph, DataViewSchema.Column column)
    {
        if (!column.HasSlotNames()) return;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        string[] lines = [.. names.DenseValues().Select(name => name.ToString())];
        if (!lines.Any(line => line.Contains('\n'))) graph.Metadata[Key + column.Name] = string.Join('\n', lines);
    }

    /// <summary>The annotations of a column that a model gives.</summary>
    public static DataViewSchema.Annotations Read(Graph graph, string column, DataViewType type)
    {
        string[]? names = graph.Metadata.TryGetValue(Key + column, out string? lines) ? lines.Split('\n')
            : graph.Nodes.FirstOrDefault(n => n.Name == $"mlnet.{column}.SlotNames")?.Operator is LabelEncoder { KeysStrings: { Length: > 0 } texts } ? texts.ToArray() : null;
        if (names is null || type is not VectorDataViewType vector || vector.Size != names.Length) return DataViewSchema.Annotations.Empty;
        DataViewSchema.Annotations.Builder builder = new();
        builder.AddTexts(AnnotationNames.SlotNames, [.. names.Select(name => name.AsMemory())]);
        return builder.ToAnnotations();
    }
}
