using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>One channel that a network reads from an image.</summary>
public enum PixelChannel
{
    /// <summary>Red; of a grey image its grey.</summary>
    Red,

    /// <summary>Green; of a grey image its grey.</summary>
    Green,

    /// <summary>Blue; of a grey image its grey.</summary>
    Blue,

    /// <summary>Alpha, 255 is opaque; 255 where the image has none.</summary>
    Alpha,

    /// <summary>Grey: the Rec. 601 luma of a colour image.</summary>
    Luma,
}

/// <summary>The usual choices of channels for <see cref="ImageTensors"/>.</summary>
public static class PixelChannels
{
    /// <summary>Red, green, blue.</summary>
    public static ReadOnlySpan<PixelChannel> Rgb => [PixelChannel.Red, PixelChannel.Green, PixelChannel.Blue];

    /// <summary>Blue, green, red.</summary>
    public static ReadOnlySpan<PixelChannel> Bgr => [PixelChannel.Blue, PixelChannel.Green, PixelChannel.Red];

    /// <summary>Grey alone.</summary>
    public static ReadOnlySpan<PixelChannel> Gray => [PixelChannel.Luma];
}

/// <summary>
/// Turns pixels into the floats that a network reads, and back. A value is (pixel - offset) * scale with one offset and one scale
/// for all channels or one for each; without them it is the pixel, 0 to 255. An image with alpha is composited over white
/// first, unless alpha is asked for.
/// </summary>
public static class ImageTensors
{
    /// <summary>Writes channels x height x width values: plane after plane, rows from the top.</summary>
    /// <exception cref="ArgumentException">The destination does not have exactly that many values, or there are neither one nor as many offsets or scales as channels.</exception>
    public static void ToChw(this Image image, Span<float> destination, ReadOnlySpan<PixelChannel> channels, ReadOnlySpan<float> offset = default, ReadOnlySpan<float> scale = default)
    {
        Image source = Prepare(image, destination, channels, offset, scale);
        int plane = image.Width * image.Height;
        byte[]? planes = source.Format == PixelFormat.Rgb24 ? ArrayPool<byte>.Shared.Rent(plane * 3) : null;
        if (planes is not null) Deinterleave(source.Pixels, planes, plane);
        for (int c = 0; c < channels.Length; c++)
        {
            Span<float> target = destination.Slice(c * plane, plane);
            (float shift, float factor) = (At(offset, c, 0), At(scale, c, 1));
            int index = Index(source.Format, channels[c]);
            if (planes is not null && index >= 0) Widen(planes.AsSpan(index * plane, plane), target, shift, factor);
            else if (source.Format == PixelFormat.Gray8 && index >= 0) Widen(source.Pixels, target, shift, factor);
            else for (int i = 0; i < plane; i++) target[i] = (Sample(source, i, index, channels[c]) - shift) * factor;
        }
        if (planes is not null) ArrayPool<byte>.Shared.Return(planes);
    }

    /// <summary>Writes height x width x channels values: pixel after pixel.</summary>
    /// <exception cref="ArgumentException">The destination does not have exactly that many values, or there are neither one nor as many offsets or scales as channels.</exception>
    public static void ToHwc(this Image image, Span<float> destination, ReadOnlySpan<PixelChannel> channels, ReadOnlySpan<float> offset = default, ReadOnlySpan<float> scale = default)
    {
        Image source = Prepare(image, destination, channels, offset, scale);
        int pixels = image.Width * image.Height;
        for (int c = 0; c < channels.Length; c++)
        {
            (float shift, float factor) = (At(offset, c, 0), At(scale, c, 1));
            int index = Index(source.Format, channels[c]);
            for (int i = 0, to = c; i < pixels; i++, to += channels.Length) destination[to] = (Sample(source, i, index, channels[c]) - shift) * factor;
        }
    }

    /// <summary>An image from 1 (grey), 3 (RGB) or 4 (RGBA) planes of height x width values: round(value / scale + offset), clipped to 0..255.</summary>
    /// <exception cref="ArgumentException">The source does not have channels x height x width values, or the number of channels is another one.</exception>
    public static Image FromChw(ReadOnlySpan<float> source, int channels, int height, int width, ReadOnlySpan<float> offset = default, ReadOnlySpan<float> scale = default)
    {
        PixelFormat format = channels switch
        {
            1 => PixelFormat.Gray8,
            3 => PixelFormat.Rgb24,
            4 => PixelFormat.Rgba32,
            _ => throw new ArgumentException($"An image has 1, 3 or 4 channels, not {channels}.", nameof(channels)),
        };
        var image = new Image(width, height, format);
        CheckSizes(source.Length, image.Pixels.Length, channels, offset, scale);
        int plane = width * height;
        for (int c = 0; c < channels; c++)
        {
            (float shift, float factor) = (At(offset, c, 0), At(scale, c, 1));
            for (int i = 0; i < plane; i++) image.Pixels[i * channels + c] = (byte)Math.Clamp(MathF.Round(source[c * plane + i] / factor + shift), 0, 255);
        }
        return image;
    }

