namespace MlNetDeepLearning.Imaging;

/// <summary>
/// One random change of a training image. Steps are combined by <see cref="AugmentationPipeline"/>: all that move pixels to one affine
/// map with one resampling, all that change colours to one matrix.
/// </summary>
public abstract record Augmentation
{
    private protected Augmentation()
    {
    }
}

/// <summary>A step that moves pixels.</summary>
public abstract record GeometricAugmentation : Augmentation
{
    private protected GeometricAugmentation()
    {
    }

    /// <summary>The map from places in the result to places in a height x width image, both from the centre, in pixels.</summary>
    internal abstract AffineMap Draw(ref RandomStream random, int height, int width);
}

/// <summary>Mirrors left and right with the given probability.</summary>
/// <param name="Probability">0 never, 1 always.</param>
public sealed record HorizontalFlip(float Probability = 0.5f) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width) =>
        random.NextBoolean(Probability) ? AffineMap.Scale(-1, 1) : AffineMap.Identity;
}

/// <summary>Mirrors top and bottom with the given probability.</summary>
/// <param name="Probability">0 never, 1 always.</param>
public sealed record VerticalFlip(float Probability = 0.5f) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width) =>
        random.NextBoolean(Probability) ? AffineMap.Scale(1, -1) : AffineMap.Identity;
}

/// <summary>Turns around the centre by an angle between -Degrees and Degrees.</summary>
/// <param name="Degrees">The largest angle.</param>
public sealed record Rotate(float Degrees = 15) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Rotation(random.NextSingle(-Degrees, Degrees) * MathF.PI / 180);
}

/// <summary>Slants sideways by an angle between -Degrees and Degrees.</summary>
/// <param name="Degrees">The largest angle.</param>
public sealed record Shear(float Degrees = 10) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Identity with { XByY = MathF.Tan(random.NextSingle(-Degrees, Degrees) * MathF.PI / 180) };
}

/// <summary>Moves by up to the given fractions of the size in either direction, not by whole pixels.</summary>
/// <param name="Horizontal">The largest fraction of the width.</param>
/// <param name="Vertical">The largest fraction of the height.</param>
public sealed record Shift(float Horizontal = 0.1f, float Vertical = 0.1f) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width) => AffineMap.Translation(
        random.NextSingle(-Horizontal, Horizontal) * width,
        random.NextSingle(-Vertical, Vertical) * height);
}

/// <summary>Enlarges by a factor between Least and Most; below 1 it shrinks.</summary>
/// <param name="Least">The smallest factor, above 0.</param>
/// <param name="Most">The largest factor.</param>
public sealed record Zoom(float Least = 0.9f, float Most = 1.1f) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        float scale = 1 / random.NextSingle(Least, Most);
        return AffineMap.Scale(scale, scale);
    }
}

/// <summary>Pads every side by a fraction of the size, then cuts the original size out at a random place: a shift by whole pixels,
/// which needs no resampling.</summary>
/// <param name="Padding">The fraction of the width and of the height, rounded to pixels: 0.125 is the usual 4 pixels of 32.</param>
public sealed record RandomCrop(float Padding = 0.125f) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        int x = (int)MathF.Round(Padding * width, MidpointRounding.AwayFromZero), y = (int)MathF.Round(Padding * height, MidpointRounding.AwayFromZero);
        return AffineMap.Translation(random.NextInt32(2 * x + 1) - x, random.NextInt32(2 * y + 1) - y);
    }
}

/// <summary>Cuts out a random part of the given share of the area and enlarges it to the full size (Szegedy et al., "Going deeper with
/// convolutions", 2015).</summary>
/// <param name="LeastArea">The smallest share of the area, above 0.</param>
/// <param name="MostArea">The largest share of the area, at most 1.</param>
/// <param name="Aspect">The part's proportions lie between 1 / Aspect and Aspect times those of the image.</param>
public sealed record RandomResizedCrop(float LeastArea = 0.35f, float MostArea = 1, float Aspect = 4f / 3) : GeometricAugmentation
{
    internal override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        float side = MathF.Sqrt(random.NextSingle(LeastArea, MostArea));
        float stretch = MathF.Exp(random.NextSingle(-0.5f, 0.5f) * MathF.Log(Aspect));
        float across = MathF.Min(1, side * stretch), down = MathF.Min(1, side / stretch);
        return AffineMap.Scale(across, down) with
        {
            X = random.NextSingle(-0.5f, 0.5f) * (1 - across) * width,
            Y = random.NextSingle(-0.5f, 0.5f) * (1 - down) * height,
        };
    }
}
