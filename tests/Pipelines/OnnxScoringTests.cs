using System.Text.Json;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Scoring of pretrained networks, command by command, as processes.</summary>
public sealed class OnnxScoringTests : IDisposable
{
    private const string Scenes = "datasets/photos-scenes", Photos = "datasets/imagenet-photos-dev";
    private readonly string _root = Directory.CreateTempSubdirectory("scoring").FullName;

    private string Output => Path.Combine(_root, "out");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WithoutArgumentsItClassifiesTheRepositorysOwnPictures()
    {
        AppResult result = App.OnnxScoring.Run("--output", Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        ScoringReport report = ScoringJson.Read(Path.Combine(Output, "results.json"));
        Assert.Equal(24, report.Pictures.Count);
        int right = report.Pictures.Count(p => Path.GetFileName(Path.GetDirectoryName(p.File)) == p.Classes![0].Label);
        Assert.True(right >= 23, $"{right} of 24 are right\n{result}");
        Assert.Contains("the rest from the model's metadata", result.Output);
        Assert.True(report.Times is { Scored: 24, Failed: 0, LoadMilliseconds: > 0, FirstMilliseconds: > 0, MedianMilliseconds: > 0 }, report.Times.ToString());

        string page = File.ReadAllText(Path.Combine(Output, "gallery.html"));
        Assert.Equal(24, page.Split("<img ").Length - 1);
        Assert.Equal(24, page.Split("src=\"data:image/png;base64,").Length - 1);
        Assert.Contains("star/001.jpg", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("http", page);
        Assert.Contains("prefers-color-scheme:dark", page);
    }

    [SharedDataFact(Photos)]
    public void SqueezeNetNamesAsManyPhotographsAsTheRuntimeThatItIsComparedWith()
    {
        AppResult result = App.OnnxScoring.Run("classify", SharedData.PathOf(Photos), "--model", SharedData.PathOf("models/built-squeezenet1.1/squeezenet1.1.onnx"),
            "--labels", SharedData.PathOf("datasets/imagenet-synset.txt"), "--output", Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf(Photos + "/golden_top5.json")));
        int first = 0, goldenFirst = 0, five = 0, goldenFive = 0, same = 0;
        foreach (ScoredPicture picture in ScoringJson.Read(Path.Combine(Output, "results.json")).Pictures)
        {
            JsonElement expected = golden.RootElement.GetProperty(Path.GetFileName(picture.File));
            int label = expected.GetProperty("true").GetInt32();
            int[] top = [.. expected.GetProperty("squeezenet1.1").EnumerateArray().Select(t => t[0].GetInt32())], ours = [.. picture.Classes!.Select(c => c.Class)];
            (first, goldenFirst) = (first + (ours[0] == label ? 1 : 0), goldenFirst + (top[0] == label ? 1 : 0));
            (five, goldenFive) = (five + (ours.Contains(label) ? 1 : 0), goldenFive + (top.Contains(label) ? 1 : 0));
            if (ours[0] == top[0]) same++;
        }
        Assert.True(first >= goldenFirst && five >= goldenFive && same >= 22, $"first {first} (golden {goldenFirst}), among five {five} (golden {goldenFive}), the same first {same}");
        Assert.Contains("dalmatian 99", result.Output);
    }

    [SharedDataTheory("models/ultraface")]
    [InlineData("version-RFB-320.onnx")]
    [InlineData("version-RFB-320_simplified.onnx")]
    public void UltraFaceFindsTheFacesOfGroupsWhetherItsBoxesAreDecodedOrNot(string file)
    {
        (string Name, int Least, int Most)[] groups = [("4faces.png", 4, 4), ("faces2.jpg", 4, 4), ("mtcnn_test.jpg", 6, 6), ("fd_3.jpg", 4, 4), ("faces1.jpg", 40, 48), ("eagle.jpg", 0, 0)];
        AppResult result = App.OnnxScoring.Run(["detect", .. groups.Select(g => SharedData.PathOf($"{Scenes}/{g.Name}")), "--model", SharedData.PathOf("models/ultraface/" + file), "--threshold", "0.7", "--output", Output]);
        Assert.True(result.ExitCode == 0, result.ToString());
        ScoringReport report = ScoringJson.Read(Path.Combine(Output, "results.json"));
        foreach ((string name, int least, int most) in groups)
        {
            ScoredPicture picture = report.Pictures.Single(p => Path.GetFileName(p.File) == name);
            Assert.InRange(picture.Objects!.Count, least, most);
            Assert.All(picture.Objects, o => Assert.True(o.Label == "face" && o.Left >= 0 && o.Right <= picture.Width && o.Top < o.Bottom && o.Bottom <= picture.Height, o.ToString()));
            Image drawn = Image.Load(Path.Combine(Output, picture.Drawn!));
            Assert.True(drawn.Width >= picture.Width);
        }
    }

    [SharedDataTheory("models/fastestdet")]
    [InlineData("models/fastestdet/FastestDet.onnx", "dog.jpg", 0.5, new[] { "dog", "bicycle", "car" })]
    [InlineData("models/fastestdet/FastestDet.onnx", "nd_bus.jpg", 0.5, new[] { "bus", "person" })]
    [InlineData("models/nanodet/nanodet_m.onnx", "nd_bus.jpg", 0.5, new[] { "bus", "person" })]
    [InlineData("models/nanodet/nanodet_m.onnx", "dog.jpg", 0.4, new[] { "dog", "bicycle" })]
    public void CocoDetectorsFindWhatIsThere(string model, string picture, double threshold, string[] expected)
    {
        AppResult result = App.OnnxScoring.Run("detect", SharedData.PathOf($"{Scenes}/{picture}"), "--model", SharedData.PathOf(model), "--output", Output, "--threshold", threshold.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(result.ExitCode == 0, result.ToString());
        string[] found = [.. ScoringJson.Read(Path.Combine(Output, "results.json")).Pictures.Single().Objects!.Select(o => o.Label).Distinct()];
        Assert.All(expected, e => Assert.True(found.Contains(e), $"{e} is not among {string.Join(", ", found)}"));
    }

    [Theory]
    [InlineData(ElementType.Float32, false, false, "16x16 stretched, RGB, NCHW, pixel * 1/255")]
    [InlineData(ElementType.Float32, true, false, "16x16 stretched, RGB, NHWC, pixel * 1/255")]
    [InlineData(ElementType.Float32, false, true, "40x20 stretched, RGB, NCHW, pixel * 1/255")]
    [InlineData(ElementType.Float16, false, false, "16x16 stretched, RGB, NCHW, pixel * 1/255")]
    [InlineData(ElementType.UInt8, true, true, "40x20 stretched, RGB, NHWC, bytes")]
    public void SegmentColoursAreasWhateverTheInputIs(ElementType type, bool nhwc, bool open, string prepared)
    {
        string model = Path.Combine(_root, "red-or-blue.onnx"), picture = Path.Combine(_root, "halves.png");
        SmallModels.WriteRedOrBlue(model, type, nhwc, open);
        var image = new Image(32, 16, PixelFormat.Rgb24);
        image.FillRectangle(0, 0, 24, 16, new Rgb(200, 0, 0));
        image.FillRectangle(24, 0, 32, 16, new Rgb(0, 0, 200));
        image.Save(picture);
        AppResult result = App.OnnxScoring.Run(["segment", picture, "--model", model, "--labels", "red,blue", "--preset", "unit", "--output", Output, .. open ? new[] { "--size", "40x20" } : []]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"Pictures are {prepared}.", result.Output);
        ScoredPicture scored = ScoringJson.Read(Path.Combine(Output, "results.json")).Pictures.Single();
        Assert.Equal(["red", "blue"], scored.Areas!.Select(a => a.Label));
        Assert.Equal(0.75, scored.Areas![0].Score, 0.03);
        Assert.NotEqual(200, Image.Load(Path.Combine(Output, scored.Drawn!)).Pixels[0]);
        Assert.Contains("--k:#", File.ReadAllText(Path.Combine(Output, "gallery.html")));
    }

    [Fact]
    public void EveryOptionOfPreprocessingIsHeeded()
    {
        string model = Path.Combine(_root, "red-or-blue.onnx");
        SmallModels.WriteRedOrBlue(model, open: true);
        AppResult result = App.OnnxScoring.Run("segment", "datasets/shapes/test/star/000.jpg", "--model", model, "--output", Output, "--size", "24", "--resize", "letterbox", "--channels", "bgr",
            "--scale", "0.5", "--mean", "1,2,3", "--std", "4");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Pictures are 24x24 letterboxed, BGR, NCHW, (pixel * 0.5 - [1 2 3]) / 4.", result.Output);
    }

    [Fact]
    public void InspectTellsWhatIsInAFile()
    {
        string json = Path.Combine(_root, "summary.json");
        AppResult result = App.OnnxScoring.Run("inspect", "models/shapes-cnn/shapes-cnn.onnx", "--json", json, "--runs", "2");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Features: Float32 Nx3x32x32", result.Output);
        Assert.Contains("Supported:     all of it", result.Output);
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(json));
        // Six convolutions of 3 x 3, 3-16-16 at 32 x 32, 16-32-32 at 16 x 16, 32-64-64 at 8 x 8, and 64 x 8 at the end.
        const long Convolutions = 9L * (1024 * (3 * 16 + 16 * 16) + 256 * (16 * 32 + 32 * 32) + 64 * (32 * 64 + 64 * 64));
        JsonElement one = summary.RootElement[0];
        Assert.Equal(Convolutions + 64 * 8, one.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(6, one.GetProperty("operators").GetProperty("Conv").GetInt32());
        Assert.InRange(one.GetProperty("parameters").GetInt64(), 72_824, 73_400);
        Assert.Equal(3, one.GetProperty("milliseconds").GetArrayLength());
    }

    [Fact]
    public void InspectListsWhatIsNotSupportedAndDoesNotFail()
    {
        string model = Path.Combine(_root, "strange.onnx");
        SmallModels.WriteUnknownOperator(model);
        AppResult result = App.OnnxScoring.Run("inspect", model);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Unsupported:   com.example:Levitate: lift", result.Output);
        OneLine(1, ["classify", "datasets/shapes/test/star", "--model", model], "Levitate", "lift");
    }

    [SharedDataFact("models/silero-vad")]
    public void InspectDescribesNetworksThatZerosDoNotSuit()
    {
        AppResult result = App.OnnxScoring.Run("inspect", SharedData.PathOf("models/silero-vad/silero_vad_16k_op15.onnx"), "--runs", "1");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("not taken, because", result.Output);
        Assert.Contains("Supported:     all of it", result.Output);
    }

    [SharedDataFact("models/ultraface")]
    public void CompareHoldsOutputsAgainstStoredOnes()
    {
        string json = Path.Combine(_root, "compare.json"), model = SharedData.PathOf("models/ultraface/version-RFB-320.onnx");
        AppResult result = App.OnnxScoring.Run("compare", model, SharedData.PathOf("models/built-squeezenet1.1/squeezenet1.1.onnx"), "--json", json, "--runs", "1");
        Assert.True(result.ExitCode == 0, result.ToString());
        using (JsonDocument comparisons = JsonDocument.Parse(File.ReadAllBytes(json))) Assert.Equal(3, comparisons.RootElement.GetArrayLength());
        AppResult strict = App.OnnxScoring.Run("compare", model, "--tolerance", "1e-12", "--runs", "0");
        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("DIFFERS", strict.Output);
    }

    [Fact]
    public void CompareReadsOnnxsOwnTestData()
    {
        string model = Path.Combine(_root, "model.onnx"), set = Path.Combine(_root, "test_data_set_0");
        SmallModels.WriteDoubling(model, set, correct: true);
        AppResult good = App.OnnxScoring.Run("compare", _root);
        Assert.True(good.ExitCode == 0, good.ToString());
        SmallModels.WriteDoubling(model, set, correct: false);
        AppResult bad = App.OnnxScoring.Run("compare", model);
        Assert.True(bad.ExitCode == 1, bad.ToString());
        Directory.Delete(set, recursive: true);
        OneLine(1, ["compare", model], "Nothing was compared");
    }

    [Theory]
    [InlineData("static")]
    [InlineData("dynamic")]
    public void QuantizeMakesASmallerNetworkThatSeesTheSame(string kind)
    {
        AppResult result = App.OnnxScoring.Run(["quantize", "datasets/shapes/test", "--samples", "80", "--output", Output, .. kind == "dynamic" ? new[] { "--dynamic" } : []]);
        Assert.True(result.ExitCode == 0, result.ToString());
        string file = Path.Combine(Output, "shapes-cnn.int8.onnx");
        using (JsonDocument figures = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Output, "quantization.json"))))
        {
            JsonElement root = figures.RootElement;
            Assert.Equal(kind, root.GetProperty("kind").GetString());
            Assert.True(root.GetProperty("bytesAfter").GetInt64() == new FileInfo(file).Length && new FileInfo(file).Length < 110_000, root.ToString());
            Assert.Equal(80, root.GetProperty("pictures").GetInt32());
            Assert.True(root.GetProperty("nodes").GetInt32() >= 7, root.ToString());
            Assert.True(root.GetProperty("sameClass").GetDouble() >= 0.97 && root.GetProperty("accuracyBefore").GetDouble() >= 0.97 && root.GetProperty("accuracyAfter").GetDouble() >= 0.95, root.ToString());
            Assert.InRange(root.GetProperty("outputs")[0].GetProperty("signalToNoise").GetDouble(), 25, 100);
        }
        AppResult scored = App.OnnxScoring.Run("--model", file, "--output", Output);
        Assert.True(scored.ExitCode == 0, scored.ToString());
        ScoringReport report = ScoringJson.Read(Path.Combine(Output, "results.json"));
        Assert.True(report.Pictures.Count(p => Path.GetFileName(Path.GetDirectoryName(p.File)) == p.Classes![0].Label) >= 23, scored.Output);
    }

    [Fact]
    public void APictureThatCannotBeReadIsTold()
    {
        string folder = Path.Combine(_root, "pictures");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(App.Repository, "datasets/shapes/test/star/000.jpg"), Path.Combine(folder, "good.jpg"));
        File.WriteAllText(Path.Combine(folder, "text.jpg"), "this is no picture");
        File.WriteAllBytes(Path.Combine(folder, "cut.jpg"), File.ReadAllBytes(Path.Combine(folder, "good.jpg"))[..300]);
        AppResult some = App.OnnxScoring.Run("classify", folder, "--output", Output);
        Assert.True(some.ExitCode == 3, some.ToString());
        Assert.Contains("1 scored, 2 failed", some.Output);
        Assert.Contains("text.jpg: cannot be read: not a JPEG", some.Output);
        Assert.Single(some.Output.Split('\n'), l => l.Contains("cut.jpg", StringComparison.Ordinal));
        Assert.Equal(2, ScoringJson.Read(Path.Combine(Output, "results.json")).Pictures.Count(p => p.Error is not null));
        File.Delete(Path.Combine(folder, "good.jpg"));
        Assert.Equal(1, App.OnnxScoring.Run("classify", folder, "--output", Output).ExitCode);
    }

    [Fact]
    public void WhatMakesNoSenseIsExplainedInOneLine()
    {
        const string Star = "datasets/shapes/test/star/000.jpg";
        OneLine(1, ["classify", Star, "--model", "nowhere.onnx"], "nowhere.onnx", "shapes-cnn");
        OneLine(1, ["detect", Star, "--model", "shapes-cnn"], "Score 1x8", "--head");
        OneLine(1, ["detect", Star, "--model", "shapes-cnn", "--head", "yolo"], "yolo", "Score 1x8");
        OneLine(1, ["segment", Star, "--model", "shapes-cnn"], "no map");
        OneLine(1, ["classify", Star, "--labels", "a,b"], "2 labels", "8 classes");
        OneLine(1, ["classify", "nowhere.jpg"], "nowhere.jpg");
        File.WriteAllText(Path.Combine(_root, "text.onnx"), "this is no network");
        OneLine(1, ["classify", Star, "--model", Path.Combine(_root, "text.onnx")], "text.onnx");
        foreach (string[] args in new[] { new[] { "classify", "--size", "0" }, ["classify", "--mean", "x"], ["classify", "--preset", "magic"], ["detect", "--threshold", "2"], ["models"], ["inspect"] })
            Assert.True(App.OnnxScoring.Run(args).ExitCode == (args[0] == "models" ? 1 : 2) || args[0] == "models", string.Join(' ', args));
    }

    private void OneLine(int code, string[] args, params string[] parts)
    {
        AppResult result = App.OnnxScoring.Run([.. args, .. args[0] is "compare" or "inspect" ? [] : new[] { "--output", Output }]);
        Assert.True(result.ExitCode == code, $"{string.Join(' ', args)}: {result}");
        string line = Assert.Single(result.ErrorLines);
        foreach (string part in parts) Assert.Contains(part, line);
    }
}
