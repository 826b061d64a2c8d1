using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Vision;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

public sealed class ImageClassificationTests : ImageClassificationFixture
{
    [Fact]
    public void TheDocumentedSampleRuns()
    {
        MLContext context = Context();
        IDataView shuffled = context.Data.ShuffleRows(Load(context, Pictures), seed: 1);
        DataOperationsCatalog.TrainTestData split = context.Data.TrainTestSplit(shuffled, testFraction: 0.3, seed: 1);
        List<string> lines = [];
        Options options = Usual(metrics => lines.Add(metrics.ToString()));
        options.ValidationSet = split.TestSet;
        var pipeline = context.MulticlassClassification.Trainers.ImageClassification(options)
            .Append(context.Transforms.Conversion.MapKeyToValue(outputColumnName: "PredictedLabel", inputColumnName: "PredictedLabel"));
        using var trained = pipeline.Fit(split.TrainSet);
        Assert.Contains("Phase: Bottleneck Computation, Dataset used:      Train, Image Index:   1", lines);
        Assert.Contains(lines, line => line.StartsWith("Phase: Training, Dataset used:      Train, Batch Processed Count:   3, Epoch:   0, Accuracy: ", StringComparison.Ordinal) && line.Contains("Learning Rate:       0.01"));
        Assert.Contains(lines, line => line.StartsWith("Phase: Training, Dataset used: Validation, Batch Processed Count:", StringComparison.Ordinal) && !line.Contains("Learning Rate"));

        string zip = Path.Combine(Root, "model.zip");
        context.Model.Save(trained, shuffled.Schema, zip);
        MLContext other = new();
        ITransformer loaded = other.Model.Load(zip, out DataViewSchema schema);
        IDataView predictions = loaded.Transform(split.TestSet);
        MulticlassClassificationMetrics metrics = other.MulticlassClassification.Evaluate(predictions);
        Assert.True(metrics.MicroAccuracy > 0.9, $"{metrics.MicroAccuracy}");
        Assert.Equal(trained.Transform(split.TestSet).GetColumn<float[]>("Score").SelectMany(s => s), predictions.GetColumn<float[]>("Score").SelectMany(s => s), new Near(1e-5f));

        VBuffer<ReadOnlyMemory<char>> slots = default;
        predictions.Schema["Score"].GetSlotNames(ref slots);
        Assert.Equal(["blue", "green", "red"], slots.DenseValues().Select(name => name.ToString()));
        PredictionEngine<BytesRow, Prediction> engine = other.Model.CreatePredictionEngine<BytesRow, Prediction>(loaded);
        Prediction one = engine.Predict(new BytesRow { Image = File.ReadAllBytes(Path.Combine(Pictures, "green", "00.png")) });
        Assert.Equal("green", one.PredictedLabel);
        Assert.Equal(1, one.Score.Sum(), 1e-4f);
    }

