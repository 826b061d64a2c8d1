using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class AugmentationTests
{
    private const int Height = 20, Width = 24, Plane = Height * Width;

    [Theory]
    [InlineData(0, 0, 0, 0, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xfeedfacedeadbeeful, 7, 0x0123456789abcdefL, 5, 0x586b1787u, 0x23f0f743u, 0x8e1a6e5au, 0x42845bd0u)]
    public void RandomNumbersArePhilox(ulong seed, int epoch, long sample, int stream, uint first, uint second, uint third, uint fourth)
    {
        var random = new RandomStream(seed, epoch, sample, stream);
        Assert.Equal([first, second, third, fourth], new[] { random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32() });
    }

    [Fact]
    public void RandomNumbersHaveTheirDistributions()
    {
        var random = new RandomStream(1, 2, 3);
        double sum = 0, squares = 0;
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            double normal = random.NextNormal();
            sum += normal;
            squares += normal * normal;
            counts[random.NextInt32(7)]++;
        }
        Assert.InRange(sum / 70_000, -0.02, 0.02);
        Assert.InRange(squares / 70_000, 0.97, 1.03);
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("standard")]
    [InlineData("strong")]
    [InlineData("resizedcrop,vflip,shear,hue,constant:0.5")]
    public void DependsOnSeedEpochAndSampleAlone(string text)
    {
        AugmentationPipeline pipeline = AugmentationPipeline.Parse(text);
        float[] source = Noise(3, 9);
        float[][] alone = [.. Enumerable.Range(0, 64).Select(i => Changed(pipeline, source, 3, 42, 1, i))];
        float[][] together = new float[64][];
        Parallel.For(0, 64, i => together[63 - i] = Changed(pipeline, source, 3, 42, 1, 63 - i));
        for (int i = 0; i < 64; i++) Assert.Equal(alone[i], together[i]);
        Assert.True(alone.Select(image => string.Join(' ', image.Take(200))).Distinct().Count() > 32);
        Assert.True(Enumerable.Range(0, 16).Any(i => !alone[i].SequenceEqual(Changed(pipeline, source, 3, 43, 1, i))), "the seed does not matter");
        Assert.True(Enumerable.Range(0, 16).Any(i => !alone[i].SequenceEqual(Changed(pipeline, source, 3, 42, 2, i))), "the epoch does not matter");
    }

    [Fact]
    public void FlipsMirrorExactly()
    {
        float[] source = Noise(3, 1);
        float[] across = Changed(AugmentationPipeline.Parse("flip:1"), source, 3), down = Changed(AugmentationPipeline.Parse("vflip:1"), source, 3);
        float[] twice = Changed(AugmentationPipeline.Parse("flip:1,vflip:1,flip:1,vflip:1"), source, 3);
        Assert.Equal(source, twice);
        for (int i = 0; i < source.Length; i++)
        {
            int c = i / Plane, y = i / Width % Height, x = i % Width;
            Assert.Equal(source[c * Plane + y * Width + Width - 1 - x], across[i]);
            Assert.Equal(source[c * Plane + (Height - 1 - y) * Width + x], down[i]);
        }
        var sometimes = AugmentationPipeline.Parse("flip:0.3");
        Assert.InRange(Enumerable.Range(0, 2000).Count(i => !Changed(sometimes, source, 3, sample: i).SequenceEqual(source)), 500, 700);
    }

    [Theory]
    [InlineData(FillMode.Reflect, 0.125f)]
    [InlineData(FillMode.Edge, 0.5f)]
    [InlineData(FillMode.Constant, 0.25f)]
    [InlineData(FillMode.Reflect, 2.5f)]
    public void RandomCropIsAShiftByWholePixels(FillMode fill, float padding)
    {
        AugmentationPipeline pipeline = new([new RandomCrop(padding), new HorizontalFlip()]) { Fill = fill, FillValue = 0.75f };
        float[] source = Noise(1, 2);
        int most = (int)MathF.Round(padding * Width, MidpointRounding.AwayFromZero), mostY = (int)MathF.Round(padding * Height, MidpointRounding.AwayFromZero);
        var seen = new HashSet<(int, int, bool)>();
        for (int sample = 0; sample < 40; sample++)
        {
            float[] result = Changed(pipeline, source, 1, sample: sample);
            (int, int, bool)? found = null;
            for (int dx = -most; dx <= most && found is null; dx++)
                for (int dy = -mostY; dy <= mostY && found is null; dy++)
                    foreach (bool mirrored in (bool[])[false, true])
                        if (IsShift(source, result, dx, dy, mirrored, fill)) found = (dx, dy, mirrored);
            Assert.NotNull(found);
            seen.Add(found.Value);
        }
        Assert.True(seen.Count > 10);
    }

    // Bilinear weights reproduce a plane exactly, so whatever one resampling makes of a plane is again a plane.
    [Theory]
    [InlineData("rotate:20", 1, 1)]
    [InlineData("zoom:0.3", 1 / 1.3, 1 / 0.7)]
    [InlineData("shift:0.1", 1, 1)]
    [InlineData("rotate:10,zoom:0.1,shift:0.05,flip", 1 / 1.1, 1 / 0.9)]
    [InlineData("resizedcrop:0.4", 0.4, 1.001)]
    public void MovingStepsAreOneAffineMap(string text, double leastSlope, double mostSlope)
    {
        AugmentationPipeline pipeline = AugmentationPipeline.Parse(text);
        const double SlopeX = 0.013, SlopeY = -0.021;
        float[] source = new float[Plane];
        for (int i = 0; i < Plane; i++) source[i] = (float)(0.5 + SlopeX * (i % Width) + SlopeY * (i / Width));
        int changed = 0;
        for (int sample = 0; sample < 100; sample++)
        {
            float[] result = Changed(pipeline, source, 1, sample: sample);
            double At(int x, int y) => result[y * Width + x];
            double across = At(12, 10) - At(11, 10), down = At(11, 11) - At(11, 10);
            for (int y = 8; y < 13; y++)
                for (int x = 10; x < 15; x++) Assert.Equal(At(11, 10) + across * (x - 11) + down * (y - 10), At(x, y), 1e-5);
            double slope = Math.Sqrt((across * across + down * down) / (SlopeX * SlopeX + SlopeY * SlopeY));
            Assert.InRange(slope, leastSlope - 1e-3, mostSlope + 1e-3);
            if (Math.Abs(across - SlopeX) > 1e-5 || Math.Abs(At(11, 10) - source[10 * Width + 11]) > 1e-5) changed++;
        }
        Assert.True(changed > 90);
    }

    [Fact]
    public void TheBorderIsFilledAsAsked()
    {
        float[] ones = [.. Enumerable.Repeat(1f, Plane)];
        GeometricAugmentation[] steps = [new Rotate(45), new Zoom(0.5f, 0.8f), new Shift(0.3f, 0.3f)];
        AugmentationPipeline pipeline = new(steps) { Fill = FillMode.Constant, FillValue = 0.25f };
        for (int sample = 0; sample < 20; sample++)
        {
            Assert.All(Changed(pipeline with { Fill = FillMode.Edge }, ones, 1, sample: sample), value => Assert.Equal(1, value, 1e-5f));
            Assert.All(Changed(pipeline with { Fill = FillMode.Reflect }, ones, 1, sample: sample), value => Assert.Equal(1, value, 1e-5f));
            float[] filled = Changed(pipeline, ones, 1, sample: sample);
            Assert.All(filled, value => Assert.InRange(value, 0.2499f, 1.0001f));
            Assert.Contains(filled, value => Math.Abs(value - 0.25) < 1e-5);
        }
    }

    [Fact]
    public void ParsesPresetsAndSteps()
    {
        Assert.True(AugmentationPipeline.Parse("none").IsEmpty);
        Assert.Equal(AugmentationPipeline.Standard.Steps, AugmentationPipeline.Parse("Standard").Steps);
        AugmentationPipeline joined = AugmentationPipeline.Parse("standard, color:0.3, mixup, constant:0.5");
        Assert.Equal([.. AugmentationPipeline.Standard.Steps, new ColorJitter(0.3f, 0.3f, 0.3f)], joined.Steps);
        Assert.Equal((new Mixup(), FillMode.Constant, 0.5f), (joined.Mixup!, joined.Fill, joined.FillValue));
        Assert.Contains("strong", Assert.Throws<FormatException>(() => AugmentationPipeline.Parse("heavy")).Message);
        Assert.Contains("flip:0.2", Assert.Throws<FormatException>(() => AugmentationPipeline.Parse("flip:often")).Message);
        Assert.Contains("0 to 1", Assert.Throws<FormatException>(() => AugmentationPipeline.Parse("flip:2")).Message);
    }

    [Fact]
    public void ImagesAreChangedAsTheirValuesAre()
    {
        Image image = new(Width, Height, PixelFormat.Rgb24);
        new Random(6).NextBytes(image.Pixels);
        Image flipped = AugmentationPipeline.Parse("flip:1").Apply(image, 1, 0, 0);
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++) Assert.Equal(image.Row(y).Slice(x * 3, 3).ToArray(), flipped.Row(y).Slice((Width - 1 - x) * 3, 3).ToArray());
        Assert.Equal(image.Pixels, AugmentationPipeline.None.Apply(image, 1, 0, 0).Pixels);
    }

    private static bool IsShift(float[] source, float[] result, int dx, int dy, bool mirrored, FillMode fill)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int u = (mirrored ? Width - 1 - x : x) + dx, v = y + dy;
                bool outside = u < 0 || v < 0 || u >= Width || v >= Height;
                float expected = outside && fill == FillMode.Constant ? 0.75f
                    : fill == FillMode.Edge ? source[Math.Clamp(v, 0, Height - 1) * Width + Math.Clamp(u, 0, Width - 1)]
                    : source[Reflected(v, Height) * Width + Reflected(u, Width)];
                if (result[y * Width + x] != expected) return false;
            }
        }
        return true;
    }

    private static int Reflected(int position, int size)
    {
        while (position < 0 || position >= size) position = position < 0 ? -position : 2 * (size - 1) - position;
        return position;
    }

    private static float[] Noise(int channels, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, channels * Plane).Select(_ => random.NextSingle())];
    }

    private static float[] Changed(AugmentationPipeline pipeline, float[] source, int channels, ulong seed = 7, int epoch = 0, long sample = 0)
    {
        float[] target = new float[source.Length];
        pipeline.Apply(source, target, channels, Height, Width, seed, epoch, sample);
        return target;
    }
}
