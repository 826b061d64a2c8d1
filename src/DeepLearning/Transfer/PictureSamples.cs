using System.IO.Compression;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Pictures as a backbone takes them: read, decoded and resized just as the fitted pipeline does it.</summary>
/// <param name="samples">The pictures.</param>
/// <param name="pixels">How they become numbers: planes of scaled pixels.</param>
public sealed class PictureSamples(IReadOnlyList<ImageSample> samples, ImagePreprocessing pixels) : ISampleSource
{
    private readonly ResizeOptions _resize = new(Mode: pixels.Fit switch { PictureFit.Crop => ResizeMode.Crop, PictureFit.Letterbox => ResizeMode.Pad, _ => ResizeMode.Stretch });

    /// <inheritdoc/>
    public int Count => samples.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => samples[index].Name;

    /// <summary>The picture's file; one that lies in a packed file as a file of its own.</summary>
    public byte[] Read(int index) => samples[index] is PackedSample packed ? packed.Load().EncodePng(CompressionLevel.Fastest) : samples[index].Content().ToArray();

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> content, Span<float> target) => Write(Shrink(Image.Decode(content)), target);

    /// <summary>A picture in the backbone's size and channels.</summary>
    internal Image Shrink(Image picture)
    {
        // Transparent parts lie on black, as in ML.NET's pictures.
        Image opaque = picture.Format == PixelFormat.Rgba32 ? picture.Convert(PixelFormat.Rgb24, Rgb.Black) : picture;
        Image resized = opaque.Width == pixels.Width && opaque.Height == pixels.Height ? opaque : opaque.Resize(pixels.Width, pixels.Height, _resize);
        return resized.Convert(pixels.Channels == ColorChannels.Gray ? PixelFormat.Gray8 : PixelFormat.Rgb24);
    }

    /// <summary>Its numbers.</summary>
    internal void Write(Image picture, Span<float> target)
    {
        ReadOnlySpan<PixelChannel> channels = pixels.Channels switch { ColorChannels.Gray => PixelChannels.Gray, ColorChannels.Bgr => PixelChannels.Bgr, _ => PixelChannels.Rgb };
        picture.ToChw(target, channels, scale: [pixels.Scale]);
    }
}

/// <summary>Pictures for many epochs: shrunken ones stay in memory as long as there is room for them, the others are decoded again each time.</summary>
internal sealed class PictureTable(PictureSamples samples, int size, long mostBytes = 1L << 30) : IFeatureRows
{
    private readonly Image?[] _kept = new Image?[samples.Count];
    private long _bytes;

    public int Size => size;

    public int Count => samples.Count;

    public void Read(int sample, Span<float> target)
    {
        Image? picture = Volatile.Read(ref _kept[sample]);
        if (picture is null)
        {
            picture = Shrink(sample);
            if (Interlocked.Add(ref _bytes, size) <= mostBytes) Volatile.Write(ref _kept[sample], picture);
        }
        samples.Write(picture, target);
    }

    private Image Shrink(int sample)
    {
        try
        {
            return samples.Shrink(Image.Decode(samples.Read(sample)));
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{samples.NameOf(sample)} cannot be read: {e.Message}", e);
        }
    }
}