    [Fact]
    public void TheOverloadWithNamesTakesTheUsualOptions()
    {
        MLContext context = Context();
        ImageClassificationTrainer trainer = context.MulticlassClassification.Trainers.ImageClassification("Label", "Image", "Probabilities", "Class");
        Assert.False(trainer.Info.NeedNormalization);
        Assert.False(trainer.Info.WantCaching);
        Assert.Contains("resnet_v2_50_299.meta", Assert.Throws<FileNotFoundException>(() => trainer.Fit(Load(context, Pictures))).Message);

        Options options = Usual();
        (options.ScoreColumnName, options.PredictedLabelColumnName) = ("Probabilities", "Class");
        ITransformer model = context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures));
        using MemoryStream stream = new();
        context.Model.Save(model, Load(context, Pictures).Schema, stream);
        stream.Position = 0;
        DataViewSchema output = new MLContext().Model.Load(stream, out _).GetOutputSchema(Load(context, Pictures).Schema);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), output["Probabilities"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), output["Class"].Type);
        VBuffer<ReadOnlyMemory<char>> keys = default;
        output["Class"].GetKeyValues(ref keys);
        Assert.Equal(["blue", "green", "red"], keys.DenseValues().Select(key => key.ToString()));
    }

    [Fact]
    public void TheCallbackIsToldOfEveryPictureAndEveryEpoch()
    {
        MLContext context = Context();
        List<ImageClassificationMetrics> told = [];
        Options options = Usual(told.Add);
        options.Epoch = 5;
        context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures), Load(context, Pictures));
        int pictures = 3 * Each;
        Assert.All(told.Take(2 * pictures), m => Assert.Null(m.Train));
        Assert.Equal(Enumerable.Range(1, pictures).Select(i => (ImageClassificationMetrics.Dataset.Validation, i)), told.Take(pictures).Select(m => (m.Bottleneck.DatasetUsed, m.Bottleneck.Index)));
        Assert.Equal(Enumerable.Range(1, pictures).Select(i => (ImageClassificationMetrics.Dataset.Train, i)), told.Skip(pictures).Take(pictures).Select(m => (m.Bottleneck.DatasetUsed, m.Bottleneck.Index)));
        TrainMetrics[] training = [.. told.Skip(2 * pictures).Select(m => m.Train)];
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(e => new[] { (e, ImageClassificationMetrics.Dataset.Train), (e, ImageClassificationMetrics.Dataset.Validation) }), training.Select(m => (m.Epoch, m.DatasetUsed)));
        Assert.All(training, m => Assert.Equal(4, m.BatchProcessedCount));
        TrainMetrics[] validation = [.. training.Where(m => m.DatasetUsed == ImageClassificationMetrics.Dataset.Validation)];
        Assert.True(validation[^1].CrossEntropy < validation[0].CrossEntropy);
        Assert.True(validation[^1].Accuracy > 0.9f);
        // 3 whole batches an epoch, so that 6 batches are 2 epochs; the last batch of the epochs has the numbers 3, 6, 9, 12 and 15.
        float[] rates = [.. training.Where(m => m.DatasetUsed == ImageClassificationMetrics.Dataset.Train).Select(m => m.LearningRate)];
        Assert.Equal([0.01f, 0.0094f, 0.0094f, 0.01f * 0.8836f, 0.01f * 0.8836f], rates, new Near(1e-6f));
    }

    [Fact]
    public void WithoutMeasuringOnTheTrainingPicturesOnlyValidationIsReported()
    {
        List<ImageClassificationMetrics> told = [];
        Options options = Usual(told.Add);
        (options.Epoch, options.TestOnTrainSet, options.ValidationSetFraction) = (3, false, 0.5f);
        MLContext context = Context();
        context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures));
        TrainMetrics[] training = [.. told.Where(m => m.Train is not null).Select(m => m.Train)];
        Assert.Equal(3, training.Length);
        Assert.All(training, m => Assert.Equal((ImageClassificationMetrics.Dataset.Validation, 2), (m.DatasetUsed, m.BatchProcessedCount)));

        told.Clear();
        (options.TestOnTrainSet, options.ValidationSetFraction) = (true, null);
        context.MulticlassClassification.Trainers.ImageClassification(options).Fit(Load(context, Pictures));
        Assert.All(told.Where(m => m.Train is not null), m => Assert.Equal((ImageClassificationMetrics.Dataset.Train, 4), (m.Train.DatasetUsed, m.Train.BatchProcessedCount)));
    }

    [Theory]
    [InlineData(EarlyStoppingMetric.Accuracy)]
    [InlineData(EarlyStoppingMetric.Loss)]
    public void TrainingEndsWhenItsMetricStandsStill(EarlyStoppingMetric metric)
    {
        List<int> epochs = [];
        Options options = Usual(m => epochs.Add(m.Train?.Epoch ?? -1));
        options.Epoch = 100;
        options.EarlyStoppingCriteria = new EarlyStopping(minDelta: 0.05f, patience: 3, metric);
        MLContext context = Context();
        ImageClassificationTrainer trainer = context.MulticlassClassification.Trainers.ImageClassification(options);
        trainer.Fit(Load(context, Pictures));
        int last = epochs.Max();
        Assert.InRange(last, 3, 60);
        epochs.Clear();
        trainer.Fit(Load(context, Pictures));
        Assert.InRange(epochs.Max(), 3, 60);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        float[] Scores(int seed)
        {
            MLContext context = Context(seed);
            IDataView data = Load(context, Pictures);
            return [.. context.MulticlassClassification.Trainers.ImageClassification(Usual()).Fit(data).Transform(data).GetColumn<float[]>("Score").SelectMany(s => s)];
        }

        float[] first = Scores(7);
        Assert.Equal(first, Scores(7));
        Assert.NotEqual(first, Scores(8));
    }

    [SharedDataFact("datasets/flower-photos-small")]
    public void PretrainedFeaturesTellFlowersApart()
    {
        if (SharedData.Find("models/mobilenet_v1_0.25_128/frozen_graph.pb") is null) return;
        SmallPretrained.WriteMobileNet(Root);
        MLContext context = Context();
        IDataView data = context.Data.ShuffleRows(Load(context, SharedData.PathOf("datasets/flower-photos-small")), seed: 1);
        DataOperationsCatalog.TrainTestData split = context.Data.TrainTestSplit(data, testFraction: 0.25, seed: 1);
        Options options = Usual();
        options.Epoch = 50;
        ITransformer model = context.MulticlassClassification.Trainers.ImageClassification(options).Fit(split.TrainSet);
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Assert.True(metrics.MicroAccuracy > 0.65, $"{metrics.MicroAccuracy}");
    }

    private sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => MathF.Abs(x - y) <= tolerance;

        public int GetHashCode(float value) => 0;
    }
}
