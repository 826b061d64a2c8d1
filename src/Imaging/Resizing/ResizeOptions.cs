namespace MlNetDeepLearning.Imaging;

/// <summary>How pixels are weighed when an image changes its size. All but <see cref="Nearest"/> take in every source pixel when shrinking.</summary>
public enum ResizeFilter
{
    /// <summary>The pixel under the centre; for masks and palettes, whose values must not mix.</summary>
    Nearest,

    /// <summary>The mean over the area that a target pixel covers, edge pixels in proportion.</summary>
    Area,

    /// <summary>The triangle filter, widened by the scale when shrinking (antialiased).</summary>
    Bilinear,

    /// <summary>Keys' cubic convolution with a = -0.5, widened by the scale when shrinking (antialiased).</summary>
    Bicubic,
}

/// <summary>What becomes of the aspect ratio when an image is resized.</summary>
public enum ResizeMode
{
    /// <summary>The whole image fills the whole target; proportions change.</summary>
    Stretch,

    /// <summary>Proportions stay, the target is filled, and what stands out is cut off.</summary>
    Crop,

    /// <summary>Proportions stay, the whole image is shown, and the rest of the target is background.</summary>
    Pad,
}

/// <summary>How <see cref="ImageResizing.Resize(Image, int, int, ResizeOptions)"/> works.</summary>
/// <param name="Filter">How pixels are weighed.</param>
/// <param name="Mode">What becomes of the aspect ratio.</param>
/// <param name="AnchorX">Which part stays when cropping, and where the image lies when padding: 0 left, 0.5 centre, 1 right.</param>
/// <param name="AnchorY">The same downwards: 0 top, 0.5 centre, 1 bottom.</param>
/// <param name="Background">The colour beside a padded image; where the image has alpha, the background is opaque.</param>
public sealed record ResizeOptions(
    ResizeFilter Filter = ResizeFilter.Bilinear,
    ResizeMode Mode = ResizeMode.Stretch,
    double AnchorX = 0.5,
    double AnchorY = 0.5,
    Rgb Background = default)
{
    /// <summary>Bilinear, stretched.</summary>
    public static ResizeOptions Default { get; } = new();
}
