using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints").FullName;

    private string File => Path.Combine(_folder, "run.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 96 samples in batches of 20: five steps an epoch, three epochs.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(15)]
    public void AnInterruptedTrainingResumesBitForBit(int interruptAt)
    {
        Network whole = ToyData.BarsNetwork(3), parts = ToyData.BarsNetwork(3), resumed = ToyData.BarsNetwork(8);
        TrainingHistory expected = Fit(whole, Options(null), default);

        using var cancel = new CancellationTokenSource();
        TrainingOptions interrupted = Options(File) with { Callbacks = [new TrainerTests.Recorder { AtBatchEnd = p => { if (p.Step == interruptAt) cancel.Cancel(); } }] };
        OperationCanceledException e = Assert.ThrowsAny<OperationCanceledException>(() => Fit(parts, interrupted, cancel.Token));
        Assert.Contains(File, e.Message);

        TrainingHistory actual = Fit(resumed, Options(File), default);
        Assert.Equal(ToyData.Values(whole).SelectMany(v => v), ToyData.Values(resumed).SelectMany(v => v));
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        Assert.Equal(expected.Epochs.Select(Figures), actual.Epochs.Select(Figures));
        Assert.False(System.IO.File.Exists(File + ".tmp"));
    }

    [Fact]
    public void AFinishedTrainingResumesToTheSameNetworkAndMayBeProlonged()
    {
        Network whole = ToyData.BarsNetwork(3), shorter = ToyData.BarsNetwork(3), again = ToyData.BarsNetwork(8), prolonged = ToyData.BarsNetwork(9);
        Fit(whole, Options(null) with { Schedule = new ExponentialSchedule(0.8), Epochs = 4 }, default);
        TrainingOptions options = Options(File) with { Schedule = new ExponentialSchedule(0.8), Epochs = 2 };
        Fit(shorter, options, default);
        Fit(again, options, default);
        Assert.Equal(ToyData.Values(shorter).SelectMany(v => v), ToyData.Values(again).SelectMany(v => v));
        Fit(prolonged, options with { Epochs = 4 }, default);
        Assert.Equal(ToyData.Values(whole).SelectMany(v => v), ToyData.Values(prolonged).SelectMany(v => v));
    }

    [Fact]
    public void CheckpointsWithinAnEpochResumeToo()
    {
        Network whole = ToyData.BarsNetwork(3), crashed = ToyData.BarsNetwork(3), resumed = ToyData.BarsNetwork(8);
        Fit(whole, Options(null), default);
        TrainingOptions options = Options(File) with { Checkpoint = new CheckpointOptions(File, EverySteps: 3) };
        Assert.Throws<NotSupportedException>(() => Fit(crashed, options with { Callbacks = [new TrainerTests.Recorder { AtBatchEnd = p => { if (p.Step == 8) throw new NotSupportedException(); } }] }, default));
        int steps = 0;
        Fit(resumed, options with { Callbacks = [new TrainerTests.Recorder { AtBatchEnd = _ => steps++ }] }, default);
        Assert.Equal(9, steps);
        Assert.Equal(ToyData.Values(whole).SelectMany(v => v), ToyData.Values(resumed).SelectMany(v => v));
    }

    [Fact]
    public void OtherOptionsAreRefusedByName()
    {
        Fit(ToyData.BarsNetwork(), Options(File), default);
        Assert.Contains("batch size", Assert.Throws<InvalidDataException>(() => Fit(ToyData.BarsNetwork(), Options(File) with { BatchSize = 10 }, default)).Message);
        Assert.Contains("optimizer", Assert.Throws<InvalidDataException>(() => Fit(ToyData.BarsNetwork(), Options(File) with { Optimizer = new Sgd() }, default)).Message);
        Fit(ToyData.BarsNetwork(), Options(File) with { BatchSize = 10, Checkpoint = new CheckpointOptions(File, Resume: false) }, default);
    }

    [Fact]
    public void BrokenFilesAreExplained()
    {
        Fit(ToyData.BarsNetwork(), Options(File), default);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        foreach (int length in (int[])[0, 7, 100, bytes.Length / 2, bytes.Length - 1])
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.Contains(File, Assert.Throws<InvalidDataException>(() => Fit(ToyData.BarsNetwork(), Options(File), default)).Message);
        }
    }

    private static TrainingOptions Options(string? file) => new(3, 20, 7)
    {
        Optimizer = new AdamW(0.01f) { ClipNorm = 2 },
        Schedule = new CosineSchedule(0.5),
        AverageDecay = 0.9,
        Checkpoint = file is null ? null : new CheckpointOptions(file),
    };

    private static TrainingHistory Fit(Network network, TrainingOptions options, CancellationToken cancellation)
    {
        var augmented = new TransformedSource(ToyData.Bars(96), static batch =>
        {
            for (int n = 0; n < batch.Samples.Length; n++)
            {
                float factor = batch.Random(n).NextFloat(0.8f, 1.2f);
                foreach (ref float v in batch.Tensors[0].AsSpan<float>().Slice(n * 144, 144)) v *= factor;
            }
        }, seed: 4);
        return new Trainer(network, new CategoricalCrossEntropy(0.1f), options).Fit(augmented, ToyData.Bars(40, 2), cancellation);
    }

    private static (int, double, double, double?, double) Figures(EpochResult e) => (e.Epoch, e.Loss, e.Metrics["accuracy"], e.ValidationLoss, e.LearningRate);
}
