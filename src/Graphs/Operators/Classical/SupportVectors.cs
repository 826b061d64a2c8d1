using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What the two support vector machines share: rows of features against support vectors by a kernel function.</summary>
internal readonly struct SupportVectors(string kernel, ListOf<float> parameters, ListOf<float> vectors)
{
    private static readonly string[] Names = ["LINEAR", "POLY", "RBF", "SIGMOID"];

    private readonly ListOf<float> _vectors = vectors;

    private double Gamma { get; } = parameters.Length > 0 ? parameters[0] : 0;

    private double Offset { get; } = parameters.Length > 1 ? parameters[1] : 0;

    private double Degree { get; } = parameters.Length > 2 ? parameters[2] : 0;

    private string Name { get; } = kernel;

    /// <summary>Checks the attributes and the features; gives the number of rows.</summary>
    public Dim Infer(Inference i, int count)
    {
        if (!Names.Contains(Name)) throw i.Error($"kernel_type '{Name}' is not one of {string.Join(", ", Names)}");
        if (count <= 0 || _vectors.Length == 0 || _vectors.Length % count != 0)
            throw i.Error($"support_vectors has {_vectors.Length} numbers, which do not make {count} support vectors");
        i.RequireRank(0, 1, 2);
        SymbolicShape x = i.Shape(0);
        i.RequireEqual(x[-1], _vectors.Length / count, "features of a row and of a support vector");
        if (i.Element(0) is not (ElementType.Float32 or ElementType.Float64 or ElementType.Int32 or ElementType.Int64))
            throw i.Error($"features must be Float32, Float64, Int32 or Int64, not {i.Element(0)}");
        return x.Rank == 1 ? 1 : x[0];
    }

    /// <summary>The kernel function of a row and all support vectors.</summary>
    public void Against(Tensor x, int row, Span<double> result)
    {
        int features = x.Shape[-1];
        for (int v = 0; v < result.Length; v++)
        {
            double sum = 0;
            bool distance = Name == "RBF";
            ReadOnlySpan<float> vector = _vectors.Values.Slice(v * features, features);
            for (int f = 0; f < features; f++)
            {
                double a = Scalars.Number(x, (long)row * features + f), b = vector[f];
                sum += distance ? (a - b) * (a - b) : a * b;
            }
            result[v] = Name switch
            {
                "POLY" => Math.Pow(Gamma * sum + Offset, Degree),
                "RBF" => Math.Exp(-Gamma * sum),
                "SIGMOID" => Math.Tanh(Gamma * sum + Offset),
                _ => sum,
            };
        }
    }
}
