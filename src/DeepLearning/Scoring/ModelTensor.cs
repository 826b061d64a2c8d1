using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>An input or output of a network, whatever format it is stored in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dims">Its dimensions; null where the model leaves one open.</param>
public sealed record ModelTensor(string Name, ElementType Type, IReadOnlyList<int?> Dims)
{
    /// <summary>Name, type and dimensions: <c>data: Float32 ?x3x224x224</c>.</summary>
    public override string ToString() => $"{Name}: {Type} {(Dims.Count == 0 ? "scalar" : string.Join('x', Dims.Select(d => d?.ToString() ?? "?")))}";
}

/// <summary>What a network gave for one picture: numbers in their dimensions, the first of which is 1.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Dims">The dimensions.</param>
/// <param name="Values">The numbers, the last dimension running fastest.</param>
public sealed record ModelOutput(string Name, IReadOnlyList<int> Dims, float[] Values)
{
    /// <summary>The dimensions without those that are 1.</summary>
    public int[] Extent => [.. Dims.Where(d => d != 1)];

    /// <summary>Puts numbers into the dimensions that the model declares; the one that it leaves open follows from their count.</summary>
    /// <param name="tensor">The output.</param>
    /// <param name="values">Its numbers for one picture.</param>
    public static ModelOutput Of(ModelTensor tensor, float[] values)
    {
        int[] dims = [.. tensor.Dims.Select((d, axis) => d ?? (axis == 0 ? 1 : 0))];
        long known = dims.Where(d => d > 0).Aggregate(1L, (n, d) => n * d);
        int open = dims.Count(d => d == 0);
        if (open == 0 && known == values.Length) return new ModelOutput(tensor.Name, dims, values);
        if (open == 1 && known > 0 && values.Length % known == 0)
            return new ModelOutput(tensor.Name, [.. dims.Select(d => d == 0 ? (int)(values.Length / known) : d)], values);
        // Two open dimensions are rows and columns in practice; whoever knows the picture's proportions divides what is left.
        return new ModelOutput(tensor.Name, [.. dims.Where(d => d > 0), (int)(values.Length / Math.Max(1, known))], values);
    }

    /// <summary>Name and dimensions.</summary>
    public override string ToString() => $"{Name} {string.Join('x', Dims)}";
}
