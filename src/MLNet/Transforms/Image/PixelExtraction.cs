using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;
using MlNetDeepLearning.Imaging;
using Colors = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;
using Picture = MlNetDeepLearning.Imaging.Image;

namespace Microsoft.ML.Transforms.Image;

/// <summary>
/// Writes the pixels of an image as numbers: (pixel - offset) * scale, plane after plane in the order of the colours, or pixel after pixel.
/// </summary>
internal sealed class PixelExtraction(Colors[] colors, bool interleaved, float offset, float scale)
{
    private readonly PixelChannel[] _channels = [.. colors.Select(Channel)];
    private readonly float[] _offset = [offset];
    private readonly float[] _scale = [scale];

    public int Planes => colors.Length;

    public void Extract(MLImage image, Span<float> target)
    {
        if (image.Decoded is { } picture) Extract(picture, target);
        else
        {
            ReadOnlySpan<byte> source = image.Pixels;
            int count = source.Length / 4;
            for (int plane = 0; plane < colors.Length; plane++)
            {
                int place = PlaceOf(colors[plane], image.PixelFormat);
                if (interleaved)
                    for (int i = 0, to = plane; i < count; i++, to += colors.Length) target[to] = (source[4 * i + place] - offset) * scale;
                else Widen(source, place, target.Slice(plane * count, count));
            }
        }
    }

    public void Extract(MLImage image, Span<byte> target)
    {
        ReadOnlySpan<byte> source = image.Decoded is { } picture ? picture.Pixels : image.Pixels;
        int step = image.Decoded?.Channels ?? 4;
        int count = image.Width * image.Height;
        int stride = interleaved ? colors.Length : 1;
        for (int plane = 0; plane < colors.Length; plane++)
        {
            int to = interleaved ? plane : plane * count;
            int place = image.Decoded is null ? PlaceOf(colors[plane], image.PixelFormat) : step == 1 ? 0 : (int)_channels[plane];
            if (image.Decoded is not null && colors[plane] == Colors.Alpha)
                for (int i = 0; i < count; i++, to += stride) target[to] = byte.MaxValue;
            else
                for (int i = 0; i < count; i++, to += stride) target[to] = source[step * i + place];
        }
    }

    private void Extract(Picture picture, Span<float> target)
    {
        if (!interleaved) picture.ToChw(target, _channels, _offset, _scale);
        else if (picture.Format == PixelFormat.Rgb24 && _channels is [PixelChannel.Red, PixelChannel.Green, PixelChannel.Blue])
        {
            // The bytes already stand in the wanted order: seen as grey ones they go through the fast loop for planes.
            Picture bytes = new(picture.Width * 3, picture.Height, PixelFormat.Gray8, picture.Pixels);
            bytes.ToChw(target, PixelChannels.Gray, _offset, _scale);
        }
        else picture.ToHwc(target, _channels, _offset, _scale);
    }

    private void Widen(ReadOnlySpan<byte> source, int place, Span<float> target)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian)
        {
            ref int from = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, int>(source));
            ref float to = ref MemoryMarshal.GetReference(target);
            Vector256<int> low = Vector256.Create(255);
            Vector256<float> shift = Vector256.Create(offset), factor = Vector256.Create(scale);
            for (; i <= target.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> pixel = Vector256.LoadUnsafe(ref from, (nuint)i) >>> (8 * place) & low;
                ((Vector256.ConvertToSingle(pixel) - shift) * factor).StoreUnsafe(ref to, (nuint)i);
            }
        }
        for (; i < target.Length; i++) target[i] = (source[4 * i + place] - offset) * scale;
    }

    private static int PlaceOf(Colors color, MLPixelFormat format)
    {
        (int red, int green, int blue, int alpha) = PixelBytes.Places(format);
        return color switch { Colors.Red => red, Colors.Green => green, Colors.Blue => blue, _ => alpha };
    }

    private static PixelChannel Channel(Colors color) => color switch
    {
        Colors.Red => PixelChannel.Red,
        Colors.Green => PixelChannel.Green,
        Colors.Blue => PixelChannel.Blue,
        _ => PixelChannel.Alpha,
    };
}
