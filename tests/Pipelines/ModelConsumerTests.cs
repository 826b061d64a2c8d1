using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>The app that knows nothing but the zip.</summary>
public sealed partial class ModelConsumerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("consumer").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void TheZipAlonePredictsTheSameOnAnyNumberOfThreadsInFlatMemory()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 40), output = Path.Combine(_root, "out");
        AppResult trained = App.ImageClassification.Run("train", "--data", data, "--output", output, "--epochs", "2", "--network", "mlp:32", "--batch-size", "16");
        Assert.True(trained.ExitCode == 0, trained.ToString());

        // A folder with nothing else than the zip and pictures.
        string alone = Path.Combine(_root, "alone"), pictures = Path.Combine(alone, "pictures");
        Directory.CreateDirectory(pictures);
        File.Copy(Path.Combine(output, "model.zip"), Path.Combine(alone, "model.zip"));
        Directory.Delete(output, recursive: true);
        foreach (string file in Directory.EnumerateFiles(data, "*.png", SearchOption.AllDirectories).Order().Take(100))
            File.Copy(file, Path.Combine(pictures, Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file)));

        AppResult one = App.ModelConsumer.RunIn(alone, null, "model.zip", "pictures", "--threads", "1");
        AppResult eight = App.ModelConsumer.RunIn(alone, null, "model.zip", "pictures", "--threads", "8", "--repeat", "2000");
        Assert.True(one.ExitCode == 0, one.ToString());
        Assert.True(eight.ExitCode == 0, eight.ToString());
        Assert.Contains("Labels: across, chequered, upright", one.Output);
        string[] Predictions(AppResult result) => [.. result.Output.Split('\n').Where(l => l.Contains(".png:"))];
        Assert.Equal(100, Predictions(one).Length);
        Assert.Equal(Predictions(one), Predictions(eight));

        double[] sets = [.. WorkingSet().Matches(eight.Output).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(10, sets.Length);
        // The first 100,000 predictions warm up (compilation, heap); the next 100,000 must leave the working set where it is.
        Assert.True(sets[^1] <= sets[4] * 1.05, $"the working set grew: {string.Join(", ", sets)} MB");
    }

    [Fact]
    public void WhatCannotBeOpenedIsExplained()
    {
        string zip = Path.Combine(_root, "model.zip");
        File.WriteAllText(zip, "not a zip");
        AppResult damaged = App.ModelConsumer.Run(zip, _root);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("model.zip", Assert.Single(damaged.ErrorLines));
        AppResult missing = App.ModelConsumer.Run(Path.Combine(_root, "none.zip"), _root);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("none.zip", Assert.Single(missing.ErrorLines));
        Assert.Equal(2, App.ModelConsumer.Run().ExitCode);
    }

    [GeneratedRegex("working set ([0-9.]+) MB")]
    private static partial Regex WorkingSet();
}
