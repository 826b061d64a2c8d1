using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Transfer learning end to end, as processes.</summary>
public sealed partial class TransferLearningTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("transfer").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WithoutArgumentsWhatWasLearnedBeforeBeatsRandomWeights()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.TransferLearning.Run("--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        double[] figures = [.. Both().Match(result.Output).Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture))];
        Assert.True(figures[0] >= figures[1] + 5, result.Output);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(output, "why"), "*.png").Length);
    }

    [SharedDataFact("models")]
    public void AnImageNetBackboneKnowsFlowers()
    {
        string output = Path.Combine(_root, "out"), flowers = SharedData.PathOf("datasets/flower-photos-small"), backbone = SharedData.PathOf("models/built-mobilenetv2-features/mobilenetv2_1.0_features.onnx");
        string[] options = ["train", "--data", flowers, "--backbone", backbone, "--image-size", "448", "--splits", "5", "--output", output];
        AppResult first = App.TransferLearning.Run(options), second = App.TransferLearning.Run(options);
        Assert.True(first.ExitCode == 0, first.ToString());
        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "splits.json")));
        Assert.True(figures.RootElement.GetProperty("mean").GetDouble() >= 0.86, first.Output);
        Assert.Equal(200, figures.RootElement.GetProperty("known").GetInt32());
        Assert.Equal(Mean().Match(first.Output).Value, Mean().Match(second.Output).Value);
    }

    [SharedDataFact("datasets/flower-photos-small")]
    public void TheEmbeddedBackboneTellsFlowersApart()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.TransferLearning.Run("train", "--data", SharedData.PathOf("datasets/flower-photos-small"), "--image-size", "64", "--splits", "5", "--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "splits.json")));
        Assert.True(figures.RootElement.GetProperty("mean").GetDouble() >= 0.64, result.Output);
    }

    [Fact]
    public void AFolderOfOnesOwnIsLearnedEvaluatedPredictedAndExported()
    {
        string data = SmallDataset.Draw(Path.Combine(_root, "data"), 30), output = Path.Combine(_root, "out"), zip = Path.Combine(output, "model.zip");
        AppResult train = App.TransferLearning.Run("train", "--data", data, "--output", output, "--fine-tune", "2", "--fine-tune-epochs", "2", "--class-weights", "balanced");
        Assert.True(train.ExitCode == 0, train.ToString());
        AppResult evaluate = App.TransferLearning.Run("evaluate", "--model", zip, "--data", data, "--output", Path.Combine(_root, "evaluation"));
        Assert.True(evaluate.ExitCode == 0, evaluate.ToString());
        Assert.Contains("Test accuracy", evaluate.Output);
        string picture = Directory.GetFiles(Path.Combine(data, "across"))[0], why = Path.Combine(_root, "why");
        AppResult predict = App.TransferLearning.Run("predict", picture, "--model", zip, "--output", why);
        Assert.Contains("across", predict.Output);
        Image map = Image.Load(Assert.Single(Directory.GetFiles(why)));
        Assert.Equal((16, 16), (map.Width, map.Height));
        string onnx = Path.Combine(_root, "network.onnx");
        Assert.Equal(0, App.TransferLearning.Run("export", "--model", zip, "--onnx", onnx).ExitCode);
        // What was exported is a backbone in its turn.
        AppResult features = App.TransferLearning.Run("features", "--data", data, "--backbone", onnx, "--output", _root);
        Assert.True(features.ExitCode == 0, features.ToString());
        Assert.Equal(91, File.ReadLines(Path.Combine(_root, "features.csv")).Count());
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(_root, "features.html")));
        AppResult compare = App.TransferLearning.Run("benchmark-backbones", onnx, "nowhere", "--data", data, "--output", _root, "--splits", "2");
        Assert.True(compare.ExitCode == 0, compare.ToString());
        Assert.Contains("nowhere: There is no backbone", compare.Output);
        Assert.Contains("network.onnx", File.ReadAllText(Path.Combine(_root, "backbones.html")));
    }

    [Fact]
    public void BadInputGetsOneLine()
    {
        string empty = Directory.CreateDirectory(Path.Combine(_root, "empty")).FullName, one = Path.Combine(_root, "one");
        SmallDataset.Draw(one, 6);
        foreach (string label in SmallDataset.Labels[1..]) Directory.Delete(Path.Combine(one, label), recursive: true);
        AppResult[] results = [App.TransferLearning.Run("train", "--data", empty), App.TransferLearning.Run("train", "--data", one), App.TransferLearning.Run("train", "--backbone", "nowhere", "--output", _root)];
        Assert.All(results, r => Assert.True(r.ExitCode == 1 && r.ErrorLines.Length == 1, r.ToString()));
        Assert.Equal(2, App.TransferLearning.Run("train", "--fine-tune", "some").ExitCode);
    }

    [GeneratedRegex(@"learned before: ([\d.]+) %\. The same network from random weights: ([\d.]+) %")]
    private static partial Regex Both();

    [GeneratedRegex(@"accuracy [\d.]+ % ± [\d.]+ %")]
    private static partial Regex Mean();
}
