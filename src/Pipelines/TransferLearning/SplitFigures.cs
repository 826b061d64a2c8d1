using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>One random division.</summary>
/// <param name="Seed">What it was made with.</param>
/// <param name="Train">The pictures learned from.</param>
/// <param name="Test">The pictures tested with.</param>
/// <param name="Accuracy">The part of these that was right.</param>
/// <param name="Seconds">The time of the training.</param>
/// <param name="Scratch">The accuracy of the same network from random weights; null where that was not asked for.</param>
internal sealed record SplitFigure(int Seed, int Train, int Test, double Accuracy, double Seconds, double? Scratch);

/// <summary>What training and testing on several random divisions gave.</summary>
/// <param name="Backbone">The network.</param>
/// <param name="Features">How many numbers describe a picture.</param>
/// <param name="Size">The size of pictures.</param>
/// <param name="Pictures">How many there are.</param>
/// <param name="Known">How many had their features in the cache.</param>
/// <param name="FeatureSeconds">The time of all features.</param>
/// <param name="Seconds">The time of all.</param>
/// <param name="Splits">The divisions.</param>
internal sealed record SplitFigures(string Backbone, int Features, string Size, int Pictures, int Known, double FeatureSeconds, double Seconds, IReadOnlyList<SplitFigure> Splits)
{
    private const double TestFraction = 0.2;

    public double Mean => Splits.Average(s => s.Accuracy);

    /// <summary>The deviation of single divisions from the mean, as of a sample.</summary>
    public double Deviation => DeviationOf([.. Splits.Select(s => s.Accuracy)]);

    /// <summary>The mean accuracy of the same network from random weights; null where that was not asked for.</summary>
    public double? ScratchMean => Splits.Average(s => s.Scratch);

    public double MillisecondsPerPicture => 1000 * FeatureSeconds / Math.Max(1, Pictures - Known);

    public static SplitFigures Measure(TransferRun run, int splits, TransferDisplay display, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        ImageDataset data = ImageDataset.Load(run.Data, new ImageDatasetOptions(Seed: run.Seed));
        TransferLearningOptions options = run.Options(display, cancellation) with { CheckpointFolder = null, EarlyStopping = null };
        var learner = new TransferLearner(options);
        TransferLearner? scratch = run.CompareScratch ? new TransferLearner(Comparison.Options(run, display, cancellation)) : null;
        double before = watch.Elapsed.TotalSeconds;
        IReadOnlyList<ImageSample> all = learner.Extract([.. data.All]).Samples;
        double featureSeconds = watch.Elapsed.TotalSeconds - before;
        List<SplitFigure> figures = [];
        for (int i = 0; i < splits; i++)
        {
            var one = Stopwatch.StartNew();
            (IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> test) = StratifiedSplit.Take(all, TestFraction, run.Seed + i);
            TransferNetwork network = learner.Train(run.Few(train), [], data.Labels);
            double accuracy = Accuracy(learner, network, test), seconds = one.Elapsed.TotalSeconds;
            double? other = scratch is null ? null : Accuracy(scratch, scratch.Train(run.Few(train), [], data.Labels), test);
            figures.Add(new SplitFigure(run.Seed + i, run.Few(train).Count, test.Count, accuracy, seconds, other));
        }
        PictureBackbone backbone = learner.Backbone;
        return new SplitFigures(backbone.Name, backbone.Network.FeatureCount, $"{backbone.Preprocessing.Width}x{backbone.Preprocessing.Height}", all.Count, learner.Cached, featureSeconds, watch.Elapsed.TotalSeconds, figures);
    }

    /// <summary>The part of pictures that get their own class.</summary>
    public static double Accuracy(TransferLearner learner, TransferNetwork network, IReadOnlyList<ImageSample> test)
    {
        (IReadOnlyList<ImageSample> samples, Tensor scores) = learner.Score(network, test);
        int classes = network.Labels.Count, right = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            ReadOnlySpan<float> row = scores.AsSpan<float>().Slice(i * classes, classes);
            int best = 0;
            for (int c = 1; c < classes; c++)
                if (row[c] > row[best]) best = c;
            if (network.Labels[best] == samples[i].Label) right++;
        }
        return right / (double)Math.Max(1, samples.Count);
    }

    public void Show()
    {
        string[] scratch = ScratchMean is null ? [] : ["From scratch"];
        Terminal.Table(["Split", "Training", "Test", "Accuracy", .. scratch, "Time"],
            Splits.Select((s, i) => (IReadOnlyList<string>)[$"{i + 1}", $"{s.Train:N0}", $"{s.Test:N0}", Terminal.Percent(s.Accuracy), .. scratch.Select(_ => Terminal.Percent(s.Scratch!.Value)), Terminal.Time(TimeSpan.FromSeconds(s.Seconds))]));
        Terminal.Line($"{Backbone} at {Size}: accuracy {Terminal.Percent(Mean)} ± {Terminal.Percent(Deviation)} over {Splits.Count} random divisions of {Pictures:N0} pictures; "
            + $"features {Terminal.Time(TimeSpan.FromSeconds(FeatureSeconds))} ({Known:N0} known before), all in all {Terminal.Time(TimeSpan.FromSeconds(Seconds))}.");
        if (ScratchMean is { } mean) Terminal.Line($"The same network from random weights: {Terminal.Percent(mean)} ± {Terminal.Percent(DeviationOf([.. Splits.Select(s => s.Scratch!.Value)]))}.");
    }

    private static double DeviationOf(double[] accuracies)
    {
        double mean = accuracies.Average();
        return accuracies.Length < 2 ? 0 : Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / (accuracies.Length - 1));
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, SplitJson.Default.SplitFigures));
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SplitFigures))]
[JsonSerializable(typeof(SplitFigures[]))]
internal sealed partial class SplitJson : JsonSerializerContext;
