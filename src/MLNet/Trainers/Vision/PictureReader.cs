using Microsoft.ML.Data;
using MlNetDeepLearning.Imaging;

namespace Microsoft.ML.Vision;

/// <summary>Turns the bytes of picture files into what a network takes: height x width x 3, red, green and blue from 0 to 1. The picture is stretched to the size.</summary>
internal sealed record PictureReader(int Height, int Width)
{
    /// <summary>What is done to pictures, as text: other features follow from other ways.</summary>
    public const string Decoding = "stretched, bilinear, height x width x RGB, 0 to 1";

    private const float Scale = 1 / 255f;

    public int Length => Height * Width * 3;

    /// <summary>Decodes a picture.</summary>
    /// <param name="file">The bytes of its file.</param>
    /// <param name="target">The values.</param>
    /// <exception cref="ImageFormatException">It cannot be read.</exception>
    public void Read(ReadOnlySpan<byte> file, Span<float> target)
    {
        if (file.IsEmpty) throw new ImageFormatException("it is empty");
        Image.Decode(file).Resize(Width, Height).ToHwc(target, PixelChannels.Rgb, scale: [Scale]);
    }

    /// <summary>What is wrong with a picture, said with its place.</summary>
    public static ImageFormatException Unreadable(long row, string column, ImageFormatException error)
        => new($"Row {row}, column '{column}': the picture cannot be read: {error.Reason}");
}

/// <summary>Reads the bytes of a row's picture.</summary>
internal sealed class PictureBytes(DataViewRow row, DataViewSchema.Column column)
{
    private readonly ValueGetter<VBuffer<byte>> _get = row.GetGetter<VBuffer<byte>>(column);
    private VBuffer<byte> _buffer;

    public long Row => row.Position;

    public byte[] Read()
    {
        _get(ref _buffer);
        return [.. _buffer.DenseValues()];
    }
}
