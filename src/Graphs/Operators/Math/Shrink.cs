namespace MlNetDeepLearning.Graphs;

/// <summary>Builds ONNX's Shrink.</summary>
public static class ShrinkBuilder
{
    /// <summary>x + bias where x &lt; -lambda, x - bias where x &gt; lambda, 0 between (ONNX Shrink).</summary>
    public static Value Shrink(this Value x, float lambda = 0.5f, float bias = 0) =>
        x.Less(x.Like(-lambda)).Where(x + bias, x.Greater(x.Like(lambda)).Where(x - bias, x.Like(0)));
}
