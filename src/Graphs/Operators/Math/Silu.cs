namespace MlNetDeepLearning.Graphs;

/// <summary>Silu, which ONNX knows as <see cref="Swish"/> with a factor of 1.</summary>
public static class SiluBuilder
{
    /// <summary>x·sigmoid(x).</summary>
    public static Value Silu(this Value x) => x.Swish();
}
