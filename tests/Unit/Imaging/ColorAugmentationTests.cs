using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class ColorAugmentationTests
{
    private const int Size = 9, Plane = Size * Size;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BrightnessIsOneFactor(int channels)
    {
        foreach ((float[] source, float[] result) in Samples(new ColorJitter(0.4f, 0, 0), channels))
        {
            float factor = result[0] / source[0];
            Assert.InRange(factor, 0.6f, 1.4f);
            for (int i = 0; i < source.Length; i++) Assert.Equal(source[i] * factor, result[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ContrastKeepsTheMeanLuma(int channels)
    {
        foreach ((float[] source, float[] result) in Samples(new ColorJitter(0, 0.5f, 0), channels))
        {
            Assert.Equal(MeanLuma(source, channels), MeanLuma(result, channels), 1e-4);
            float factor = (result[0] - result[1]) / (source[0] - source[1]);
            Assert.InRange(factor, 0.5f, 1.5f);
            for (int i = 1; i < Plane; i++) Assert.Equal((source[i] - source[0]) * factor, result[i] - result[0], 1e-4f);
        }
    }

    [Fact]
    public void SaturationAndHueKeepTheLuma()
    {
        foreach (ColorJitter jitter in (ColorJitter[])[new(0, 0, 0.8f), new(0, 0, 0, 0.5f), new(0, 0, 0.3f, 0.2f)])
        {
            bool changed = false;
            foreach ((float[] source, float[] result) in Samples(jitter, 3))
            {
                for (int i = 0; i < Plane; i++) Assert.Equal(Luma(source, i), Luma(result, i), 2.5e-3);
                changed |= Math.Abs(source[5] - result[5]) > 0.02;
            }
            Assert.True(changed);
        }
    }

    [Fact]
    public void AHalfTurnOfTheHueGivesTheOppositeColour()
    {
        float[] source = [.. Enumerable.Repeat(0.6f, Plane), .. Enumerable.Repeat(0.5f, Plane), .. Enumerable.Repeat(0.5f, Plane)];
        float most = Enumerable.Range(0, 400).Max(sample => Changed(new([new ColorJitter(0, 0, 0, 0.5f)]), source, 3, sample) is var result ? result[Plane] - result[0] : 0);
        Assert.InRange(most, 0.08f, 0.16f);
    }

    [Fact]
    public void ValuesStayBetweenBlackAndWhite()
    {
        AugmentationPipeline pipeline = new([new ColorJitter(0.9f, 0.9f, 0.9f, 0.5f)]) { Black = -1, White = 1 };
        Random random = new(3);
        float[] source = [.. Enumerable.Range(0, 3 * Plane).Select(_ => random.NextSingle() * 2 - 1)];
        for (int sample = 0; sample < 100; sample++) Assert.All(Changed(pipeline, source, 3, sample), value => Assert.InRange(value, -1, 1));
    }

    [Fact]
    public void TheScaleOfTheValuesDoesNotMatter()
    {
        AugmentationPipeline unit = new([new ColorJitter(0.3f, 0.4f, 0.5f, 0.1f)]), centered = unit with { Black = -3, White = 5 };
        Random random = new(4);
        float[] source = [.. Enumerable.Range(0, 3 * Plane).Select(_ => random.NextSingle())];
        for (int sample = 0; sample < 20; sample++)
        {
            float[] expected = Changed(unit, source, 3, sample), actual = Changed(centered, [.. source.Select(value => value * 8 - 3)], 3, sample);
            for (int i = 0; i < source.Length; i++) Assert.Equal(expected[i] * 8 - 3, actual[i], 1e-4f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ErasingCoversOneRectangleOfTheAskedArea(bool noise)
    {
        AugmentationPipeline pipeline = new([new RandomErasing(0.5f, 0.1f, 0.3f, 2, noise)]);
        Random random = new(5);
        float[] source = [.. Enumerable.Range(0, 3 * Plane).Select(_ => 2 + random.NextSingle())];
        int erased = 0;
        for (int sample = 0; sample < 400; sample++)
        {
            float[] result = Changed(pipeline, source, 3, sample);
            int[] covered = [.. Enumerable.Range(0, source.Length).Where(i => result[i] != source[i])];
            if (covered.Length == 0) continue;
            erased++;
            if (noise) Assert.All(covered, i => Assert.InRange(result[i], 0, 1));
            else Assert.All(covered, i => Assert.Equal(0.5f, result[i]));
            int left = covered.Min(i => i % Size), right = covered.Max(i => i % Size), top = covered.Min(i => i / Size % Size), bottom = covered.Max(i => i / Size % Size);
            int area = (right - left + 1) * (bottom - top + 1);
            Assert.Equal(3 * area, covered.Length);
            Assert.InRange(area, 0.06 * Plane, 0.38 * Plane);
        }
        Assert.InRange(erased, 160, 240);
    }

    [Fact]
    public void MixupBlendsImagesAndLabelsAlike()
    {
        const int Batch = 6, Values = 10, Classes = 3;
        Random random = new(8);
        float[] images = [.. Enumerable.Range(0, Batch * Values).Select(_ => random.NextSingle())], labels = new float[Batch * Classes];
        for (int i = 0; i < Batch; i++) labels[i * Classes + i % Classes] = 1;
        float[] mixed = [.. images], soft = [.. labels];
        new Mixup(0.4f).Apply(mixed, soft, Batch, 1, 2, 3);
        for (int i = 0; i < Batch; i++)
        {
            int j = Batch - 1 - i;
            float share = (soft[i * Classes + i % Classes] - labels[j * Classes + i % Classes]) / (1 - labels[j * Classes + i % Classes]);
            if (i % Classes != j % Classes) Assert.InRange(share, 0.5f, 1);
            Assert.Equal(1, soft.AsSpan(i * Classes, Classes).ToArray().Sum(), 1e-5f);
            if (i % Classes == j % Classes) continue;
            for (int k = 0; k < Values; k++) Assert.Equal(images[i * Values + k] * share + images[j * Values + k] * (1 - share), mixed[i * Values + k], 1e-5f);
        }
        float[] again = [.. images];
        new Mixup(0.4f).Apply(again, [.. labels], Batch, 1, 2, 3);
        Assert.Equal(mixed, again);
        new Mixup(0.4f).Apply(again, [.. labels], Batch, 1, 2, 4);
        Assert.NotEqual(mixed, again);
        Assert.Throws<ArgumentException>(() => new Mixup().Apply(mixed, soft, 7, 1, 2, 3));
    }

    private static IEnumerable<(float[] Source, float[] Result)> Samples(ColorJitter jitter, int channels)
    {
        // Far enough from black and white that nothing is clipped.
        Random random = new(2);
        float[] source = [.. Enumerable.Range(0, channels * Plane).Select(_ => 0.4f + 0.2f * random.NextSingle())];
        for (int sample = 0; sample < 30; sample++) yield return (source, Changed(new([jitter]), source, channels, sample));
    }

    private static float[] Changed(AugmentationPipeline pipeline, float[] source, int channels, int sample)
    {
        float[] target = new float[source.Length];
        pipeline.Apply(source, target, channels, Size, Size, 11, 0, sample);
        return target;
    }

    private static double MeanLuma(float[] image, int channels) =>
        channels == 1 ? image.Average() : Enumerable.Range(0, Plane).Average(i => Luma(image, i));

    private static double Luma(float[] image, int i) => 0.299 * image[i] + 0.587 * image[Plane + i] + 0.114 * image[2 * Plane + i];
}
