using System.Text.Json;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Scoring of TensorFlow networks, command by command, as processes.</summary>
public sealed class TensorFlowScoringTests : IDisposable
{
    private const string Photos = "datasets/imagenet-photos-dev", MobileNet = "models/mobilenet_v1_0.25_128";
    private readonly string _root = Directory.CreateTempSubdirectory("scoring").FullName;

    private string Output => Path.Combine(_root, "out");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WithoutArgumentsItClassifiesTheRepositorysOwnPictures()
    {
        AppResult result = App.TensorFlowScoring.Run("--output", Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        ScoringReport report = ScoringJson.Read(Path.Combine(Output, "results.json"));
        Assert.Equal(24, report.Pictures.Count);
        int right = report.Pictures.Count(p => Path.GetFileName(Path.GetDirectoryName(p.File)) == p.Classes![0].Label);
        Assert.True(right >= 23, $"{right} of 24 are right\n{result}");
        Assert.Contains("32x32 stretched, RGB, NHWC, pixel * 1/255", result.Output);
        Assert.True(File.Exists(Path.Combine(Output, "gallery.html")));
    }

    [Fact]
    public void TheFrozenGraphOfTheRepositoryIsMadeOfItsOnnxFile()
    {
        string file = Path.Combine(_root, "again.pb");
        AppResult result = App.TensorFlowScoring.Run("convert", "shapes-cnn", "--to", file);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Both give the same.", result.Output);
        Assert.Equal(File.ReadAllBytes(Path.Combine(App.Repository, "models/shapes-tf/shapes-tf.pb")), File.ReadAllBytes(file));
    }

    [Fact]
    public void AConvertedNetworkScoresTheSame()
    {
        string file = Path.Combine(_root, "shapes.onnx");
        AppResult result = App.TensorFlowScoring.Run("convert", "shapes-tf", "--to", file);
        Assert.True(result.ExitCode == 0, result.ToString());
        AppResult scored = App.OnnxScoring.Run("classify", "datasets/shapes/test/star/000.jpg", "--model", file, "--preset", "unit", "--labels", "arrow,circle,crescent,cross,heart,square,star,triangle", "--output", Output);
        Assert.True(scored.ExitCode == 0, scored.ToString());
        Assert.Contains("star 95.1 %", scored.Output);
        Assert.Contains("NHWC", scored.Output);
    }

    [SharedDataFact(MobileNet)]
    public void MobileNetNamesPhotographsAndAgreesWithItsReference()
    {
        string model = SharedData.PathOf(MobileNet + "/frozen_graph.pb");
        AppResult result = App.TensorFlowScoring.Run("classify", SharedData.PathOf(Photos), "--model", model, "--output", Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf(Photos + "/golden_top5.json")));
        int five = ScoringJson.Read(Path.Combine(Output, "results.json")).Pictures
            .Count(p => p.Classes!.Any(c => c.Class == golden.RootElement.GetProperty(Path.GetFileName(p.File)).GetProperty("true").GetInt32() + 1));
        Assert.True(five >= 15, $"{five} of 24 are among five\n{result}");

        string json = Path.Combine(_root, "compare.json");
        AppResult compared = App.TensorFlowScoring.Run("compare", model, "--runs", "0", "--json", json);
        Assert.True(compared.ExitCode == 0, compared.ToString());
        using JsonDocument comparison = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.True(comparison.RootElement[0].GetProperty("agrees").GetBoolean());
    }

    [SharedDataFact("models/mlnet-tf-testmodels")]
    public void InspectDescribesEveryForm()
    {
        string folder = SharedData.PathOf("models/mlnet-tf-testmodels"), json = Path.Combine(_root, "summary.json");
        AppResult result = App.TensorFlowScoring.Run("inspect", folder, "--json", json, "--runs", "1");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("serving_default: Input = Input:0 -> Output = add_1:0", result.Output);
        Assert.Contains("Not supported: ", result.Output);
        using JsonDocument summaries = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.Equal(["GraphDef", "MetaGraphDef", "SavedModel"], summaries.RootElement.EnumerateArray().Select(s => s.GetProperty("format").GetString()).Distinct().Order());
        JsonElement cifar = summaries.RootElement.EnumerateArray().Single(s => s.GetProperty("file").GetString()!.EndsWith("cifar_model/frozen_model.pb", StringComparison.Ordinal));
        // 7 x 7 x 3 filters, 32 of them and as many biases, and 5,408 x 10 weights; 13 x 13 places.
        Assert.Equal(147 * 32 + 32 + 54_080, cifar.GetProperty("parameters").GetInt64());
        Assert.Equal(147 * 32 * 169 + 54_080, cifar.GetProperty("multiplyAdds").GetInt64());
    }

    [Fact]
    public void WhatMakesNoSenseIsExplainedInOneLine()
    {
        const string Star = "datasets/shapes/test/star/000.jpg";
        OneLine(1, ["classify", Star, "--model", "nowhere.pb"], "nowhere.pb", "shapes-tf");
        OneLine(1, ["classify", Star, "--outputs", "nothing"], "no tensor 'nothing'");
        OneLine(1, ["classify", Star, "--model", "models"], "models", "saved_model.pb");
        string text = Path.Combine(_root, "text.pb"), strange = Path.Combine(_root, "strange.pb");
        File.WriteAllText(text, "this is no network");
        OneLine(1, ["classify", Star, "--model", text], "text.pb");
        var graph = new GraphDef();
        graph.Add("Placeholder", "x", [], ("dtype", DataType.Float), ("shape", TensorShapeProto.Of(1, 8, 8, 3)));
        graph.Add("Levitate", "lift", ["x"], ("T", DataType.Float));
        File.WriteAllBytes(strange, graph.ToBytes());
        OneLine(1, ["classify", Star, "--model", strange], "Levitate", "lift");
        OneLine(1, ["convert", strange, "--to", Path.Combine(_root, "x.onnx")], "Levitate", "lift");
        OneLine(2, ["convert"], "model");
        AppResult inspected = App.TensorFlowScoring.Run("inspect", strange);
        Assert.True(inspected.ExitCode == 0 && inspected.Output.Contains("Levitate (node 'lift')", StringComparison.Ordinal), inspected.ToString());
    }

    private static void OneLine(int code, string[] args, params string[] parts)
    {
        AppResult result = App.TensorFlowScoring.Run(args);
        Assert.True(result.ExitCode == code, $"{string.Join(' ', args)}: {result}");
        string line = code == 2 ? result.Error : Assert.Single(result.ErrorLines);
        foreach (string part in parts) Assert.Contains(part, line);
    }
}
