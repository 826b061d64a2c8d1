using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlNetDeepLearning.Imaging;
using Picture = MlNetDeepLearning.Imaging.Image;

namespace Microsoft.ML.Data;

/// <summary>Conversions between the four-byte pixels of an <see cref="MLImage"/> and the pictures that codecs and resizing work on.</summary>
internal static class PixelBytes
{
    private const uint OpaqueAlpha = 0xFF000000;

    /// <summary>The places of red, green, blue and alpha in a pixel.</summary>
    public static (int Red, int Green, int Blue, int Alpha) Places(MLPixelFormat format) => format == MLPixelFormat.Bgra32 ? (2, 1, 0, 3) : (0, 1, 2, 3);

    /// <summary>Blue, green, red, 255 of a grey or RGB picture.</summary>
    public static byte[] ToBgra(Picture picture)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(picture.Width * picture.Height * 4);
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(pixels.AsSpan());
        ReadOnlySpan<byte> source = picture.Pixels;
        if (picture.Channels == 1)
        {
            for (int i = 0; i < target.Length; i++) target[i] = Little(source[i] * 0x010101u | OpaqueAlpha);
            return pixels;
        }
        int done = 0;
        if (BitConverter.IsLittleEndian)
        {
            // Sixteen bytes are read for the twelve of four pixels, so the last ones are left to the plain loop.
            ref byte from = ref MemoryMarshal.GetReference(source);
            ref byte to = ref MemoryMarshal.GetReference(pixels.AsSpan());
            Vector128<byte> order = Vector128.Create((byte)2, 1, 0, 255, 5, 4, 3, 255, 8, 7, 6, 255, 11, 10, 9, 255);
            Vector128<byte> alpha = Vector128.Create(OpaqueAlpha).AsByte();
            for (; done * 3 + 16 <= source.Length; done += 4)
                (Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)(done * 3)), order) | alpha).StoreUnsafe(ref to, (nuint)(done * 4));
        }
        for (; done < target.Length; done++)
            target[done] = Little((uint)(source[done * 3] << 16 | source[done * 3 + 1] << 8 | source[done * 3 + 2]) | OpaqueAlpha);
        return pixels;
    }

    /// <summary>Red, green, blue of an image of four-byte pixels; alpha is dropped, so what is transparent is black.</summary>
    public static Picture ToRgb(MLImage image)
    {
        Picture picture = new(image.Width, image.Height, PixelFormat.Rgb24, GC.AllocateUninitializedArray<byte>(image.Width * image.Height * 3));
        ReadOnlySpan<byte> source = image.Pixels;
        (int red, int green, int blue, _) = Places(image.PixelFormat);
        Span<byte> target = picture.Pixels;
        for (int to = 0, from = 0; to <= target.Length - 3; to += 3, from += 4)
        {
            ReadOnlySpan<byte> pixel = source.Slice(from, 4);
            target[to] = pixel[red];
            target[to + 1] = pixel[green];
            target[to + 2] = pixel[blue];
        }
        return picture;
    }

    /// <summary>0.3 R + 0.59 G + 0.11 B of each pixel, ML.NET's weights, rounded; the picture itself where it is grey.</summary>
    public static Picture ToGray(Picture picture)
    {
        if (picture.Channels == 1) return picture;
        byte[] gray = GC.AllocateUninitializedArray<byte>(picture.Width * picture.Height);
        ReadOnlySpan<byte> source = picture.Pixels;
        for (int i = 0, from = 0; i < gray.Length; i++, from += 3)
        {
            ReadOnlySpan<byte> pixel = source.Slice(from, 3);
            gray[i] = (byte)((30 * pixel[0] + 59 * pixel[1] + 11 * pixel[2] + 50) / 100);
        }
        return new Picture(picture.Width, picture.Height, PixelFormat.Gray8, gray);
    }

    public static void ToBgr(Picture picture, Span<byte> target)
    {
        ReadOnlySpan<byte> source = picture.Pixels;
        if (picture.Channels == 1)
        {
            for (int i = 0; i < source.Length; i++) target.Slice(3 * i, 3).Fill(source[i]);
            return;
        }
        for (int i = 0; i <= source.Length - 3; i += 3)
        {
            target[i] = source[i + 2];
            target[i + 1] = source[i + 1];
            target[i + 2] = source[i];
        }
    }

    /// <summary>The alpha of an image of four-byte pixels as a grey picture; null where all of it is 255.</summary>
    public static Picture? AlphaOf(MLImage image)
    {
        ReadOnlySpan<byte> source = image.Pixels;
        byte least = 255;
        for (int i = 3; i < source.Length; i += 4) least &= source[i];
        if (least == 255) return null;
        Picture alpha = new(image.Width, image.Height, PixelFormat.Gray8);
        for (int i = 0; i < alpha.Pixels.Length; i++) alpha.Pixels[i] = source[4 * i + 3];
        return alpha;
    }

    /// <summary>An image of four-byte pixels from its colours, multiplied by alpha, and its alpha.</summary>
    public static MLImage Join(Picture colors, Picture alpha)
    {
        byte[] pixels = ToBgra(colors);
        for (int i = 0; i < alpha.Pixels.Length; i++) pixels[4 * i + 3] = alpha.Pixels[i];
        return MLImage.CreateFromPixels(colors.Width, colors.Height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>Multiplies the colours of red, green, blue, alpha pixels by their alpha.</summary>
    public static void Premultiply(Span<byte> pixels)
    {
        for (int i = 0; i <= pixels.Length - 4; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255) continue;
            for (int c = 0; c < 3; c++) pixels[i + c] = (byte)((pixels[i + c] * alpha + 127) / 255);
        }
    }

    /// <summary>The image with colours that are not multiplied by alpha, as files hold them.</summary>
    public static Picture ToStraightAlpha(MLImage image)
    {
        Picture picture = ToRgb(image);
        if (AlphaOf(image) is not { } alphas) return picture;
        Picture straight = picture.Convert(PixelFormat.Rgba32);
        Span<byte> pixels = straight.Pixels;
        for (int i = 0; i < alphas.Pixels.Length; i++)
        {
            int alpha = alphas.Pixels[i];
            Span<byte> pixel = pixels.Slice(4 * i, 4);
            pixel[3] = (byte)alpha;
            if (alpha is not (0 or 255))
                foreach (ref byte color in pixel[..3]) color = (byte)Math.Min(255, (color * 255 + alpha / 2) / alpha);
        }
        return straight;
    }

    private static uint Little(uint value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
}
