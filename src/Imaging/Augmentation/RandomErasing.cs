namespace MlNetDeepLearning.Imaging;

/// <summary>Covers a random rectangle (Zhong et al., "Random erasing data augmentation", 2017), so that a network does not rely on one
/// detail. With an aspect of 1 and equal areas it is cutout.</summary>
/// <param name="Probability">How likely an image is covered at all.</param>
/// <param name="LeastArea">The smallest share of the area.</param>
/// <param name="MostArea">The largest share of the area.</param>
/// <param name="Aspect">The rectangle's proportions lie between 1 / Aspect and Aspect.</param>
/// <param name="Noise">Whether it is covered with random values; otherwise with the middle between black and white.</param>
public sealed record RandomErasing(float Probability = 0.5f, float LeastArea = 0.02f, float MostArea = 0.25f, float Aspect = 3, bool Noise = false) : Augmentation
{
    internal void Apply(ref RandomStream random, Span<float> image, int channels, int height, int width, float black, float white)
    {
        if (!random.NextBoolean(Probability)) return;
        float side = MathF.Sqrt(random.NextSingle(LeastArea, MostArea) * height * width);
        float stretch = MathF.Exp(random.NextSingle(-0.5f, 0.5f) * MathF.Log(Aspect));
        int across = Math.Clamp((int)MathF.Round(side * stretch), 1, width), down = Math.Clamp((int)MathF.Round(side / stretch), 1, height);
        int left = random.NextInt32(width - across + 1), top = random.NextInt32(height - down + 1);
        for (int c = 0; c < channels; c++)
        {
            for (int y = top; y < top + down; y++)
            {
                Span<float> row = image.Slice((c * height + y) * width + left, across);
                if (!Noise) row.Fill((black + white) / 2);
                else foreach (ref float value in row) value = random.NextSingle(black, white);
            }
        }
    }
}
