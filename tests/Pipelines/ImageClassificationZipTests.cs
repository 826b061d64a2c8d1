using Microsoft.ML;
using Microsoft.ML.Vision;
using MlNetDeepLearning.Tests.Unit.MLNet.Vision;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>A model of ML.NET's own trainer for pictures in the app that knows nothing but the zip.</summary>
public sealed class ImageClassificationZipTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("vision").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void TheZipPredictsInTheConsumer()
    {
        SmallPretrained.Write(_root);
        string pictures = SmallPretrained.Draw(Path.Combine(_root, "pictures"), 10);
        MLContext context = new(1) { TempFilePath = _root };
        IDataView data = context.Data.LoadFromEnumerable(Directory.EnumerateFiles(pictures, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new Row { ImagePath = file, Label = Path.GetFileName(Path.GetDirectoryName(file))! }).ToArray());
        IDataView mapped = context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        ITransformer model = context.Transforms.LoadRawImageBytes("Image", null, "ImagePath")
            .Append(context.MulticlassClassification.Trainers.ImageClassification(new ImageClassificationTrainer.Options
            {
                FeatureColumnName = "Image",
                Arch = ImageClassificationTrainer.Architecture.MobilenetV2,
                Epoch = 20,
            })).Fit(mapped);
        context.Model.Save(model, mapped.Schema, Path.Combine(_root, "model.zip"));
        Directory.Delete(Path.Combine(_root, "MLNET"), recursive: true);

        AppResult result = App.ModelConsumer.RunIn(_root, null, "model.zip", "pictures", "--threads", "2", "--top", "1");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Labels: blue, green, red", result.Output);
        string[] lines = [.. result.Output.Split('\n').Where(line => line.StartsWith("pictures", StringComparison.Ordinal))];
        Assert.Equal(30, lines.Length);
        int right = lines.Count(line => line.Contains($": {Path.GetFileName(Path.GetDirectoryName(line[..line.IndexOf(':')]))} "));
        Assert.True(right >= 27, result.Output);
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
        public string Label { get; set; } = "";
    }
}
