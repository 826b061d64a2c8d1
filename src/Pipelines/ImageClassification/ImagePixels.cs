using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeepLearning.ImageClassification;

/// <summary>The part of the model between a picture and the network.</summary>
internal static class ImagePixels
{
    /// <summary>Resizes pictures to a square and makes numbers of 0 to 1 of them: three planes, or one where there is no colour.</summary>
    public static IEstimator<ITransformer> Compose(MLContext context, int size, bool grey)
    {
        var resized = context.Transforms.ResizeImages("Image", size, size, resizing: ImageResizingEstimator.ResizingKind.Fill);
        return grey
            ? resized.Append(context.Transforms.ConvertToGrayscale("Image"))
                .Append(context.Transforms.ExtractPixels("Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, scaleImage: 1 / 255f))
            : resized.Append(context.Transforms.ExtractPixels("Features", "Image", scaleImage: 1 / 255f));
    }

    /// <summary>The model without its first step, which loads pictures from files: for pictures that are loaded already.</summary>
    public static ITransformer WithoutLoading(ITransformer model) => model is TransformerChain<ITransformer> chain
        ? new TransformerChain<ITransformer>([.. chain.Skip(1)])
        : model;
}
