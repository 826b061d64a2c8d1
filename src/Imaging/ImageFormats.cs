using System.Globalization;
using System.Text;

namespace MlNetDeepLearning.Imaging;

/// <summary>Tells the formats apart by content, never by file name, and passes the bytes to the one codec.</summary>
internal static class ImageFormats
{
    private enum Kind { Jpeg, Png, Bmp, Gif }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options) => Sniff(data) switch
    {
        Kind.Jpeg => JpegDecoder.Decode(data, options),
        Kind.Png => PngDecoder.Decode(data, options),
        Kind.Bmp => BmpDecoder.Decode(data, options),
        _ => GifDecoder.Decode(data, options),
    };

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options) => Sniff(data) switch
    {
        Kind.Jpeg => JpegDecoder.Identify(data, options),
        Kind.Png => PngDecoder.Identify(data, options),
        Kind.Bmp => BmpDecoder.Identify(data, options),
        _ => GifDecoder.Identify(data, options),
    };

    private static Kind Sniff(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) throw new ImageFormatException("empty: there are no bytes to decode");
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])) return Kind.Jpeg;
        if (data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return Kind.Png;
        if (data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8)) return Kind.Gif;
        if (data.StartsWith("BM"u8) && data.Length >= 18 && data[15] == 0 && data[16] == 0 && data[17] == 0) return Kind.Bmp;
        throw new ImageFormatException($"not a JPEG, PNG, BMP or GIF image: it begins with {Describe(data)}");
    }

    private static string Describe(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> start = data[..Math.Min(data.Length, 16)];
        if (start.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            int text = start.IndexOfAny((byte)'\r', (byte)'\n');
            if (text < 4 || start[..text].ContainsAnyExceptInRange((byte)' ', (byte)'~')) return Hex(start);
            start = start[..text];
        }
        return string.Create(CultureInfo.InvariantCulture, $"the text \"{Encoding.ASCII.GetString(start)}\"");
    }

    private static string Hex(ReadOnlySpan<byte> start) =>
        "the bytes " + string.Join(' ', start[..Math.Min(start.Length, 8)].ToArray().Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
}
