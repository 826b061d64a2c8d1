using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How pixels lie in vectors: which colours, in which order, together or apart, shifted and scaled.</summary>
internal sealed record PixelOptions(ImagePixelExtractingEstimator.ColorBits Colors, ImagePixelExtractingEstimator.ColorsOrder Order,
    bool Interleave, float Offset, float Scale, bool AsFloat)
{
    /// <summary>The place of alpha among a pixel's red, green, blue and alpha.</summary>
    public const int Alpha = 3;

    /// <summary>The colours in their order, as places among a pixel's red, green, blue and alpha.</summary>
    public int[] Channels { get; } = ChannelsOf(Colors, Order);

    public PixelOptions Checked()
    {
        if (Scale == 0 || !float.IsFinite(Scale)) throw new ArgumentException($"Pixels cannot be scaled by {Scale}.");
        return this;
    }

    public void Write(ModelWriter writer)
    {
        writer.Set("colors", (int)Colors);
        writer.Set("order", Order.ToString());
        writer.Set("interleave", Interleave);
        writer.Value("offset", Offset);
        writer.Value("scale", Scale);
        writer.Set("asFloat", AsFloat);
    }

    public static PixelOptions Read(ModelReader reader) => reader.Guard(() => new PixelOptions((ImagePixelExtractingEstimator.ColorBits)reader.Int("colors"),
        reader.Choice<ImagePixelExtractingEstimator.ColorsOrder>("order"), reader.Flag("interleave"), reader.Single("offset"), reader.Single("scale"), reader.Flag("asFloat")));

    private static int[] ChannelsOf(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order)
    {
        if (colors == 0 || (colors & ~ImagePixelExtractingEstimator.ColorBits.All) != 0) throw new ArgumentException($"{colors} are no colours to take.", nameof(colors));
        if (!Enum.IsDefined(order)) throw new ArgumentException($"There is no order {order} of colours.", nameof(order));
        return [.. order.ToString().Select(letter => "RGBA".IndexOf(letter)).Where(place => colors.HasFlag(place switch
        {
            0 => ImagePixelExtractingEstimator.ColorBits.Red,
            1 => ImagePixelExtractingEstimator.ColorBits.Green,
            2 => ImagePixelExtractingEstimator.ColorBits.Blue,
            _ => ImagePixelExtractingEstimator.ColorBits.Alpha,
        }))];
    }
}
