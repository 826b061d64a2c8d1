using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

public sealed class ImageClassificationWorkspaceTests : ImageClassificationFixture
{
    private const int Count = 3 * Each;

    private string Workspace => Path.Combine(Root, "workspace");

    [Fact]
    public void TheWorkspaceHoldsFeaturesAndTheTrainedNetwork()
    {
        MLContext context = Context();
        Fit(context, o => o.FinalModelPrefix = "mine_");
        Assert.Equal(["mine_mobilenet_v2.meta.onnx", "trainSetBottleneckFile.csv"], Files());
        Graph network = OnnxImporter.Import(Path.Combine(Workspace, "mine_mobilenet_v2.meta.onnx"));
        Assert.Equal("Nx16x16x3", network.Inputs[0].Shape.ToString().Replace("×", "x"));
    }

    [Fact]
    public void ASecondRunComputesNoFeatures()
    {
        MLContext context = Context();
        ITransformer first = Fit(context, _ => { });
        Assert.Contains($"Train: features of {Count} pictures, {Count} of them computed, 0 known.", Log);
        Log.Clear();
        ITransformer second = Fit(Context(), o => o.ReuseTrainSetBottleneckCachedValues = true);
        Assert.Contains($"Train: features of {Count} pictures, 0 of them computed, {Count} known.", Log);
        IDataView data = Load(context, Pictures);
        Assert.Equal(first.Transform(data).GetColumn<float[]>("Score").SelectMany(s => s), second.Transform(data).GetColumn<float[]>("Score").SelectMany(s => s));

        Log.Clear();
        Fit(Context(), _ => { });
        Assert.Contains($"Train: features of {Count} pictures, {Count} of them computed, 0 known.", Log);
    }

    [Fact]
    public void ANewPictureIsComputedAndOthersNetworksFeaturesAreNotTaken()
    {
        Fit(Context(), _ => { });
        File.Move(Path.Combine(Pictures, "red", "00.png"), Path.Combine(Pictures, "red", "renamed.png"));
        File.Copy(Path.Combine(Pictures, "red", "01.jpg"), Path.Combine(Pictures, "red", "changed.jpg"));
        File.AppendAllText(Path.Combine(Pictures, "red", "changed.jpg"), "!");
        Log.Clear();
        Fit(Context(), o => o.ReuseTrainSetBottleneckCachedValues = true);
        Assert.Contains($"Train: features of {Count + 1} pictures, 1 of them computed, {Count} known.", Log);

        SmallPretrained.Write(Root, side: 20);
        Log.Clear();
        Fit(Context(), o => o.ReuseTrainSetBottleneckCachedValues = true);
        Assert.Contains($"Train: features of {Count + 1} pictures, {Count + 1} of them computed, 0 known.", Log);
        Assert.Contains(Log, line => line.Contains("another backbone"));
    }

    [Fact]
    public void ValidationHasAFileOfItsOwn()
    {
        MLContext context = Context();
        void Named(Options options)
        {
            options.ValidationSet = Load(context, Pictures);
            (options.TrainSetBottleneckCachedValuesFileName, options.ValidationSetBottleneckCachedValuesFileName) = ("train.bin", "validation.bin");
            (options.ReuseTrainSetBottleneckCachedValues, options.ReuseValidationSetBottleneckCachedValues) = (false, true);
        }

        Fit(context, Named);
        Assert.Equal(["custom_retrained_model_based_on_mobilenet_v2.meta.onnx", "train.bin", "validation.bin"], Files());
        Log.Clear();
        Fit(Context(), Named);
        Assert.Contains($"Validation: features of {Count} pictures, 0 of them computed, {Count} known.", Log);
        Assert.Contains($"Train: features of {Count} pictures, {Count} of them computed, 0 known.", Log);
    }

    [Fact]
    public void ACallbackEndsTheTrainingAndWhatWasComputedStays()
    {
        MLContext context = Context();
        void Throwing(Options options, Func<ImageClassificationMetrics, bool> isEnough)
            => options.MetricsCallback = metrics => { if (isEnough(metrics)) throw new OperationCanceledException("enough"); };

        Assert.Equal("enough", Assert.Throws<OperationCanceledException>(() => Fit(context, o => Throwing(o, m => m.Bottleneck?.Index == 20))).Message);
        Assert.Equal(["trainSetBottleneckFile.csv"], Files());
        Log.Clear();
        Assert.Throws<OperationCanceledException>(() => Fit(Context(), o =>
        {
            o.ReuseTrainSetBottleneckCachedValues = true;
            Throwing(o, m => m.Train?.Epoch == 2);
        }));
        Assert.DoesNotContain($"Train: features of {Count} pictures, {Count} of them computed, 0 known.", Log);
        Assert.Equal(["trainSetBottleneckFile.csv"], Files());
    }

    [Fact]
    public void WithoutAWorkspaceNothingIsLeftBehind()
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)];
        MLContext context = Context();
        context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(Load(context, Pictures));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories));
    }

    private ITransformer Fit(MLContext context, Action<Options> change)
    {
        Options options = Usual();
        options.WorkspacePath = Workspace;
        change(options);
        return context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures));
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Workspace).Select(file => Path.GetFileName(file)).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
