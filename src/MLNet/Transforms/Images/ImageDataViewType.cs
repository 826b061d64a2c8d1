using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The type of image columns. A value is an <see cref="MLImage"/>.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    /// <summary>The height of all images in pixels, or 0 where it differs.</summary>
    public readonly int Height;

    /// <summary>The width of all images in pixels, or 0 where it differs.</summary>
    public readonly int Width;

    /// <summary>Images of differing sizes.</summary>
    public ImageDataViewType() : base(RawType<MLImage>.Instance) { }

    /// <summary>Images of one size.</summary>
    public ImageDataViewType(int height, int width) : base(RawType<MLImage>.Instance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)height * width > int.MaxValue / 4) throw new ArgumentOutOfRangeException(nameof(height), $"{height} x {width} pixels are too many for one image.");
        Height = height;
        Width = width;
    }

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is ImageDataViewType image && image.Height == Height && image.Width == Width;

    /// <summary>A hash of the size.</summary>
    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <summary>"Image", with height and width where they are known: "Image&lt;224, 224&gt;".</summary>
    public override string ToString() => Height == 0 && Width == 0 ? "Image" : $"Image<{Height}, {Width}>";
}

/// <summary>Makes a member of type <see cref="MLImage"/> an image column.</summary>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    private readonly int _height;
    private readonly int _width;

    /// <summary>Images of differing sizes.</summary>
    public ImageTypeAttribute() { }

    /// <summary>Images of one size.</summary>
    public ImageTypeAttribute(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        _height = height;
        _width = width;
    }

    /// <inheritdoc/>
    public override bool Equals(DataViewTypeAttribute? other) => other is ImageTypeAttribute image && image._height == _height && image._width == _width;

    /// <summary>A hash of the size.</summary>
    public override int GetHashCode() => HashCode.Combine(_height, _width);

    /// <inheritdoc/>
    public override void Register()
        => DataViewTypeManager.Register(_height == 0 ? new ImageDataViewType() : new ImageDataViewType(_height, _width), typeof(MLImage), this);
}
