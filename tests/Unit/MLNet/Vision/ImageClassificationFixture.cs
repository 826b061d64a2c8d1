using Microsoft.ML;
using Microsoft.ML.Transforms;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

/// <summary>A folder with a small pretrained network and pictures of three colours, and what is trained on them.</summary>
public abstract class ImageClassificationFixture : IDisposable
{
    protected const int Each = 12;

    // Nothing listens there: what is not on this machine is not found, as without a network.
    static ImageClassificationFixture() => Environment.SetEnvironmentVariable("MICROSOFTML_RESOURCE_URL", "http://127.0.0.1:9/");

    protected ImageClassificationFixture()
    {
        SmallPretrained.Write(Root);
        Pictures = SmallPretrained.Draw(Path.Combine(Root, "pictures"), Each);
    }

    protected string Root { get; } = Directory.CreateTempSubdirectory("mlnet-vision-").FullName;

    protected string Pictures { get; }

    protected List<string> Log { get; } = [];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    protected MLContext Context(int seed = 1)
    {
        MLContext context = new(seed) { TempFilePath = Root };
        context.Log += (_, e) => Log.Add(e.RawMessage);
        return context;
    }

    /// <summary>Keys and raw bytes of the pictures of a folder of folders.</summary>
    protected static IDataView Load(MLContext context, string folder)
    {
        IEnumerable<PictureRow> rows = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".jpg", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(file => new PictureRow { ImagePath = file, Label = Path.GetFileName(Path.GetDirectoryName(file))! });
        IDataView data = context.Data.LoadFromEnumerable(rows.ToArray());
        return context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(context.Transforms.LoadRawImageBytes("Image", folder, "ImagePath")).Fit(data).Transform(data);
    }

    protected static Options Usual(Action<ImageClassificationMetrics>? callback = null) => new()
    {
        FeatureColumnName = "Image",
        LabelColumnName = "Label",
        Arch = Architecture.MobilenetV2,
        Epoch = 20,
        BatchSize = 10,
        LearningRate = 0.01f,
        MetricsCallback = callback,
        EarlyStoppingCriteria = null,
    };

    protected sealed class PictureRow
    {
        public string ImagePath { get; set; } = "";
        public string Label { get; set; } = "";
    }

    protected sealed class BytesRow
    {
        public byte[] Image { get; set; } = [];
        public string Label { get; set; } = "";
    }

    protected sealed class Prediction
    {
        public float[] Score { get; set; } = [];
        public string PredictedLabel { get; set; } = "";
    }
}
