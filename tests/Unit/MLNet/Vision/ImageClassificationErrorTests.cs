using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Vision;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Imaging;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

public sealed class ImageClassificationErrorTests : ImageClassificationFixture
{
    [Fact]
    public void PicturesThatCannotBeReadAreListed()
    {
        MLContext context = Context();
        List<BytesRow> rows = [.. Rows()];
        rows[3].Image = rows[3].Image[..40];
        rows[8].Image = [];
        string message = Assert.Throws<ImageFormatException>(() => Fit(context, rows)).Message;
        Assert.Contains($"2 of {rows.Count} pictures", message);
        Assert.Contains("row 3, column 'Image': ", message);
        Assert.Contains("row 8, column 'Image': it is empty", message);

        File.WriteAllText(Path.Combine(Pictures, "red", "00.png"), "no picture");
        Assert.Contains($"row {2 * Each}, column 'Image'", Assert.Throws<ImageFormatException>(() => context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(Load(context, Pictures))).Message);
    }

    [Fact]
    public void ScoringNamesTheRowOfABadPictureAndGoesOnWithTheOthers()
    {
        MLContext context = Context();
        ITransformer model = Fit(context, [.. Rows()]);
        List<BytesRow> rows = [.. Rows()];
        rows[2].Image = [1, 2, 3];
        IDataView scored = model.Transform(Keys(context, rows));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> scores = default;
        while (cursor.MoveNext())
        {
            if (cursor.Position != 2) get(ref scores);
            else Assert.Contains("Row 2, column 'Image'", Assert.Throws<ImageFormatException>(() => get(ref scores)).Message);
        }
    }

    [Fact]
    public void LabelsMustBeThereAndOfTwoClassesAtLeast()
    {
        MLContext context = Context();
        IDataView known = Keys(context, [.. Rows()]);
        List<BytesRow> rows = [.. Rows()];
        rows[5].Label = "yellow";
        IDataView missing = context.Transforms.Conversion.MapValueToKey("Label", keyData: context.Data.LoadFromEnumerable<Key>([new() { Value = "blue" }, new() { Value = "green" }, new() { Value = "red" }]))
            .Fit(context.Data.LoadFromEnumerable(rows)).Transform(context.Data.LoadFromEnumerable(rows));
        ImageClassificationTrainer trainer = context.MulticlassClassification.Trainers.ImageClassification(Usual());
        Assert.Contains("Row 5: column 'Label' has no label", Assert.Throws<InvalidOperationException>(() => trainer.Fit(missing)).Message);

        List<BytesRow> blue = [.. Rows().Where(r => r.Label == "blue")];
        Assert.Contains("one class", Assert.ThrowsAny<ArgumentException>(() => Fit(context, blue)).Message);
        Assert.Contains("no rows", Assert.Throws<InvalidOperationException>(() => trainer.Fit(context.Data.TakeRows(known, 0))).Message);
        Assert.Contains("same label", Assert.Throws<InvalidOperationException>(() => trainer.Fit(context.Data.TakeRows(known, Each))).Message);
        Assert.Contains("other keys", Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(known, Keys(context, [.. Rows().Reverse()]))).Message);
        Assert.Contains("MapValueToKey", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(context.Data.LoadFromEnumerable(Rows()))).Message);
        Assert.Contains("LoadRawImageBytes", Assert.Throws<ArgumentOutOfRangeException>(() => context.MulticlassClassification.Trainers.ImageClassification(featureColumnName: "Label").Fit(known)).Message);
    }

    [Fact]
    public void OptionsThatMakeNoSenseAreExplained()
    {
        MLContext context = Context();
        IDataView data = Keys(context, [.. Rows()]);
        Options options = Usual();
        (options.EarlyStoppingCriteria, options.TestOnTrainSet, options.ValidationSetFraction) = (new EarlyStopping(), false, null);
        Assert.Contains("Early stopping", Assert.Throws<ArgumentException>(() => context.MulticlassClassification.Trainers.ImageClassification(options).Fit(data)).Message);
        foreach (Action<Options> change in (Action<Options>[])[o => o.BatchSize = 0, o => o.Epoch = 0, o => o.LearningRate = 0, o => o.LearningRate = float.NaN, o => o.ValidationSetFraction = 1.5f, o => o.Arch = (Architecture)9])
        {
            Options wrong = Usual();
            change(wrong);
            Assert.Throws<ArgumentOutOfRangeException>(() => context.MulticlassClassification.Trainers.ImageClassification(wrong).Fit(data));
        }
    }

    [Fact]
    public void AMissingNetworkSaysWhereToPutIt()
    {
        MLContext context = Context();
        Options options = Usual();
        options.Arch = Architecture.InceptionV3;
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(() => context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures)));
        Assert.Contains(Path.Combine(Root, "MLNET", "inception_v3.meta"), error.Message);
        Assert.Contains("MLNETDL_HOME", error.Message);
        Assert.Contains("TransferLearning", error.Message);
    }

    [Fact]
    public void AnotherNetworkUnderTheNameIsRefused()
    {
        MLContext context = Context();
        string path = SmallPretrained.Write(Root, output: "something/else");
        string message = Assert.Throws<TensorFlowFormatException>(() => context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(Load(context, Pictures))).Message;
        Assert.Contains(path, message);
        Assert.Contains("import/MobilenetV2/Logits/Squeeze", message);
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<TensorFlowFormatException>(() => context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(Load(context, Pictures))).Message);
    }

    private static ITransformer Fit(MLContext context, List<BytesRow> rows) => context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(Keys(context, rows));

    private static IDataView Keys(MLContext context, List<BytesRow> rows)
    {
        IDataView data = context.Data.LoadFromEnumerable(rows);
        return context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private IEnumerable<BytesRow> Rows() => Directory.EnumerateFiles(Pictures, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => new BytesRow { Image = File.ReadAllBytes(file), Label = Path.GetFileName(Path.GetDirectoryName(file))! });

    private sealed class Key
    {
        public string Value { get; set; } = "";
    }
}
