using System.IO.Compression;
using System.Text.Json;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>The first story of the product, end to end, as processes.</summary>
public sealed class ImageClassificationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pipeline").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WithoutArgumentsTheWholeStoryIsToldOnTheEmbeddedData()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.ImageClassification.Run("--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.True(Accuracy(output) >= 0.95, result.Output);
        Assert.Contains("%", result.Output[result.Output.LastIndexOf("Saved", StringComparison.Ordinal)..]);
        string page = File.ReadAllText(Path.Combine(output, "report.html"));
        Assert.Contains("Confusion matrix", page);
        Assert.DoesNotContain("<script", page);
    }

    [Fact]
    public void ALinearModelFailsOnTheEmbeddedData()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.ImageClassification.Run("train", "--network", "linear", "--epochs", "6", "--augment", "none", "--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.InRange(Accuracy(output), 0, 0.70);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBytesOnOneThreadAndOnTwo()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 40);
        byte[][] models = [.. new[] { 1, 2, 2 }.Select((threads, i) =>
        {
            string output = Path.Combine(_root, $"out{i}");
            AppResult result = App.ImageClassification.RunIn(null, threads, "train", "--data", data, "--output", output, "--epochs", "2", "--batch-size", "16", "--network", "resnet8");
            Assert.True(result.ExitCode == 0, result.ToString());
            return Network(Path.Combine(output, "model.zip"));
        })];
        Assert.True(models[0].Length > 10_000);
        Assert.True(models[0].AsSpan().SequenceEqual(models[1]), "1 and 2 threads gave different networks");
        Assert.True(models[1].AsSpan().SequenceEqual(models[2]), "two runs gave different networks");
    }

    [Fact]
    public void AnInterruptedTrainingIsResumedAsIfNothingHadHappened()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 40);
        // So many epochs that the last is far away when the signal arrives, however busy the machine.
        string[] options = ["train", "--data", data, "--epochs", "60", "--batch-size", "16", "--network", "resnet8"];
        string whole = Path.Combine(_root, "whole"), cut = Path.Combine(_root, "cut");
        Assert.Equal(0, App.ImageClassification.Run([.. options, "--output", whole]).ExitCode);
        AppResult interrupted = App.ImageClassification.Interrupt("Epoch   2/60", [.. options, "--output", cut]);
        Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
        Assert.False(File.Exists(Path.Combine(cut, "model.zip")));
        AppResult resumed = App.ImageClassification.Run([.. options, "--output", cut, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.DoesNotContain("Epoch   1/60", resumed.Output);
        Assert.True(Network(Path.Combine(whole, "model.zip")).AsSpan().SequenceEqual(Network(Path.Combine(cut, "model.zip"))), "the resumed training gave another network");
    }

    [Fact]
    public void EvaluatePredictAndExportWorkOnTheSavedModel()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 60), output = Path.Combine(_root, "out"), zip = Path.Combine(output, "model.zip");
        AppResult trained = App.ImageClassification.Run("train", "--data", data, "--output", output, "--epochs", "8", "--batch-size", "16");
        Assert.True(trained.ExitCode == 0, trained.ToString());
        Assert.True(Accuracy(output) >= 0.8, trained.Output);

        string other = SmallDataset.Draw(Path.Combine(_root, "other"), 30, seed: 9);
        AppResult evaluated = App.ImageClassification.Run("evaluate", "--model", zip, "--data", other, "--output", Path.Combine(_root, "evaluation"));
        Assert.True(evaluated.ExitCode == 0, evaluated.ToString());
        Assert.True(Accuracy(Path.Combine(_root, "evaluation")) >= 0.7, evaluated.Output);

        AppResult predicted = App.ImageClassification.Run("predict", Path.Combine(other, "upright"), "--model", zip, "--top", "2");
        Assert.True(predicted.ExitCode == 0, predicted.ToString());
        Assert.Equal(30, predicted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("upright", predicted.Output);

        AppResult exported = App.ImageClassification.Run("export", "--model", zip, "--onnx", Path.Combine(_root, "network.onnx"));
        Assert.True(exported.ExitCode == 0, exported.ToString());
        Assert.True(Network(zip).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_root, "network.onnx"))));
    }

    [Fact]
    public void BadInputGetsOneClearLine()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 6);
        File.WriteAllText(Path.Combine(data, "across", "text.jpg"), "this is no picture");
        OneLine(["train", "--data", data], "text.jpg", "--skip-unreadable");

        File.Delete(Path.Combine(data, "across", "text.jpg"));
        byte[] picture = File.ReadAllBytes(Path.Combine(data, "across", "000.png"));
        File.WriteAllBytes(Path.Combine(data, "across", "000.png"), picture[..(picture.Length / 2)]);
        OneLine(["train", "--data", data], "000.png");

        string single = Path.Combine(_root, "single");
        Directory.CreateDirectory(single);
        Directory.Move(Path.Combine(data, "upright"), Path.Combine(single, "upright"));
        OneLine(["train", "--data", single], "only one class");

        string empty = Path.Combine(_root, "empty");
        Directory.CreateDirectory(empty);
        OneLine(["train", "--data", empty], "No labelled pictures");
        OneLine(["train", "--data", Path.Combine(_root, "nowhere")], "does not exist");

        string zip = Path.Combine(_root, "cut.zip");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create)) archive.CreateEntry("pipeline.json");
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..40]);
        OneLine(["predict", Path.Combine(single, "upright"), "--model", zip], "cut.zip");
        OneLine(["predict", Path.Combine(single, "upright"), "--model", Path.Combine(_root, "none.zip")], "none.zip");
    }

    [Fact]
    public void UsageErrorsExitWithTwoAndHelpExplains()
    {
        foreach (string[] args in new[] { new[] { "--epochs", "many" }, ["train", "--augment", "upside-down"], ["--epochs", "0"], ["nonsense"], ["predict"] })
        {
            AppResult result = App.ImageClassification.Run(args);
            Assert.True(result.ExitCode == 2, $"{string.Join(' ', args)}: {result}");
            Assert.NotEmpty(result.ErrorLines);
        }
        AppResult help = App.ImageClassification.Run("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Examples:", help.Output);
        Assert.Contains("--learning-rate", help.Output);
    }

    private void OneLine(string[] args, params string[] parts)
    {
        AppResult result = App.ImageClassification.Run([.. args, .. args[0] == "train" ? new[] { "--output", Path.Combine(_root, "bad"), "--epochs", "1" } : []]);
        Assert.True(result.ExitCode == 1, $"{string.Join(' ', args)}: {result}");
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("Error: ", line);
        foreach (string part in parts) Assert.Contains(part, line);
    }

    private static double Accuracy(string folder)
    {
        using JsonDocument metrics = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "metrics.json")));
        return metrics.RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble();
    }

    private static byte[] Network(string zip)
    {
        using ZipArchive archive = ZipFile.OpenRead(zip);
        using Stream stream = archive.Entries.Single(e => e.Name == "model.onnx").Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
