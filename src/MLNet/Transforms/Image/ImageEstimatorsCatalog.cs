using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>Transforms of images.</summary>
public static class ImageEstimatorsCatalog
{
    /// <summary>Takes the colour out of images: all three colours of a pixel become 0.3 R + 0.59 G + 0.11 B.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of grey images.</param>
    /// <param name="inputColumnName">The column of images; null for the same name.</param>
    public static ImageGrayscalingEstimator ConvertToGrayscale(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageGrayscalingEstimator(new(outputColumnName, inputColumnName));
    }

    /// <summary>Reads image files: JPEG, PNG, BMP or GIF, told apart by their content.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of images.</param>
    /// <param name="imageFolder">The folder that relative paths start from; null or empty for the current one.</param>
    /// <param name="inputColumnName">The column of paths; null for the same name.</param>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public static ImageLoadingEstimator LoadImages(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageLoadingEstimator(new(outputColumnName, inputColumnName), imageFolder, raw: false);
    }

    /// <summary>Reads the bytes of image files without decoding them, into vectors of bytes of differing length.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of bytes.</param>
    /// <param name="imageFolder">The folder that relative paths start from; null or empty for the current one.</param>
    /// <param name="inputColumnName">The column of paths; null for the same name.</param>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public static ImageLoadingEstimator LoadRawImageBytes(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageLoadingEstimator(new(outputColumnName, inputColumnName), imageFolder, raw: true);
    }

    /// <summary>Turns images of one known size into vectors: channels x height x width, or height x width x channels where interleaved.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of vectors.</param>
    /// <param name="inputColumnName">The column of images; null for the same name.</param>
    /// <param name="colorsToExtract">The colours to take.</param>
    /// <param name="orderOfExtraction">Their order.</param>
    /// <param name="interleavePixelColors">Whether the colours of a pixel stand side by side, instead of plane after plane.</param>
    /// <param name="offsetImage">What is subtracted from every pixel (0 to 255) first.</param>
    /// <param name="scaleImage">What the difference is multiplied by.</param>
    /// <param name="outputAsFloatArray">Whether the vectors are of floats; otherwise of bytes, without offset and scale.</param>
    public static ImagePixelExtractingEstimator ExtractPixels(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavePixelColors = false, float offsetImage = 0f, float scaleImage = 1f, bool outputAsFloatArray = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImagePixelExtractingEstimator(new ImagePixelExtractingTransformer([new(outputColumnName, inputColumnName)], colorsToExtract,
            orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray));
    }

    /// <summary>Gives all images one size.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of resized images.</param>
    /// <param name="imageWidth">The number of pixels in a row.</param>
    /// <param name="imageHeight">The number of rows.</param>
    /// <param name="inputColumnName">The column of images; null for the same name.</param>
    /// <param name="resizing">What becomes of an image of other proportions.</param>
    /// <param name="cropAnchor">Which part stays when an image is cropped.</param>
    public static ImageResizingEstimator ResizeImages(this TransformsCatalog catalog, string outputColumnName, int imageWidth, int imageHeight,
        string? inputColumnName = null, ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageResizingEstimator(new(outputColumnName, inputColumnName), imageWidth, imageHeight, resizing, cropAnchor);
    }

    /// <summary>Turns vectors of pixels, laid out as <c>ExtractPixels</c> makes them, into images.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="imageHeight">The number of rows.</param>
    /// <param name="imageWidth">The number of pixels in a row.</param>
    /// <param name="outputColumnName">The column of images.</param>
    /// <param name="inputColumnName">The column of vectors; null for the same name.</param>
    /// <param name="colorsPresent">The colours that the vectors hold.</param>
    /// <param name="orderOfColors">Their order.</param>
    /// <param name="interleavedColors">Whether the colours of a pixel stand side by side, instead of plane after plane.</param>
    /// <param name="scaleImage">What every value is multiplied by.</param>
    /// <param name="offsetImage">What is subtracted from the product.</param>
    /// <param name="defaultAlpha">Alpha, 0 to 255, where the vectors hold none.</param>
    /// <param name="defaultRed">Red where the vectors hold none.</param>
    /// <param name="defaultGreen">Green where the vectors hold none.</param>
    /// <param name="defaultBlue">Blue where the vectors hold none.</param>
    public static VectorToImageConvertingEstimator ConvertToImage(this TransformsCatalog catalog, int imageHeight, int imageWidth,
        string outputColumnName, string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsPresent = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfColors = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavedColors = false, float scaleImage = 1f, float offsetImage = 0f,
        int defaultAlpha = 255, int defaultRed = 0, int defaultGreen = 0, int defaultBlue = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        VectorToImageSettings settings = new(imageHeight, imageWidth, colorsPresent, orderOfColors, interleavedColors, scaleImage, offsetImage,
            [defaultBlue, defaultGreen, defaultRed, defaultAlpha]);
        return new VectorToImageConvertingEstimator(new VectorToImageConvertingTransformer([new(outputColumnName, inputColumnName)], settings));
    }
}
