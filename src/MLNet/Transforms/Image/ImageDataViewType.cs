using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The type of columns of images, all of one size or of any. A value is an <see cref="MLImage"/>, null where there is none.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    /// <summary>The number of rows of every image, 0 where it differs.</summary>
    public readonly int Height;

    /// <summary>The number of pixels in a row of every image, 0 where it differs.</summary>
    public readonly int Width;

    /// <summary>Images of one size.</summary>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="width">The number of pixels in a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or height x width is more than an array of pixels holds.</exception>
    public ImageDataViewType(int height, int width) : this()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)height * width > int.MaxValue / 4)
            throw new ArgumentOutOfRangeException(nameof(height), $"{height} x {width} pixels are more than an image holds ({int.MaxValue / 4}).");
        Height = height;
        Width = width;
    }

    /// <summary>Images of any size.</summary>
    public ImageDataViewType() : base(Microsoft.ML.Data.RawType.Of<MLImage>()) { }

    internal bool IsKnownSize => Height > 0;

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is ImageDataViewType image && image.Height == Height && image.Width == Width;

    /// <summary>A hash of the size.</summary>
    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <summary>"Image", or "Image&lt;height, width&gt;".</summary>
    public override string ToString() => IsKnownSize ? $"Image<{Height}, {Width}>" : "Image";
}
