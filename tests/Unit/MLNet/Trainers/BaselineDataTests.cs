using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>The baselines on real data reach what they are known to reach there.</summary>
public sealed class BaselineDataTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Flower
    {
        public string Kind { get; set; } = "";

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    [SharedDataFact("datasets/tabular/mlnet/iris.txt")]
    public void IrisByFiveFolds()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Lines("datasets/tabular/mlnet/iris.txt").Skip(1).Select(line => line.Split('\t'))
            .Select(parts => new Flower { Kind = parts[0], Features = [.. parts[1..5].Select(Number)] }).ToArray());
        foreach (IEstimator<ITransformer> trainer in new IEstimator<ITransformer>[]
        {
            _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(),
            _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0.1f, l2Regularization: 0.1f),
        })
        {
            IEstimator<ITransformer> pipeline = _ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Append(_ml.Transforms.NormalizeMinMax("Features")).Append(trainer);
            double accuracy = _ml.MulticlassClassification.CrossValidate(data, pipeline, seed: 1).Average(fold => fold.Metrics.MicroAccuracy);
            Assert.True(accuracy >= 0.94, $"{trainer.GetType().Name}: {accuracy}");
        }
    }

    private sealed class Cells
    {
        public bool Label { get; set; }

        [VectorType(9)]
        public float[] Features { get; set; } = [];
    }

    [SharedDataFact("datasets/tabular/mlnet/breast-cancer.txt")]
    public void BreastCancerByFiveFolds()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Lines("datasets/tabular/mlnet/breast-cancer.txt").Where(line => line.Length > 0 && char.IsDigit(line[0])).Select(line => line.Split('\t'))
            .Select(parts => new Cells { Label = Number(parts[0]) > 0, Features = [.. parts[1..10].Select(Number)] }).ToArray());
        IEstimator<ITransformer> normalizer = _ml.Transforms.NormalizeMinMax("Features");
        foreach (IEstimator<ITransformer> trainer in new IEstimator<ITransformer>[]
        {
            _ml.BinaryClassification.Trainers.SdcaLogisticRegression(), _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(),
            _ml.BinaryClassification.Trainers.AveragedPerceptron(), _ml.BinaryClassification.Trainers.LinearSvm(numberOfIterations: 10),
            _ml.BinaryClassification.Trainers.SgdNonCalibrated(),
        })
        {
            double area = _ml.BinaryClassification.CrossValidateNonCalibrated(data, normalizer.Append(trainer), seed: 1).Average(fold => fold.Metrics.AreaUnderRocCurve);
            Assert.True(area >= 0.98, $"{trainer.GetType().Name}: {area}");
        }
    }

    private sealed class Message
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }

    [SharedDataFact("datasets/sms-spam/SMSSpamCollection")]
    public void SpamInShortMessages()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Lines("datasets/sms-spam/SMSSpamCollection").Select(line => line.Split('\t')).Where(parts => parts.Length == 2)
            .Select(parts => new Message { Label = parts[0] == "spam", Text = parts[1] }).ToArray());
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 1);
        ITransformer model = _ml.Transforms.Text.FeaturizeText("Features", "Text").Append(_ml.BinaryClassification.Trainers.SdcaLogisticRegression()).Fit(split.TrainSet);
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
        Assert.True(metrics.F1Score >= 0.93, $"F1 {metrics.F1Score}");
        Assert.True(metrics.AreaUnderRocCurve >= 0.98, $"AUC {metrics.AreaUnderRocCurve}");
    }

    private sealed class Person
    {
        public bool Label { get; set; }

        [VectorType(6)]
        public float[] Numbers { get; set; } = [];

        [VectorType(8)]
        public string[] Categories { get; set; } = [];
    }

    [SharedDataFact("datasets/tabular/mlnet/adult.txt")]
    public void AdultIncome()
    {
        int[] numbers = [0, 2, 4, 10, 11, 12], categories = [1, 3, 5, 6, 7, 8, 9, 13];
        IDataView data = _ml.Data.LoadFromEnumerable(Lines("datasets/tabular/mlnet/adult.txt").Skip(1).Select(line => line.Split(',', StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 15)
            .Select(parts => new Person { Label = Number(parts[14]) > 0, Numbers = [.. numbers.Select(i => Number(parts[i]))], Categories = [.. categories.Select(i => parts[i])] }).ToArray());
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 1);
        ITransformer model = _ml.Transforms.NormalizeMeanVariance("Numbers").Append(_ml.Transforms.Categorical.OneHotEncoding("Categories")).Append(_ml.Transforms.Concatenate("Features", "Numbers", "Categories"))
            .Append(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(split.TrainSet);
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
        Assert.True(metrics.AreaUnderRocCurve >= 0.90, $"AUC {metrics.AreaUnderRocCurve}");
    }

    private sealed class House
    {
        public float Label { get; set; }

        [VectorType(13)]
        public float[] Features { get; set; } = [];
    }

    [SharedDataFact("datasets/tabular/mlnet/housing.txt")]
    public void HousePrices()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Lines("datasets/tabular/mlnet/housing.txt").Skip(1).Select(line => line.Split('\t')).Where(parts => parts.Length == 14)
            .Select(parts => new House { Label = Number(parts[0]), Features = [.. parts[1..].Select(Number)] }).ToArray());
        IEstimator<ITransformer> pipeline = _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(_ml.Regression.Trainers.Sdca());
        double explained = _ml.Regression.CrossValidate(data, pipeline, seed: 1).Average(fold => fold.Metrics.RSquared);
        Assert.True(explained >= 0.68, $"R² {explained}");
    }

    private static string[] Lines(string file) => File.ReadAllLines(SharedData.PathOf(file));

    private static float Number(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : float.NaN;
}
