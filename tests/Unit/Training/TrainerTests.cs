using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class TrainerTests
{
    [Fact]
    public void AnMlpLearnsXor()
    {
        Network network = ToyData.XorNetwork();
        var options = new TrainingOptions(Epochs: 40, BatchSize: 32) { Optimizer = new Adam(0.01f) };
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Xor(500), ToyData.Xor(200, 9));
        Assert.True(history.Best.ValidationMetrics!["accuracy"] > 0.95, $"accuracy {history.Best.ValidationMetrics["accuracy"]}");
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss / 3);
    }

    [Fact]
    public void ASmallConvolutionalNetworkLearnsBars()
    {
        Network network = ToyData.BarsNetwork();
        var options = new TrainingOptions(Epochs: 8, BatchSize: 32) { Optimizer = new Adam(0.01f), Schedule = new CosineSchedule(1) };
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Bars(600), ToyData.Bars(200, 9));
        Assert.True(history.Best.ValidationMetrics!["accuracy"] > 0.95, $"accuracy {history.Best.ValidationMetrics["accuracy"]}");
    }

    [Fact]
    public void LinearRegressionFindsItsCoefficients()
    {
        var random = new RandomStream(4);
        Tensor x = new(ElementType.Float32, [200, 3]), y = new(ElementType.Float32, [200]);
        for (int n = 0; n < 200; n++)
        {
            Span<float> row = x.AsSpan<float>().Slice(3 * n, 3);
            foreach (ref float v in row) v = random.NextNormal();
            y.AsSpan<float>()[n] = 2 * row[0] - row[1] + 0.5f;
        }
        Network network = Networks.Mlp([], 1, [3]);
        new Trainer(network, new MeanSquaredError(), new TrainingOptions(60, 20) { Optimizer = new Sgd(0.05f, 0.9), Schedule = new PolynomialSchedule() }).Fit(new ArraySource(x, y));
        float[] kernel = network.Parameters["dense_1/kernel"].Value.AsSpan<float>().ToArray();
        Assert.Equal([2, -1, 0, 0.5], ((float[])[.. kernel, network.Parameters["dense_1/bias"].Value.AsSpan<float>()[0]]).Select(v => Math.Round(v, 3)));
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsOnOneThreadAndOnTwo()
    {
        float[][] one = Train(1, 5), two = Train(2, 5), again = Train(2, 5), other = Train(2, 6);
        for (int p = 0; p < one.Length; p++)
        {
            Assert.Equal(one[p], two[p]);
            Assert.Equal(two[p], again[p]);
        }
        Assert.NotEqual(one[0], other[0]);

        static float[][] Train(int threads, ulong seed)
        {
            using Workers.LimitScope limit = Workers.Limit(threads);
            Network network = ToyData.BarsNetwork(seed);
            var options = new TrainingOptions(2, 24, seed) { Optimizer = new Adam(0.01f) { ClipNorm = 1 }, LoaderThreads = threads };
            new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Bars(100));
            return ToyData.Values(network);
        }
    }

    [Fact]
    public void AccumulatedBatchesEqualOneLargeBatch()
    {
        Network large = ToyData.XorNetwork(), small = ToyData.XorNetwork();
        var options = new TrainingOptions(3, 32) { Optimizer = new Sgd(0.1f) };
        new Trainer(large, new CategoricalCrossEntropy(), options).Fit(ToyData.Xor(90));
        new Trainer(small, new CategoricalCrossEntropy(), options with { BatchSize = 8, AccumulationSteps = 4 }).Fit(ToyData.Xor(90));
        foreach ((float[] a, float[] b) in ToyData.Values(large).Zip(ToyData.Values(small)))
            for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-5f);
    }

    [Fact]
    public void EarlyStoppingRestoresTheBestEpoch()
    {
        Network network = ToyData.XorNetwork();
        List<float[][]> epochs = [];
        var options = new TrainingOptions(50, 16)
        {
            Optimizer = new Sgd(1.5f, 0.9),
            EarlyStopping = new EarlyStopping(Patience: 3),
            Callbacks = [new Recorder { AtEpochEnd = _ => epochs.Add(ToyData.Values(network)) }],
        };
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Xor(60), ToyData.Xor(60, 2));
        Assert.Equal(StopReason.EarlyStopped, history.Reason);
        Assert.Equal(history.Epochs.MinBy(e => e.ValidationLoss)!.Epoch, history.BestEpoch);
        Assert.Equal(history.BestEpoch + 3, history.Epochs.Count);
        Assert.Equal(epochs[history.BestEpoch - 1].SelectMany(v => v), ToyData.Values(network).SelectMany(v => v));
    }

    [Fact]
    public void ADivergedLossStopsWithAdvice()
    {
        Network network = Networks.Mlp([32], 1, [2]);
        Tensor x = Tensor.Of<float>([2, 2], 1e3f, -1e3f, 1e3f, 1e3f), y = Tensor.Of<float>([2], 0, 1e3f);
        var e = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer(network, new MeanSquaredError(), new TrainingOptions(100, 2) { Optimizer = new Sgd(10) }).Fit(new ArraySource(x, y)));
        Assert.Contains("learning rate", e.Message);
        Assert.Contains("epoch", e.Message);
    }

    // Which thread does which piece of a step is not determined, so the calling thread's own scratch memory may grow at any step, once; and
    // the runtime itself may allocate while it compiles loops anew. What a step takes each time would show in all of them.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StepsAllocateNothingOnTheTrainingThread(int threads)
    {
        using Workers.LimitScope limit = Workers.Limit(threads);
        Network network = ToyData.BarsNetwork();
        const int epochs = 6, steps = 4 * epochs;
        long[] allocated = new long[steps];
        var options = new TrainingOptions(epochs, 32)
        {
            Optimizer = new Adam { ClipNorm = 1 },
            AverageDecay = 0.99,
            Callbacks = [new Recorder { AtBatchEnd = p => allocated[p.Step - 1] = GC.GetAllocatedBytesForCurrentThread() }],
        };
        // 100 samples in batches of 32: three full ones and one of 4, so two plans.
        new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Bars(100));
        // What comes between epochs (records, callbacks) may allocate; steps inside one may not.
        int[] within = [.. Enumerable.Range(4, steps - 4).Where(s => s % 4 != 0)];
        int[] allocating = [.. within.Where(s => allocated[s] != allocated[s - 1])];
        Assert.True(allocating.Length <= 3, string.Join(", ", allocating.Select(s => $"step {s + 1}: {allocated[s] - allocated[s - 1]} bytes")));
    }

    [Fact]
    public void TheMeanOfParametersIsSmootherThanTheParameters()
    {
        Network plain = ToyData.XorNetwork(), averaged = ToyData.XorNetwork();
        var options = new TrainingOptions(5, 16) { Optimizer = new Sgd(0.5f) };
        new Trainer(plain, new CategoricalCrossEntropy(), options).Fit(ToyData.Xor(200));
        new Trainer(averaged, new CategoricalCrossEntropy(), options with { AverageDecay = 0.9 }).Fit(ToyData.Xor(200));
        Assert.NotEqual(ToyData.Values(plain)[0], ToyData.Values(averaged)[0]);

        double distance = ToyData.Values(plain)[0].Zip(ToyData.Values(averaged)[0]).Max(p => Math.Abs(p.First - p.Second));
        Assert.True(distance < 0.5, $"{distance}");
    }

    [Fact]
    public void FixedParametersStayAsTheyAre()
    {
        Network network = ToyData.XorNetwork();
        network.SetTrainable(p => !p.Name.StartsWith("dense_1/", StringComparison.Ordinal));
        float[][] before = ToyData.Values(network);
        new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(1)).Fit(ToyData.Xor(64));
        float[][] after = ToyData.Values(network);
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[2], after[2]);
    }

    [Fact]
    public void ProgressCountsAndEstimates()
    {
        List<(int Epoch, int Batch, TimeSpan Left, double Rate)> seen = [];
        var options = new TrainingOptions(2, 32) { Callbacks = [new Recorder { AtBatchEnd = p => seen.Add((p.Epoch, p.Batch, p.TimeLeft, p.SamplesPerSecond)) }] };
        TrainingHistory history = new Trainer(ToyData.XorNetwork(), new CategoricalCrossEntropy(), options).Fit(ToyData.Xor(100));
        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (2, 4)], seen.Select(s => (s.Epoch, s.Batch)));
        Assert.All(seen, s => Assert.True(s.Rate > 0));
        Assert.Equal(TimeSpan.Zero, seen[^1].Left);
        Assert.True(seen[0].Left > TimeSpan.Zero);
        Assert.Equal(2, history.Epochs.Count);
    }

    [Fact]
    public void ErrorsOfTheSourceReachTheCaller()
    {
        var broken = new TransformedSource(ToyData.Xor(64), batch => throw new FormatException("sample 7 is broken"));
        Assert.Contains("sample 7", Assert.Throws<FormatException>(() => new Trainer(ToyData.XorNetwork(), new CategoricalCrossEntropy()).Fit(broken)).Message);
    }

    [Fact]
    public void DataThatDoesNotFitTheNetworkIsExplained()
    {
        var e = Assert.Throws<ArgumentException>(() => new Trainer(Networks.Mlp([4], 2, [3]), new CategoricalCrossEntropy()).Fit(ToyData.Xor(8)));
        Assert.Contains("'input' takes samples of Float32 3", e.Message);
        e = Assert.Throws<ArgumentException>(() => new Trainer(ToyData.XorNetwork(), new CategoricalCrossEntropy(), new TrainingOptions(1, 16) { DropLast = true }).Fit(ToyData.Xor(8)));
        Assert.Contains("no batches", e.Message);
    }

    [Fact]
    public void ProgressHearsOfEachEpoch()
    {
        var seen = new Seen();
        TrainingHistory history = new Trainer(ToyData.XorNetwork(), new CategoricalCrossEntropy(), new TrainingOptions(3, 16) { Callbacks = [new ProgressCallback(seen)] }).Fit(ToyData.Xor(64));
        Assert.Equal(history.Epochs, seen.Epochs);
        Assert.Throws<ArgumentNullException>(() => new ProgressCallback(null!));
    }

    private sealed class Seen : IProgress<EpochResult>
    {
        public List<EpochResult> Epochs { get; } = [];

        public void Report(EpochResult value) => Epochs.Add(value);
    }

    internal sealed class Recorder : ITrainingCallback
    {
        public Action<TrainingProgress>? AtBatchEnd { get; init; }

        public Action<EpochResult>? AtEpochEnd { get; init; }

        public void BatchEnd(TrainingProgress progress) => AtBatchEnd?.Invoke(progress);

        public void EpochEnd(TrainingProgress progress, EpochResult result) => AtEpochEnd?.Invoke(result);
    }
}
