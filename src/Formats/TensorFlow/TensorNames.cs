namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Names of tensors as callers write them.</summary>
internal static class TensorNames
{
    /// <summary>The tensor of a name.</summary>
    /// <exception cref="TensorFlowFormatException">There is none; the message names some that are similar.</exception>
    public static TensorName Require(TensorFlowFile file, string name)
    {
        if (TensorName.Parse(name) is { } tensor && file.Table.Find(tensor.Node) is not null) return tensor;
        string last = name.Split(':')[0].Split('/')[^1];
        string[] similar = [.. file.Table.Nodes.Where(n => n.Op != "Const" && n.Name.Contains(last, StringComparison.OrdinalIgnoreCase)).Select(n => n.Name).Take(5)];
        throw new TensorFlowFormatException($"There is no tensor '{name}'. " + (similar.Length > 0 ? $"Similar names: {string.Join(", ", similar)}."
            : $"Placeholders: {string.Join(", ", file.Placeholders.Select(p => p.Name))}; last operations: {string.Join(", ", file.Table.Nodes.TakeLast(5).Select(n => n.Name))}."));
    }
}
