using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>What trainers do with rows they cannot use, columns of the wrong type, models to go on from, and data that does not fit in memory.</summary>
public sealed class TrainingDataTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _log = [];

    public TrainingDataTests() => _ml.Log += (_, message) => _log.Add(message.Message);

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Number { get; set; }

        public string Text { get; set; } = "";

        public double Wide { get; set; }

        [KeyType(3_000_000_000)]
        public uint Open { get; set; }

        [KeyType(2)]
        public uint Class { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    [Fact]
    public void RowsWithMissingValuesAreLeftOutAndCounted()
    {
        ToyRow[] rows = ToyRows.All();
        float[] expected = Weights(rows.Skip(2));
        rows[0].Features = new VBuffer<float>(3, [float.NaN, 0, 0]);
        rows[1].Features = new VBuffer<float>(3, [0, float.PositiveInfinity, 0]);
        Assert.Equal(expected, Weights(rows));
        Assert.Contains(_log, text => text.Contains("Skipped 2 rows") && text.Contains("row 0") && text.Contains("'Features'"));
    }

    [Fact]
    public void NothingButMissingValuesIsAClearError()
    {
        Row[] rows = [new() { Features = [float.NaN, 1] }, new() { Features = [1, float.NaN] }];
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("all 2", error.Message);
        Assert.Contains("'Features'", error.Message);
        error = Assert.Throws<InvalidOperationException>(() => _ml.Clustering.Trainers.KMeans().Fit(_ml.Data.LoadFromEnumerable(Array.Empty<Row>())));
        Assert.Contains("no rows", error.Message);
    }

    [Fact]
    public void ColumnsOfTheWrongTypeAreNamed()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Row { Open = 1 } });
        Error(() => _ml.BinaryClassification.Trainers.SdcaLogisticRegression("Number").Fit(data), "'Number'", "Boolean", "Single");
        Error(() => _ml.Regression.Trainers.Sdca("Wide").Fit(data), "'Wide'", "Single", "Double", "ConvertType");
        Error(() => _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Text").Fit(data), "'Text'", "Key", "MapValueToKey");
        Error(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Open").Fit(data), "'Open'", "known number of values");
        Error(() => _ml.MulticlassClassification.Trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LinearSvm("Text"), "Text").Fit(data), "'Text'", "Key");
        Error(() => _ml.Regression.Trainers.OnlineGradientDescent("Number", "Wide").Fit(data), "'Wide'", "Vector of Single");
        Error(() => _ml.Regression.Trainers.Sdca("Number", "Feature").Fit(data), "'Feature'", "not there", "Features");
        Error(() => _ml.Regression.Trainers.Sdca("Number", exampleWeightColumnName: "Text").Fit(data), "'Text'", "weight");
    }

    [Fact]
    public void ImpossibleOptionsAreNamed()
    {
        Error(() => _ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 0), "MaximumNumberOfIterations", "at least 1");
        Error(() => _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: -1), "L1Regularization", "at least 0");
        Error(() => _ml.BinaryClassification.Trainers.AveragedPerceptron(learningRate: 0), "LearningRate", "above 0");
        Error(() => _ml.BinaryClassification.Trainers.AveragedPerceptron(new AveragedPerceptronTrainer.Options { RecencyGain = 1 }), "RecencyGain", "LazyUpdate");
        Error(() => _ml.BinaryClassification.Trainers.SgdCalibrated(numberOfIterations: 0), "NumberOfIterations");
        Error(() => _ml.Clustering.Trainers.KMeans(numberOfClusters: 0), "NumberOfClusters");
        Error(() => _ml.AnomalyDetection.Trainers.RandomizedPca(rank: 0), "Rank");
    }

    [Fact]
    public void LabelsOfOneClassAreWarnedOf()
    {
        _ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(_ml.Data.LoadFromEnumerable(ToyRows.All().Where(row => row.Label).ToArray()));
        Assert.Contains(_log, text => text.Contains("All rows have the label true in column 'Label'"));
    }

    [Fact]
    public void ScoringDataOfAnotherSizeIsRefused()
    {
        ITransformer model = _ml.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(ToyRows.View(_ml));
        Error(() => model.Transform(_ml.Data.LoadFromEnumerable(new[] { new Row() })), "'Features'", "3", "2");
    }

    [Fact]
    public void NegativeCountsAreRefusedWithTheirRow()
    {
        ToyRow[] rows = ToyRows.All();
        rows[7].Count = -1;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.LbfgsPoissonRegression("Count").Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("'Count' is -1 in row 7", error.Message);
    }

    [Fact]
    public void TrainingGoesOnFromAModel()
    {
        IDataView data = ToyRows.View(_ml);
        var first = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0).Fit(data).Model.SubModel;
        float[] optimum = [.. first.Weights];
        // From the optimum not one step is left to make; from nothing one step does not get there.
        LbfgsLogisticRegressionBinaryTrainer oneStep = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        { L1Regularization = 0, MaximumNumberOfIterations = 1 });
        Assert.Equal(optimum, oneStep.Fit(data, first).Model.SubModel.Weights, (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.NotEqual(optimum, oneStep.Fit(data).Model.SubModel.Weights, (a, b) => Math.Abs(a - b) < 1e-3);

        OnlineGradientDescentTrainer slow = _ml.Regression.Trainers.OnlineGradientDescent("Number", learningRate: 1e-6f);
        LinearRegressionModelParameters ridge = _ml.Regression.Trainers.Sdca("Number").Fit(data).Model;
        Assert.Equal(ridge.Weights, slow.Fit(data, ridge).Model.Weights, (a, b) => Math.Abs(a - b) < 1e-2);
        SgdNonCalibratedTrainer stochastic = _ml.BinaryClassification.Trainers.SgdNonCalibrated(learningRate: 1e-6);
        Assert.Equal(optimum, stochastic.Fit(data, first).Model.Weights, (a, b) => Math.Abs(a - b) < 1e-2);
        AveragedPerceptronTrainer perceptron = _ml.BinaryClassification.Trainers.AveragedPerceptron(learningRate: 1e-6f);
        Assert.Equal(optimum, perceptron.Fit(data, first).Model.Weights, (a, b) => Math.Abs(a - b) < 1e-2);
        LbfgsMaximumEntropyMulticlassTrainer classes = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        { LabelColumnName = "Class", L1Regularization = 0, MaximumNumberOfIterations = 1 });
        MaximumEntropyModelParameters whole = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class", l1Regularization: 0).Fit(data).Model;
        Assert.Equal(whole.GetBiases(), classes.Fit(data, whole).Model.GetBiases(), (a, b) => Math.Abs(a - b) < 1e-3);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => slow.Fit(ToyRows.Sparse(_ml), ridge));
        Assert.Contains("3 weights", error.Message);
    }

    [Fact]
    public void WhatDoesNotFitInMemoryIsReadAgain()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2500).Select(i => new Row { Number = i, Features = i % 5 == 0 ? [float.NaN, 0] : [i, 1] }).ToArray());
        using IChannel channel = ((IHostEnvironment)_ml).Start("Test");
        ExampleSet kept = new(data, "Features", "Number", null, "Test", channel), streamed = new(data, "Features", "Number", null, "Test", channel, memoryBudget: 0);
        Assert.Contains(_log, text => text.Contains("read again on each pass"));
        Assert.Equal(2000, streamed.Count);
        float[] Labels(ExampleSet set, Random? order) => [.. set.Pass(order).Select(example => example.Block.Labels[example.Row])];
        Assert.Equal(Labels(kept, null), Labels(streamed, null));
        Assert.NotEqual(Labels(kept, null), Labels(streamed, new Random(1)));
        Assert.Equal(Labels(kept, null), Labels(streamed, new Random(1)).Order());
        Assert.Equal(Labels(kept, null), Labels(kept, new Random(1)).Order());
        foreach ((ExampleBlock block, int row) in streamed.Pass(null)) Assert.Equal(block.Labels[row], block[row].Values[0]);
    }

    private float[] Weights(IEnumerable<ToyRow> rows)
        => [.. _ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(_ml.Data.LoadFromEnumerable(rows.ToArray())).Model.SubModel.Weights];

    private static void Error(Action action, params string[] words)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }
}
