using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>What the components of a JPEG file mean.</summary>
internal enum JpegColors
{
    /// <summary>Luminance alone.</summary>
    Gray,

    /// <summary>Luminance and two colour differences (JFIF).</summary>
    YCbCr,

    /// <summary>Red, green, blue as they are.</summary>
    Rgb,

    /// <summary>Inks, inverted: 255 is no ink, as Adobe's programs and all readers have it.</summary>
    Cmyk,

    /// <summary>As <see cref="Cmyk"/>, with the first three coded as <see cref="YCbCr"/>.</summary>
    Ycck,
}

/// <summary>Turns decoded components into an image.</summary>
internal static class JpegColorConversion
{
    // The JFIF factors 1.402, 1.772, 0.344136 and 0.714136 in 1/65536.
    private const int CrToRed = 91881;
    private const int CbToBlue = 116130;
    private const int CbToGreen = 22554;
    private const int CrToGreen = 46802;
    private const int Half = 32768;
    private const int Center = 128;

    /// <summary>The image of a decoded frame: Gray8 for one component, otherwise Rgb24.</summary>
    public static Image ToImage(JpegFrame frame, JpegColors colors)
    {
        PixelFormat format = colors == JpegColors.Gray ? PixelFormat.Gray8 : PixelFormat.Rgb24;
        int width = frame.Width, height = frame.Height;
        var image = new Image(width, height, format, GC.AllocateUninitializedArray<byte>(width * height * format.Channels()));
        SampleRows[] rows = Array.ConvertAll(frame.Components, component => new SampleRows(frame, component));
        for (int y = 0; y < height; y++)
        {
            Span<byte> target = image.Row(y);
            if (colors == JpegColors.Gray)
            {
                rows[0].Row(y)[..width].CopyTo(target);
                continue;
            }
            ReadOnlySpan<byte> first = rows[0].Row(y)[..width], second = rows[1].Row(y)[..width], third = rows[2].Row(y)[..width];
            if (colors is JpegColors.YCbCr or JpegColors.Ycck) FromYCbCr(first, second, third, target);
            else Interleave(first, second, third, target);
            if (colors == JpegColors.Cmyk) ApplyInk(target, rows[3].Row(y), inverted: true);
            else if (colors == JpegColors.Ycck) ApplyInk(target, rows[3].Row(y), inverted: false);
        }
        return image;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromYCbCr(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> target)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + 16 <= luma.Length; i += 16)
            {
                (Vector256<int> y0, Vector256<int> y1) = Load(luma[i..], 0);
                (Vector256<int> cb0, Vector256<int> cb1) = Load(blue[i..], Center);
                (Vector256<int> cr0, Vector256<int> cr1) = Load(red[i..], Center);
                Vector128<byte> r = Pack(y0 + Scale(cr0, CrToRed), y1 + Scale(cr1, CrToRed));
                Vector128<byte> g = Pack(y0 - Green(cb0, cr0), y1 - Green(cb1, cr1));
                Vector128<byte> b = Pack(y0 + Scale(cb0, CbToBlue), y1 + Scale(cb1, CbToBlue));
                Store(r, g, b, target[(3 * i)..]);
            }
        }
        for (; i < luma.Length; i++)
        {
            int y = luma[i], cb = blue[i] - Center, cr = red[i] - Center;
            Span<byte> pixel = target.Slice(3 * i, 3);
            pixel[0] = Clamp(y + ((cr * CrToRed + Half) >> 16));
            pixel[1] = Clamp(y - ((cb * CbToGreen + cr * CrToGreen + Half - 1) >> 16));
            pixel[2] = Clamp(y + ((cb * CbToBlue + Half) >> 16));
        }
    }

    private static void Interleave(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> target)
    {
        for (int i = 0; i < red.Length; i++)
        {
            Span<byte> pixel = target.Slice(3 * i, 3);
            pixel[0] = red[i];
            pixel[1] = green[i];
            pixel[2] = blue[i];
        }
    }

    /// <summary>Darkens the colours by the black plate: both say how much light is left.</summary>
    private static void ApplyInk(Span<byte> target, ReadOnlySpan<byte> black, bool inverted)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int light = inverted ? target[i] : 255 - target[i];
            target[i] = (byte)((light * black[i / 3] + 127) / 255);
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> First, Vector256<int> Second) Load(ReadOnlySpan<byte> source, int center)
    {
        Vector128<byte> bytes = Vector128.Create(source);
        Vector128<ushort> first = Vector128.WidenLower(bytes), second = Vector128.WidenUpper(bytes);
        Vector256<int> offset = Vector256.Create(center);
        return (
            Vector256.Create(Vector128.WidenLower(first), Vector128.WidenUpper(first)).AsInt32() - offset,
            Vector256.Create(Vector128.WidenLower(second), Vector128.WidenUpper(second)).AsInt32() - offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Scale(Vector256<int> value, int factor) => (value * factor + Vector256.Create(Half)) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Green(Vector256<int> cb, Vector256<int> cr) =>
        (cb * CbToGreen + cr * CrToGreen + Vector256.Create(Half - 1)) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pack(Vector256<int> first, Vector256<int> second)
    {
        Vector256<short> both = Vector256.NarrowWithSaturation(first, second);
        both = Vector256.Min(Vector256.Max(both, Vector256<short>.Zero), Vector256.Create((short)255));
        return Vector128.Narrow(both.GetLower().AsUInt16(), both.GetUpper().AsUInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> r, Vector128<byte> g, Vector128<byte> b, Span<byte> target)
    {
        const byte No = 255;
        (Vector128.Shuffle(r, Vector128.Create(0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No, 5))
            | Vector128.Shuffle(g, Vector128.Create(No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No))
            | Vector128.Shuffle(b, Vector128.Create(No, No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No))).CopyTo(target);
        (Vector128.Shuffle(r, Vector128.Create(No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10, No))
            | Vector128.Shuffle(g, Vector128.Create(5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10))
            | Vector128.Shuffle(b, Vector128.Create(No, 5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No))).CopyTo(target[16..]);
        (Vector128.Shuffle(r, Vector128.Create(No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No, No))
            | Vector128.Shuffle(g, Vector128.Create(No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No))
            | Vector128.Shuffle(b, Vector128.Create(10, No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15))).CopyTo(target[32..]);
    }
}
