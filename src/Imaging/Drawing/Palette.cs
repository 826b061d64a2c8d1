namespace MlNetDeepLearning.Imaging;

/// <summary>Colours that tell classes apart on pictures.</summary>
public static class Palette
{
    // Each step by the golden section lands in the largest gap that the hues before it have left.
    private const double GoldenSection = 0.618033988749895;

    /// <summary>The colour of a class: neighbours differ strongly, and the same number has the same colour always.</summary>
    /// <param name="index">The number of the class, from 0.</param>
    public static Rgb Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        double hue = (0.58 + index * GoldenSection) % 1;
        double value = index % 3 == 1 ? 0.78 : 0.96, saturation = index % 2 == 0 ? 0.82 : 0.62;
        return FromHue(hue, saturation, value);
    }

    /// <summary>Black or white, whichever reads better on a colour.</summary>
    public static Rgb TextOn(Rgb background) => PixelConversion.Luma(background.R, background.G, background.B) > 140 ? Rgb.Black : Rgb.White;

    private static Rgb FromHue(double hue, double saturation, double value)
    {
        return new Rgb(Channel(5), Channel(3), Channel(1));

        byte Channel(int offset)
        {
            double k = (offset + hue * 6) % 6;
            return (byte)Math.Round(255 * value * (1 - saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }
}
