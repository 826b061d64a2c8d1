using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>The scores of models in ONNX.</summary>
internal static class OnnxScores
{
    /// <summary>The scores [N, 1] or [N, classes] of a model over a feature column.</summary>
    /// <exception cref="NotSupportedException">The model has no form in ONNX.</exception>
    public static Value Of(object model, OnnxConversion conversion, string featureColumnName, string reader)
        => model is IOnnxModel convertible ? convertible.ToOnnx(conversion.Flat(featureColumnName, reader))
            : throw new NotSupportedException($"{model.GetType().Name} has no form in ONNX.");

    /// <summary>Keys of places that count from 0.</summary>
    public static Value Place(Value places) => (places + 1).Cast(ElementType.UInt32);

    /// <summary>features x weights + bias, one column for each vector of weights.</summary>
    public static Value Linear(Value features, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
        => features.Gemm(features.Graph.Constant(Tensor.Of(Shape.Of(biases.Length, weights.Length / biases.Length), weights)),
            features.Graph.Constant(Tensor.Of(Shape.Of(biases.Length), biases)), transB: true);
}