    private static Image Prepare(Image image, Span<float> destination, ReadOnlySpan<PixelChannel> channels, ReadOnlySpan<float> offset, ReadOnlySpan<float> scale)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSizes(destination.Length, (long)image.Width * image.Height * channels.Length, channels.Length, offset, scale);
        if (image.Format == PixelFormat.Rgba32 && !channels.Contains(PixelChannel.Alpha)) image = image.Convert(PixelFormat.Rgb24);
        return channels is [PixelChannel.Luma] ? image.Convert(PixelFormat.Gray8) : image;
    }

    private static void CheckSizes(int buffer, long expected, int channels, ReadOnlySpan<float> offset, ReadOnlySpan<float> scale)
    {
        if (buffer != expected) throw new ArgumentException($"The image takes {expected} values, the buffer has {buffer}.");
        if (offset.Length > 1 && offset.Length != channels) throw new ArgumentException($"There are {offset.Length} offsets for {channels} channels; give one, or one for each.");
        if (scale.Length > 1 && scale.Length != channels) throw new ArgumentException($"There are {scale.Length} scales for {channels} channels; give one, or one for each.");
    }

    private static float At(ReadOnlySpan<float> values, int channel, float otherwise) => values.Length switch
    {
        0 => otherwise,
        1 => values[0],
        _ => values[channel],
    };

    // Where the channel lies within a pixel; -1 where it must be computed.
    private static int Index(PixelFormat format, PixelChannel channel) => channel switch
    {
        PixelChannel.Alpha => format == PixelFormat.Rgba32 ? 3 : -1,
        PixelChannel.Luma => format == PixelFormat.Gray8 ? 0 : -1,
        _ => format == PixelFormat.Gray8 ? 0 : (int)channel,
    };

    private static float Sample(Image image, int pixel, int index, PixelChannel channel)
    {
        int at = pixel * image.Channels;
        if (index >= 0) return image.Pixels[at + index];
        return channel == PixelChannel.Alpha ? 255 : PixelConversion.Luma(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    private static void Widen(ReadOnlySpan<byte> source, Span<float> target, float offset, float scale)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        Vector256<float> shift = Vector256.Create(offset), factor = Vector256.Create(scale);
        int i = 0;
        for (; i <= target.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector256<ushort> wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)i).ToVector256Unsafe());
            Vector256<float> low = Vector256.ConvertToSingle(Vector256.WidenLower(wide).AsInt32());
            Vector256<float> high = Vector256.ConvertToSingle(Vector256.WidenUpper(wide).AsInt32());
            ((low - shift) * factor).StoreUnsafe(ref to, (nuint)i);
            ((high - shift) * factor).StoreUnsafe(ref to, (nuint)(i + Vector256<float>.Count));
        }
        for (; i < target.Length; i++) target[i] = (source[i] - offset) * scale;
    }

    private static void Deinterleave(ReadOnlySpan<byte> pixels, Span<byte> planes, int plane)
    {
        ref byte from = ref MemoryMarshal.GetReference(pixels);
        ref byte to = ref MemoryMarshal.GetReference(planes);
        int i = 0;
        for (; i <= plane - 16; i += 16)
        {
            Vector128<byte> a = Vector128.LoadUnsafe(ref from, (nuint)(i * 3));
            Vector128<byte> b = Vector128.LoadUnsafe(ref from, (nuint)(i * 3 + 16));
            Vector128<byte> c = Vector128.LoadUnsafe(ref from, (nuint)(i * 3 + 32));
            // An index above 15 gives zero, so that the three parts of a plane can be joined with "or".
            Vector128<byte> red = Vector128.Shuffle(a, Vector128.Create(0, 3, 6, 9, 12, 15, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(b, Vector128.Create(X, X, X, X, X, X, 2, 5, 8, 11, 14, X, X, X, X, X))
                | Vector128.Shuffle(c, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 1, 4, 7, 10, 13));
            Vector128<byte> green = Vector128.Shuffle(a, Vector128.Create(1, 4, 7, 10, 13, X, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(b, Vector128.Create(X, X, X, X, X, 0, 3, 6, 9, 12, 15, X, X, X, X, X))
                | Vector128.Shuffle(c, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 2, 5, 8, 11, 14));
            Vector128<byte> blue = Vector128.Shuffle(a, Vector128.Create(2, 5, 8, 11, 14, X, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(b, Vector128.Create(X, X, X, X, X, 1, 4, 7, 10, 13, X, X, X, X, X, X))
                | Vector128.Shuffle(c, Vector128.Create(X, X, X, X, X, X, X, X, X, X, 0, 3, 6, 9, 12, 15));
            red.StoreUnsafe(ref to, (nuint)i);
            green.StoreUnsafe(ref to, (nuint)(plane + i));
            blue.StoreUnsafe(ref to, (nuint)(2 * plane + i));
        }
        for (; i < plane; i++) for (int channel = 0; channel < 3; channel++) planes[channel * plane + i] = pixels[i * 3 + channel];
    }

    private const byte X = 255;
}
