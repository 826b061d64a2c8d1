using Microsoft.ML;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Applies an ONNX file whose outputs named in its metadata are one number a row. The managed runtime reads that metadata and gives columns of
/// single values; the official one gives vectors of one, which are taken apart here. The only place where the runtimes differ.
/// </summary>
internal static class OnnxScoring
{
    /// <summary>The metadata key that lists, separated by commas, the outputs that are one value a row.</summary>
    public const string ScalarsKey = "mlnet.scalar_outputs";

    public static IEstimator<ITransformer> Apply(MLContext context, byte[] onnx, string[] outputs, string input)
    {
        // Outputs stand before inputs, as ApplyOnnxModel has it.
        IEstimator<ITransformer> scoring = context.Transforms.ApplyOnnxModel(outputs, [input], new MemoryStream(onnx));
#if MLNET_PACKAGES
        return ScalarColumns.Append(context, scoring, onnx, outputs);
#else
        return scoring;
#endif
    }
}
