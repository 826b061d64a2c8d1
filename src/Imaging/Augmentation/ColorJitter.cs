using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>A step that changes colours and leaves pixels where they are.</summary>
public abstract record ColorAugmentation : Augmentation
{
    private protected ColorAugmentation()
    {
    }

    /// <summary>Follows <paramref name="colors"/> with this step; <paramref name="mean"/> is the mean colour of the unchanged image,
    /// all in units where black is 0. A grey image has three equal channels.</summary>
    internal abstract ColorMatrix Draw(ref RandomStream random, ColorMatrix colors, Vector3 mean);
}

/// <summary>Changes brightness, contrast, saturation and hue at random, in this order. Grey images have no saturation and no hue to change.</summary>
/// <param name="Brightness">All values times a factor of 1 - Brightness to 1 + Brightness.</param>
/// <param name="Contrast">The distance from the image's mean luma times a factor of 1 - Contrast to 1 + Contrast.</param>
/// <param name="Saturation">The distance of each pixel from its luma times a factor of 1 - Saturation to 1 + Saturation.</param>
/// <param name="Hue">Colours turned by up to this part of the colour circle in either direction; 0.5 is any hue.</param>
public sealed record ColorJitter(float Brightness = 0.2f, float Contrast = 0.2f, float Saturation = 0.2f, float Hue = 0) : ColorAugmentation
{
    internal override ColorMatrix Draw(ref RandomStream random, ColorMatrix colors, Vector3 mean)
    {
        colors = colors.Scaled(Factor(ref random, Brightness));
        float contrast = Factor(ref random, Contrast);
        colors = colors.Scaled(contrast).Shifted((1 - contrast) * ColorMatrix.Luma(colors.Apply(mean)));
        colors = colors.Saturated(Factor(ref random, Saturation));
        return Hue == 0 ? colors : colors.HueTurned(random.NextSingle(-Hue, Hue) * 2 * MathF.PI);
    }

    private static float Factor(ref RandomStream random, float strength) => MathF.Max(0, 1 + random.NextSingle(-strength, strength));
}

/// <summary>Red, green and blue as sums of the old ones and a constant: what any sequence of colour steps comes to.</summary>
internal readonly record struct ColorMatrix(Vector3 Red, Vector3 Green, Vector3 Blue, Vector3 Constant)
{
    private static readonly Vector3 LumaWeights = new(0.299f, 0.587f, 0.114f);

    public static ColorMatrix Identity => new(Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ, Vector3.Zero);

    public static float Luma(Vector3 color) => Vector3.Dot(color, LumaWeights);

    public Vector3 Apply(Vector3 color) => new Vector3(Vector3.Dot(Red, color), Vector3.Dot(Green, color), Vector3.Dot(Blue, color)) + Constant;

    public ColorMatrix Scaled(float factor) => new(Red * factor, Green * factor, Blue * factor, Constant * factor);

    public ColorMatrix Shifted(float value) => this with { Constant = Constant + new Vector3(value) };

    public ColorMatrix Saturated(float factor)
    {
        Vector3 luma = (1 - factor) * LumaWeights;
        return Followed(luma + factor * Vector3.UnitX, luma + factor * Vector3.UnitY, luma + factor * Vector3.UnitZ);
    }

    // A turn of the chrominance plane of the YIQ colour space of NTSC; the luma stays.
    public ColorMatrix HueTurned(float radians)
    {
        (float sin, float cos) = MathF.SinCos(radians);
        Vector3 i = new(0.595716f, -0.274453f, -0.321263f), q = new(0.211456f, -0.522591f, 0.311135f);
        (Vector3 turnedI, Vector3 turnedQ) = (cos * i - sin * q, sin * i + cos * q);
        return Followed(
            LumaWeights + 0.9563f * turnedI + 0.6210f * turnedQ,
            LumaWeights - 0.2721f * turnedI - 0.6474f * turnedQ,
            LumaWeights - 1.1070f * turnedI + 1.7046f * turnedQ);
    }

    /// <summary>Changes channels x plane values in place: three channels are red, green, blue; otherwise each is taken for grey.</summary>
    public void Apply(Span<float> image, int channels, int plane, float black, float white)
    {
        if (channels != 3)
        {
            float gain = Red.X + Red.Y + Red.Z, shift = Constant.X + black - gain * black;
            Span<Vector<float>> all = MemoryMarshal.Cast<float, Vector<float>>(image);
            for (int i = 0; i < all.Length; i++) all[i] = Vector.Min(Vector.Max(all[i] * gain + new Vector<float>(shift), new(black)), new(white));
            for (int i = all.Length * Vector<float>.Count; i < image.Length; i++) image[i] = Math.Clamp(image[i] * gain + shift, black, white);
            return;
        }
        Span<float> red = image[..plane], green = image.Slice(plane, plane), blue = image.Slice(2 * plane, plane);
        Vector3 offset = Constant + new Vector3(black) - new Vector3(Vector3.Dot(Red, new(black)), Vector3.Dot(Green, new(black)), Vector3.Dot(Blue, new(black)));
        int x = 0;
        for (; x <= plane - Vector<float>.Count; x += Vector<float>.Count)
        {
            var (r, g, b) = (new Vector<float>(red[x..]), new Vector<float>(green[x..]), new Vector<float>(blue[x..]));
            Mix(Red, offset.X).CopyTo(red[x..]);
            Mix(Green, offset.Y).CopyTo(green[x..]);
            Mix(Blue, offset.Z).CopyTo(blue[x..]);

            Vector<float> Mix(Vector3 row, float shift) =>
                Vector.Min(Vector.Max(r * row.X + g * row.Y + b * row.Z + new Vector<float>(shift), new(black)), new(white));
        }
        for (; x < plane; x++)
        {
            Vector3 color = new(red[x], green[x], blue[x]);
            red[x] = Math.Clamp(Vector3.Dot(Red, color) + offset.X, black, white);
            green[x] = Math.Clamp(Vector3.Dot(Green, color) + offset.Y, black, white);
            blue[x] = Math.Clamp(Vector3.Dot(Blue, color) + offset.Z, black, white);
        }
    }

    private ColorMatrix Followed(Vector3 red, Vector3 green, Vector3 blue)
    {
        (Vector3 oldRed, Vector3 oldGreen, Vector3 oldBlue) = (Red, Green, Blue);
        Vector3 Row(Vector3 row) => row.X * oldRed + row.Y * oldGreen + row.Z * oldBlue;
        Vector3 constant = new(Vector3.Dot(red, Constant), Vector3.Dot(green, Constant), Vector3.Dot(blue, Constant));
        return new ColorMatrix(Row(red), Row(green), Row(blue), constant);
    }
}
