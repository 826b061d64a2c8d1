using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training.Transfer;

public sealed class FeatureExtractorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("features").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FeaturesComeInOrderAndAreThoseOfSingleRuns(int threads)
    {
        Backbone backbone = Small();
        var samples = new Samples(75);
        using Workers.LimitScope limit = Workers.Limit(threads);
        List<ExtractionProgress> progress = [];
        ExtractedFeatures features = new FeatureExtractor(backbone, 16).Extract(samples, progress: new Recorder(progress));
        Assert.Equal(Enumerable.Range(0, 75), features.Samples);
        Assert.Empty(features.Errors);
        Assert.Equal(new ExtractionProgress(75, 75, 0), progress[^1]);
        Assert.Equal(progress.OrderBy(p => p.Done), progress);

        var executor = new Executor(backbone.ToGraph());
        for (int i = 0; i < 75; i += 7)
        {
            var x = new Tensor(ElementType.Float32, [1, 3, 8, 8]);
            samples.Decode(samples.Read(i), x.AsSpan<float>());
            float[] alone = executor.Run(x)[0].AsSpan<float>().ToArray(), row = features.Rows([i]).AsSpan<float>().ToArray();
            Assert.Equal(alone, row);
        }
        Assert.Equal(new FeatureExtractor(backbone, 16).Extract(samples).Values.AsSpan<float>().ToArray(), features.Values.AsSpan<float>().ToArray());
    }

    [Fact]
    public void TheBitsOfASampleDoNotDependOnItsCompany()
    {
        var extractor = new FeatureExtractor(Small(), 16);
        ExtractedFeatures many = extractor.Extract(new Samples(21)), few = extractor.Extract(new Samples(3)), without = extractor.Extract(new Samples(21) { Missing = 1 });
        Assert.Equal(many.Rows([2]).AsSpan<float>().ToArray(), few.Rows([2]).AsSpan<float>().ToArray());
        Assert.Equal(many.Rows([20]).AsSpan<float>().ToArray(), without.Rows([19]).AsSpan<float>().ToArray());
    }

    [Fact]
    public void UnreadableSamplesAreNamedAndLeftOut()
    {
        ExtractedFeatures features = new FeatureExtractor(Small(), 8).Extract(new Samples(20) { Missing = 3, Damaged = 11 });
        Assert.Equal(["sample 3: it is not there", "sample 11: no picture"], features.Errors.Select(e => e.ToString()));
        Assert.Equal(18, features.Values.Shape[0]);
        Assert.DoesNotContain(11, features.Samples);
        ExtractedFeatures whole = new FeatureExtractor(Small(), 8).Extract(new Samples(20));
        Assert.Equal(whole.Rows([19]).AsSpan<float>().ToArray(), features.Rows([17]).AsSpan<float>().ToArray());
    }

    [Fact]
    public void WhatIsInTheCacheIsNotDecodedAgain()
    {
        Backbone backbone = Small();
        var samples = new Samples(40);
        float[] first;
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain"))
        {
            ExtractedFeatures features = new FeatureExtractor(backbone, 16).Extract(samples, cache);
            first = features.Values.AsSpan<float>().ToArray();
            Assert.Equal((0, 40, 40), (features.Cached, cache.Count, samples.Decoded));
        }
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain"))
        {
            ExtractedFeatures features = new FeatureExtractor(backbone, 16).Extract(samples, cache);
            Assert.Equal((40, 40), (features.Cached, samples.Decoded));
            Assert.Equal(first, features.Values.AsSpan<float>().ToArray());
            features = new FeatureExtractor(backbone, 16).Extract(new Samples(50), cache);
            Assert.Equal(40, features.Cached);
            Assert.Null(cache.Note);
        }
        using (FeatureCache other = FeatureCache.Open(_folder, backbone, "turned")) Assert.Equal(0, other.Count);
        using (FeatureCache other = FeatureCache.Open(_folder, Small(seed: 2), "plain")) Assert.Equal(0, other.Count);
        using (FeatureCache same = FeatureCache.Open(_folder, backbone, "plain")) Assert.Equal(50, same.Count);
    }

    [Fact]
    public void CancellingKeepsWhatWasComputed()
    {
        Backbone backbone = Small();
        using FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain");
        using var source = new CancellationTokenSource();
        var stop = new Recorder([]) { Then = source.Cancel };
        Assert.ThrowsAny<OperationCanceledException>(() => new FeatureExtractor(backbone, 8).Extract(new Samples(64), cache, stop, source.Token));
        Assert.InRange(cache.Count, 8, 24);
    }

    [Theory]
    [InlineData(5, 9)]
    [InlineData(-1, 9)]
    [InlineData(int.MinValue, 0)]
    public void DamageCostsOnlyWhatFollows(int change, int survive)
    {
        Backbone backbone = Small();
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain")) new FeatureExtractor(backbone, 8).Extract(new Samples(10), cache);
        string file = Assert.Single(Directory.GetFiles(_folder));
        byte[] bytes = File.ReadAllBytes(file);
        if (change == int.MinValue) bytes[20] ^= 1;
        else if (change < 0) bytes = bytes[..^3];
        else bytes[^change] ^= 1;
        File.WriteAllBytes(file, bytes);
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain"))
        {
            Assert.Equal(survive, cache.Count);
            Assert.Contains(file, cache.Note);
            Assert.Equal(survive, new FeatureExtractor(backbone, 8).Extract(new Samples(10), cache).Cached);
        }
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain")) Assert.Equal((10, null), (cache.Count, cache.Note));
    }

    [Fact]
    public void AnyBytesAreACache()
    {
        Backbone backbone = Small();
        string file;
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain"))
        {
            new FeatureExtractor(backbone, 8).Extract(new Samples(4), cache);
            file = cache.Path;
        }
        byte[] good = File.ReadAllBytes(file);
        var random = new RandomStream(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = good[..random.NextInt(good.Length + 1)];
            for (int k = 0; k < 3 && bytes.Length > 0; k++) bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            File.WriteAllBytes(file, bytes);
            using FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain");
            Assert.InRange(cache.Count, 0, 4);
        }
    }

    [Fact]
    public void ASecondOneReadsOnly()
    {
        Backbone backbone = Small();
        using FeatureCache first = FeatureCache.Open(_folder, backbone, "plain");
        new FeatureExtractor(backbone, 8).Extract(new Samples(5), first);
        using FeatureCache second = FeatureCache.Open(_folder, backbone, "plain");
        Assert.Equal(5, second.Count);
        Assert.Contains("not added to", second.Note);
        new FeatureExtractor(backbone, 8).Extract(new Samples(9), second);
        new FeatureExtractor(backbone, 8).Extract(new Samples(7), first);
        first.Dispose();
        Assert.Single(Directory.GetFiles(_folder));
        using FeatureCache third = FeatureCache.Open(_folder, backbone, "plain");
        Assert.Equal(7, third.Count);
    }

    [Fact]
    public void ACacheHasALimit()
    {
        Backbone backbone = Small();
        using (FeatureCache cache = FeatureCache.Open(_folder, backbone, "plain", maxBytes: 400))
        {
            ExtractedFeatures features = new FeatureExtractor(backbone, 8).Extract(new Samples(20), cache);
            Assert.Equal(20, features.Samples.Count);
            Assert.InRange(cache.Count, 1, 5);
            Assert.InRange(new FileInfo(cache.Path).Length, 49, 400);
        }
        using FeatureCache again = FeatureCache.Open(_folder, backbone, "plain", maxBytes: 400);
        Assert.Null(again.Note);
        Assert.InRange(again.Count, 1, 5);
    }

    private static Backbone Small(ulong seed = 1) => new(Networks.SmallCnn(5, [3, 8, 8], seed, width: 4).ToGraph());

    private sealed class Recorder(List<ExtractionProgress> seen) : IProgress<ExtractionProgress>
    {
        public Action? Then { get; init; }

        public void Report(ExtractionProgress value)
        {
            seen.Add(value);
            Then?.Invoke();
        }
    }

    private sealed class Samples(int count) : ISampleSource
    {
        private int _decoded;

        public int Missing { get; init; } = -1;

        public int Damaged { get; init; } = -1;

        public int Decoded => _decoded;

        public int Count => count;

        public string NameOf(int index) => $"sample {index}";

        public byte[] Read(int index) => index == Missing ? throw new FileNotFoundException("it is not there") : [(byte)index, (byte)(index == Damaged ? 1 : 0)];

        public void Decode(ReadOnlySpan<byte> content, Span<float> target)
        {
            if (content[1] != 0) throw new Exception("no picture");
            Interlocked.Increment(ref _decoded);
            var random = new RandomStream(content[0]);
            foreach (ref float value in target) value = random.NextFloat(-1, 1);
        }
    }
}
