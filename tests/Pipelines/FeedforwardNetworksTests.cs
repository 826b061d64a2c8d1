using System.Globalization;
using System.Text;
using System.Text.Json;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Perceptrons on tables, end to end, as processes.</summary>
public sealed class FeedforwardNetworksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tables").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WithoutArgumentsTheWholeStoryIsToldOnTheEmbeddedTable()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.FeedforwardNetworks.Run("--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument metrics = Metrics(output);
        double network = metrics.RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble();
        double linear = metrics.RootElement.GetProperty("baselines")[0].GetProperty("metrics").GetProperty("accuracy").GetDouble();
        Assert.True(network >= 0.88 && network - linear >= 0.12, $"network {network}, linear {linear}\n{result.Output}");
        Assert.Equal("binary", metrics.RootElement.GetProperty("task").GetString());
        Assert.Contains("row 5: ", result.Output[result.Output.LastIndexOf("Saved", StringComparison.Ordinal)..]);
        foreach (string file in new[] { "model.zip", "report.html", "summary.md", "predictions.csv" }) Assert.True(File.Exists(Path.Combine(output, file)), file);
    }

    [Fact]
    public void ATableWithoutNamesIsLearnedAsNumbersAndTestedAgain()
    {
        string train = Waves("train.csv", 800, 1), other = Waves("other.csv", 300, 2), output = Path.Combine(_root, "out");
        AppResult result = App.FeedforwardNetworks.Run("train", "--data", train, "--epochs", "60", "--dropout", "0", "--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("predicting the number Column3", result.Output);
        using (JsonDocument metrics = Metrics(output))
        {
            double network = metrics.RootElement.GetProperty("metrics").GetProperty("rSquared").GetDouble();
            double linear = metrics.RootElement.GetProperty("baselines")[0].GetProperty("metrics").GetProperty("rSquared").GetDouble();
            Assert.True(network >= 0.9 && linear < 0.5, $"network {network}, linear {linear}");
        }
        string zip = Path.Combine(output, "model.zip"), second = Path.Combine(_root, "second");
        AppResult evaluated = App.FeedforwardNetworks.Run("evaluate", "--model", zip, "--data", other, "--output", second);
        Assert.True(evaluated.ExitCode == 0, evaluated.ToString());
        using (JsonDocument metrics = Metrics(second)) Assert.True(metrics.RootElement.GetProperty("metrics").GetProperty("rSquared").GetDouble() >= 0.9, evaluated.Output);
        AppResult predicted = App.FeedforwardNetworks.Run("predict", other, "--model", zip, "--top", "7");
        Assert.Equal(7, predicted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        AppResult exported = App.FeedforwardNetworks.Run("export", "--model", zip, "--onnx", Path.Combine(_root, "network.onnx"));
        Assert.True(exported.ExitCode == 0, exported.ToString());
    }

    [Fact]
    public void BadInputGetsOneClearLine()
    {
        OneLine("does not exist", "--data", Path.Combine(_root, "nowhere.csv"));
        OneLine("is empty", "--data", Text("empty.csv", ""));
        OneLine("one column", "--data", Text("one.csv", "a\n1\n2\n"));
        OneLine("no column 'z'", "--data", Text("some.csv", "a,b\n1,2\n3,4\n"), "--label", "z");
        OneLine("1 rows", "--data", Text("gap.csv", "a,b\n1,yes\n3,\n4,no\n"));
        OneLine("not numeric", "--data", Text("words.csv", "a,b\n1,yes\n3,no\n"), "--task", "regression");
        OneLine("one value", "--data", Text("same.csv", "a,b\n1,yes\n3,yes\n"));
        Assert.Equal(2, App.FeedforwardNetworks.Run("--hidden", "many").ExitCode);
        Assert.Equal(2, App.FeedforwardNetworks.Run("--task", "guessing").ExitCode);
    }

    [SharedDataFact("datasets/tabular/uci/winequality-white.csv")]
    public void TheNetworkBeatsTheLinearModelOnWhiteWines()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.FeedforwardNetworks.Run("train", "--data", SharedData.PathOf("datasets/tabular/uci/winequality-white.csv"), "--task", "regression", "--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument metrics = Metrics(output);
        double network = metrics.RootElement.GetProperty("metrics").GetProperty("rSquared").GetDouble();
        double linear = metrics.RootElement.GetProperty("baselines")[0].GetProperty("metrics").GetProperty("rSquared").GetDouble();
        Assert.True(network >= 0.35 && network > linear + 0.05, $"network {network}, linear {linear}\n{result.Output}");
    }

    [SharedDataFact("datasets/tabular/mlnet/adult.txt")]
    public void IncomesAreToldApart()
    {
        string output = Path.Combine(_root, "out");
        AppResult result = App.FeedforwardNetworks.Run("train", "--data", SharedData.PathOf("datasets/tabular/mlnet/adult.txt"), "--epochs", "6", "--hidden", "64", "--batch-size", "256", "--output", output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument metrics = Metrics(output);
        JsonElement figures = metrics.RootElement.GetProperty("metrics");
        Assert.True(figures.GetProperty("accuracy").GetDouble() >= 0.845 && figures.GetProperty("rocAuc").GetDouble() >= 0.90, result.Output);
    }

    private void OneLine(string part, params string[] args)
    {
        AppResult result = App.FeedforwardNetworks.Run([.. args, "--output", Path.Combine(_root, "bad"), "--epochs", "1"]);
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains(part, Assert.Single(result.ErrorLines));
    }

    // A number that goes up and down with two others, so that no straight line fits.
    private string Waves(string name, int rows, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < rows; i++)
        {
            double x = random.NextDouble() * 4 - 2, y = random.NextDouble() * 4 - 2;
            text.Append(CultureInfo.InvariantCulture, $"{(i % 20 == 0 ? "" : x.ToString("0.###", CultureInfo.InvariantCulture))};{y:0.###};{100 + 30 * ((i % 20 == 0 ? 0 : x * x) - y * y):0.###}\n");
        }
        return Text(name, text.ToString());
    }

    private string Text(string name, string text)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static JsonDocument Metrics(string folder) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "metrics.json")));
}
