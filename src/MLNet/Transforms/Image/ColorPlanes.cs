namespace Microsoft.ML.Transforms.Image;

/// <summary>Which colours stand in which order in a vector of pixels.</summary>
internal static class ColorPlanes
{
    /// <summary>The chosen colours in the given order; each is one of the single bits.</summary>
    public static ImagePixelExtractingEstimator.ColorBits[] Of(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order, string parameter)
    {
        if (!Enum.IsDefined(order)) throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order of colours.");
        ImagePixelExtractingEstimator.ColorBits[] planes = [.. order.ToString().Select(Bit).Where(color => (colors & color) != 0)];
        return planes.Length > 0 ? planes : throw new ArgumentException("At least one of alpha, red, green and blue must be chosen.", parameter);
    }

    public static void CheckScale(float offset, float scale)
    {
        if (!float.IsFinite(offset)) throw new ArgumentOutOfRangeException("offsetImage", offset, "The offset must be a finite number.");
        if (!float.IsFinite(scale) || scale == 0) throw new ArgumentOutOfRangeException("scaleImage", scale, "The scale must be a finite number other than 0.");
    }

    private static ImagePixelExtractingEstimator.ColorBits Bit(char letter) => letter switch
    {
        'A' => ImagePixelExtractingEstimator.ColorBits.Alpha,
        'R' => ImagePixelExtractingEstimator.ColorBits.Red,
        'G' => ImagePixelExtractingEstimator.ColorBits.Green,
        _ => ImagePixelExtractingEstimator.ColorBits.Blue,
    };
}
