using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>Transforms of images.</summary>
public static class ImageEstimatorsCatalog
{
    /// <summary>Takes the colours out of images.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The image column; null for the output's name.</param>
    public static ImageGrayscalingEstimator ConvertToGrayscale(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Turns vectors of pixels into images.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="imageHeight">The height of the images.</param>
    /// <param name="imageWidth">The width of the images.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The vector column; null for the output's name.</param>
    /// <param name="colorsPresent">The colours in the vector.</param>
    /// <param name="orderOfColors">Their order.</param>
    /// <param name="interleavedColors">Whether a pixel's colours lie together; otherwise each colour's pixels do.</param>
    /// <param name="scaleImage">Items are multiplied by this.</param>
    /// <param name="offsetImage">Then this is taken off.</param>
    /// <param name="defaultAlpha">Alpha where the vector has none.</param>
    /// <param name="defaultRed">Red where the vector has none.</param>
    /// <param name="defaultGreen">Green where the vector has none.</param>
    /// <param name="defaultBlue">Blue where the vector has none.</param>
    public static VectorToImageConvertingEstimator ConvertToImage(this TransformsCatalog catalog, int imageHeight, int imageWidth, string outputColumnName,
        string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsPresent = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfColors = ImagePixelExtractingEstimator.ColorsOrder.ARGB, bool interleavedColors = false,
        float scaleImage = 1, float offsetImage = 0, int defaultAlpha = 255, int defaultRed = 0, int defaultGreen = 0, int defaultBlue = 0)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), imageHeight, imageWidth,
            new PixelOptions(colorsPresent, orderOfColors, interleavedColors, offsetImage, scaleImage, true),
            [checked((byte)defaultRed), checked((byte)defaultGreen), checked((byte)defaultBlue), checked((byte)defaultAlpha)]);

    /// <summary>Turns images of one size into vectors: colours x height x width, or height x width x colours where interleaved.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The image column; null for the output's name.</param>
    /// <param name="colorsToExtract">The colours to take.</param>
    /// <param name="orderOfExtraction">Their order.</param>
    /// <param name="interleavePixelColors">Whether a pixel's colours lie together; otherwise each colour's pixels do.</param>
    /// <param name="offsetImage">This is taken off the colours (0 to 255).</param>
    /// <param name="scaleImage">Then they are multiplied by this.</param>
    /// <param name="outputAsFloatArray">Whether the items are floats; otherwise bytes, which cannot be shifted or scaled.</param>
    public static ImagePixelExtractingEstimator ExtractPixels(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ARGB, bool interleavePixelColors = false,
        float offsetImage = 0, float scaleImage = 1, bool outputAsFloatArray = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName),
            new PixelOptions(colorsToExtract, orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray));

    /// <summary>Loads the image files that a column names.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="imageFolder">The folder of the files; null where the names are whole paths.</param>
    /// <param name="inputColumnName">The column of names; null for the output's name.</param>
    public static ImageLoadingEstimator LoadImages(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
        => new(imageFolder, true, InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Loads the bytes of the image files that a column names, as they are.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="imageFolder">The folder of the files; null where the names are whole paths.</param>
    /// <param name="inputColumnName">The column of names; null for the output's name.</param>
    public static ImageLoadingEstimator LoadRawImageBytes(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
        => new(imageFolder, false, InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Brings images to one size.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="imageWidth">The width.</param>
    /// <param name="imageHeight">The height.</param>
    /// <param name="inputColumnName">The image column; null for the output's name.</param>
    /// <param name="resizing">What becomes of the proportions.</param>
    /// <param name="cropAnchor">Which part stays when cropping.</param>
    public static ImageResizingEstimator ResizeImages(this TransformsCatalog catalog, string outputColumnName, int imageWidth, int imageHeight,
        string? inputColumnName = null, ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), imageWidth, imageHeight, resizing, cropAnchor);
}
