using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML.Model;

/// <summary>
/// The components a model file may consist of, by the names they have there. Nothing else is ever made from a file.
/// </summary>
internal static class ComponentRegistry
{
    /// <summary>Makes a component from its settings; <paramref name="Version"/> is the newest of its formats that can be read.</summary>
    public sealed record Loader(Func<ModelReader, ICanSaveModel> Load, int Version = 1);

    public static IReadOnlyDictionary<string, Loader> Loaders { get; } = new Dictionary<string, Loader>
    {
        [ChainFormat.Kind] = new(ChainFormat.Read),
        [ColumnConcatenatingTransformer.Kind] = new(ColumnConcatenatingTransformer.Load),
        [ColumnCopyingTransformer.Kind] = new(ColumnCopyingTransformer.Load),
        [ColumnSelectingTransformer.Kind] = new(ColumnSelectingTransformer.Load),
        [ValueToKeyMappingTransformer.Kind] = new(ValueToKeyMappingTransformer.Load),
        [KeyToValueMappingTransformer.Kind] = new(KeyToValueMappingTransformer.Load),
        [KeyToVectorMappingTransformer.Kind] = new(KeyToVectorMappingTransformer.Load),
        [KeyToBinaryVectorMappingTransformer.Kind] = new(KeyToBinaryVectorMappingTransformer.Load),
        [HashingTransformer.Kind] = new(HashingTransformer.Load),
        [ValueMappingTransformer.Kind] = new(ValueMappingTransformer.Load),
        [NormalizingTransformer.Kind] = new(NormalizingTransformer.Load),
        [LpNormNormalizingTransformer.Kind] = new(LpNormNormalizingTransformer.Load),
        [TypeConvertingTransformer.Kind] = new(TypeConvertingTransformer.Load),
        [OnnxTransformer.Kind] = new(OnnxTransformer.Load),
        [ImageLoadingTransformer.ImagesKind] = new(ImageLoadingTransformer.Load),
        [ImageLoadingTransformer.BytesKind] = new(ImageLoadingTransformer.Load),
        [ImageResizingTransformer.Kind] = new(ImageResizingTransformer.Load),
        [ImageGrayscalingTransformer.Kind] = new(ImageGrayscalingTransformer.Load),
        [ImagePixelExtractingTransformer.Kind] = new(ImagePixelExtractingTransformer.Load),
        [VectorToImageConvertingTransformer.Kind] = new(VectorToImageConvertingTransformer.Load),
    };
}
