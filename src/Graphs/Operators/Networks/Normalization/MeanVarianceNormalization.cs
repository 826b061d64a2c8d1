namespace MlNetDeepLearning.Graphs;

/// <summary>Builds ONNX's MeanVarianceNormalization.</summary>
public static class MeanVarianceNormalizationBuilder
{
    /// <summary>x less its mean over the given axes, divided by its standard deviation over them plus 1e-9 (ONNX MeanVarianceNormalization).</summary>
    public static Value MeanVarianceNormalization(this Value x, Ints axes)
    {
        Value centered = x - x.ReduceMean(axes);
        return centered / ((centered * centered).ReduceMean(axes).Sqrt() + 1e-9);
    }
}
