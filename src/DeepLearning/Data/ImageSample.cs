using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// One labelled picture of a data set, not decoded yet: a file, an entry of an archive, or pixels of a packed file (MNIST, CIFAR).
/// </summary>
public abstract class ImageSample
{
    /// <summary>Describes a picture.</summary>
    protected ImageSample(string name, string label)
    {
        Name = name;
        Label = label;
    }

    /// <summary>The file's full path; for others the container's path and the number or name within.</summary>
    public string Name { get; }

    /// <summary>The class that it belongs to.</summary>
    public string Label { get; }

    /// <summary>True when <see cref="Name"/> is the path of an image file that other programs can open.</summary>
    public virtual bool IsFile => false;

    /// <summary>Decodes the picture.</summary>
    /// <exception cref="ImageFormatException">It cannot be read; the message names it and the reason.</exception>
    public abstract Image Load();

    /// <summary>The bytes as they are stored, which tell equal pictures.</summary>
    public abstract ReadOnlySpan<byte> Content();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A picture in a file of its own.</summary>
public sealed class FileSample(string path, string label, DecodeOptions? options = null) : ImageSample(path, label)
{
    /// <inheritdoc/>
    public override bool IsFile => true;

    /// <inheritdoc/>
    public override Image Load()
    {
        try
        {
            return Image.Load(Name, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFormatException($"{Name}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Content() => File.ReadAllBytes(Name);
}

/// <summary>An encoded picture held in memory: an entry of an archive.</summary>
public sealed class EncodedSample(string name, string label, byte[] bytes, DecodeOptions? options = null) : ImageSample(name, label)
{
    /// <inheritdoc/>
    public override Image Load()
    {
        try
        {
            return Image.Decode(bytes, options);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException(Name, e);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Content() => bytes;
}

/// <summary>A picture whose pixels lie in a larger array, plane after plane: MNIST and CIFAR.</summary>
public sealed class PackedSample(string name, string label, byte[] data, int offset, int width, int height, int channels) : ImageSample(name, label)
{
    /// <inheritdoc/>
    public override Image Load()
    {
        if (channels == 1) return new Image(width, height, PixelFormat.Gray8, Content().ToArray());
        var image = new Image(width, height, PixelFormat.Rgb24);
        ReadOnlySpan<byte> planes = Content();
        for (int c = 0, plane = width * height; c < 3; c++)
            for (int i = 0; i < plane; i++) image.Pixels[i * 3 + c] = planes[c * plane + i];
        return image;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Content() => data.AsSpan(offset, width * height * channels);
}
