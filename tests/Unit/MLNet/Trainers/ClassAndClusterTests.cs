using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

public sealed class ClassAndClusterTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Named
    {
        public string Kind { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Predicted
    {
        public string PredictedKind { get; set; } = "";

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private IDataView Corners() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 90).Select(i => new Named
    {
        Kind = new[] { "left", "right", "up" }[i % 3],
        Features = [(float)Math.Sin(i) + new[] { -4, 4, 0 }[i % 3], (float)Math.Cos(3 * i) + new[] { 0, 0, 4 }[i % 3]],
    }).ToArray());

    public static TheoryData<string> Trainers => ["OneVersusAll", "PairwiseCoupling", "SdcaMaximumEntropy", "LbfgsMaximumEntropy", "Svm"];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void LabelsComeBackAsTheTextsThatWentIn(string name)
    {
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = _ml.MulticlassClassification.Trainers;
        IEstimator<ITransformer> trainer = name switch
        {
            "OneVersusAll" => trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
            "PairwiseCoupling" => trainers.PairwiseCoupling(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
            "Svm" => trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LinearSvm(), calibrator: _ml.BinaryClassification.Calibrators.Isotonic()),
            "SdcaMaximumEntropy" => trainers.SdcaMaximumEntropy(),
            _ => trainers.LbfgsMaximumEntropy(),
        };
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Append(trainer).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedKind", "PredictedLabel")).Fit(Corners());
        PredictionEngine<Named, Predicted> engine = _ml.Model.CreatePredictionEngine<Named, Predicted>(model);
        Assert.Equal("left", engine.Predict(new Named { Features = [-5, 0] }).PredictedKind);
        Assert.Equal("up", engine.Predict(new Named { Features = [0, 6] }).PredictedKind);
        Predicted right = engine.Predict(new Named { Features = [5, -1] });
        Assert.Equal("right", right.PredictedKind);
        Assert.Equal(1, right.Score.Sum(), 1e-5);
        IDataView scored = model.Transform(Corners());
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["left", "right", "up"], names.DenseValues().Select(text => text.ToString()));
        Assert.InRange(_ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, 0.95, 1);
    }

    private sealed class Missing
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    [Fact]
    public void RowsWithoutALabelAreLeftOutOrTakenAsNegative()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new Missing { Label = (uint)(i % 3), Features = [i % 3 == 0 ? 5 : i % 3] }).ToArray());
        float Score(bool impute)
        {
            OneVersusAllTrainer trainer = _ml.MulticlassClassification.Trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0),
                imputeMissingLabelsAsNegative: impute, useProbabilities: false);
            return trainer.Fit(data).Transform(data).GetColumn<float[]>("Score").First()[1];
        }
        Assert.True(Score(impute: false) > 0, "rows at 5 are far on the side of class 2");
        Assert.True(Score(impute: true) < 0, "rows at 5 were shown as of no class");
    }

    [Fact]
    public void NaiveBayesCountsWhatIsAboveZero()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Missing[] { new() { Label = 1, Features = [1] }, new() { Label = 1, Features = [2] }, new() { Label = 1, Features = [0] }, new() { Label = 2, Features = [-1] } });
        MulticlassPredictionTransformer<NaiveBayesMulticlassModelParameters> model = _ml.MulticlassClassification.Trainers.NaiveBayes().Fit(data);
        Assert.Equal([3L, 1L], model.Model.GetLabelHistogramLong());
        Assert.Equal([[2L], [0L]], model.Model.GetFeatureHistogramLong());
        float[] with = model.Transform(data).GetColumn<float[]>("Score").First();
        Assert.Equal(Math.Log(3 / 4.0) + Math.Log((2 + 1) / (3 + 2.0)), with[0], 6);
        Assert.Equal(Math.Log(1 / 4.0) + Math.Log((0 + 1) / (1 + 2.0)), with[1], 6);
        float[] without = model.Transform(data).GetColumn<float[]>("Score").ElementAt(2);
        Assert.Equal(Math.Log(3 / 4.0) + Math.Log((1 + 1) / (3 + 2.0)), without[0], 6);
    }

    [Fact]
    public void ThePriorIsTheWeightedShare()
    {
        IDataView data = ToyRows.View(_ml);
        Assert.All(_ml.BinaryClassification.Trainers.Prior().Fit(data).Transform(data).GetColumn<float>("Probability"), share => Assert.Equal(31 / 60f, share));
        float weighted = ToyRows.All().Where(row => row.Label).Sum(row => row.Weight) / ToyRows.All().Sum(row => row.Weight);
        Assert.Equal(weighted, _ml.BinaryClassification.Trainers.Prior(exampleWeightColumnName: "Weight").Fit(data).Transform(data).GetColumn<float>("Probability").First(), 6);
    }

    private sealed class Point
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    [Theory]
    [InlineData(KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus)]
    [InlineData(KMeansTrainer.InitializationAlgorithm.KMeansYinyang)]
    public void KMeansFindsTheMeans(KMeansTrainer.InitializationAlgorithm start)
    {
        float[][] offsets = [[0, 0, 0], [5, 0, 0], [0, 5, 2]];
        IDataView data = _ml.Data.LoadFromEnumerable(ToyRows.All().Select((row, i) => new Point { Features = [.. row.Dense.Select((x, j) => (float)(x * 0.3 + offsets[i / 20][j]))] }).ToArray());
        ClusteringPredictionTransformer<KMeansModelParameters> model = _ml.Clustering.Trainers.KMeans(new KMeansTrainer.Options { NumberOfClusters = 3, InitializationAlgorithm = start }).Fit(data);
        VBuffer<float>[] centers = [];
        model.Model.GetClusterCentroids(ref centers, out int k);
        Assert.Equal(3, k);
        double[][] expected = [[-0.0022357702, 0.0076133013, 0.02933532], [5.00631, 0.005565524, -0.03046316], [0.010399818, 4.997286, 2.031531]];
        VBuffer<float>[] ordered = [.. centers.OrderBy(center => center.GetItemOrDefault(0) + 10 * center.GetItemOrDefault(1))];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], ordered[i].DenseValues().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
        IDataView clustered = model.Transform(data);
        Assert.Equal(0.13393084208170572, _ml.Clustering.Evaluate(clustered).AverageDistance, 5);
        Assert.Equal(clustered.GetColumn<float[]>("Score").Select(scores => (uint)Array.IndexOf(scores, scores.Min()) + 1), clustered.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void KMeansWithMoreClustersThanRowsIsAClearError()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Clustering.Trainers.KMeans(numberOfClusters: 61).Fit(ToyRows.View(_ml)));
        Assert.Contains("61 clusters", error.Message);
    }

    [Fact]
    public void PrincipalDirectionsAreTheExactOnes()
    {
        AnomalyPredictionTransformer<PcaModelParameters> model = _ml.AnomalyDetection.Trainers.RandomizedPca(rank: 2, seed: 7).Fit(ToyRows.View(_ml));
        VBuffer<float>[] vectors = [];
        model.Model.GetEigenVectors(ref vectors, out int rank);
        Assert.Equal(2, rank);
        Close([0.5632446661, 0.5046143537, 0.6543086428], vectors[0]);
        Close([-0.3790612869, 0.8614195496, -0.3380368328], vectors[1]);
        VBuffer<float> mean = default;
        model.Model.GetMean(ref mean);
        Close([0.0160820154, 0.0116276581, 0.0337816057], mean);
        float[] scores = [.. model.Transform(ToyRows.View(_ml)).GetColumn<float>("Score").Take(4)];
        Assert.Equal([0.46107629, 0.01750909, 0.13841707, 0.2510001], scores.Select(score => (double)score), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void StatisticsSayHowSureALogisticRegressionIs()
    {
        Recorder recorder = new();
        ModelStatisticsBase statistics = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        { L1Regularization = 0, OptimizationTolerance = 1e-12f, ShowTrainingStatistics = true, ComputeStandardDeviation = recorder }).Fit(ToyRows.View(_ml)).Model.SubModel.Statistics;
        Assert.Equal(29.412642557187187, statistics.Deviance, 3);
        Assert.Equal(83.11098264935751, statistics.NullDeviance, 3);
        Assert.Equal(60, statistics.TrainingExampleCount);
        Assert.Equal(4, statistics.ParametersCount);
        Assert.Equal([7.3385952382, 0.0840899617, 4.0406884005, 0.1352049318, 1.1896228743, 5.1300342238, 0.250508168, 0.5938342662, 0.4978110682, 3.5689367432], recorder.Hessian, (a, b) => Math.Abs(a - b) < 1e-3);
        LinearModelParameterStatistics linear = Assert.IsType<LinearModelParameterStatistics>(statistics);
        CoefficientStatistics[] coefficients = linear.GetWeightsCoefficientStatistics(2);
        Assert.Equal([0, 1], coefficients.Select(one => one.Index));
        Assert.Equal(2.4393224f / 0.5f, coefficients[0].ZScore, 3);
        // 2 (1 - Φ(z)) of the second weight over its error, from SciPy.
        Assert.Equal(0.0057136, coefficients[1].PValue, 6);
        Assert.Equal(0.5f, linear.GetBiasStatistics().StandardError);
        Assert.Null(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(ToyRows.View(_ml)).Model.SubModel.Statistics);
    }

    private sealed class Recorder : ComputeLogisticRegressionStandardDeviation
    {
        public double[] Hessian { get; private set; } = [];

        public override VBuffer<float> ComputeStandardDeviation(double[] hessian, int[]? weightIndices, int parametersCount, int currentWeightsCount, Microsoft.ML.Runtime.IChannel ch, float l2Weight)
        {
            Hessian = hessian;
            Assert.Null(weightIndices);
            Assert.Equal(1, l2Weight);
            return new VBuffer<float>(parametersCount, [.. Enumerable.Repeat(0.5f, parametersCount)]);
        }
    }

    private static void Close(double[] expected, VBuffer<float> actual) => Assert.Equal(expected, actual.DenseValues().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-4);
}
