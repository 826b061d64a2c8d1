using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>Linear trainers reach the minimum of what they say they minimize: scikit-learn 1.2.1 (or SciPy 1.10.1, where it has no such objective) found the expected weights.</summary>
public sealed class LinearOptimumTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView Data => ToyRows.View(_ml);

    [Theory]
    [InlineData(0, 1, false, new[] { 2.4393224, -1.3818894, -1.0361340, 0.1065587 })]
    [InlineData(0, 0.1, false, new[] { 4.2375537, -2.2330854, -2.0213520, 0.1239203 })]
    [InlineData(0, 1, true, new[] { 3.0758349, -1.5224890, -1.2931110, 0.2072644 })]
    [InlineData(1, 1, false, new[] { 2.1128302, -1.1520419, -0.7672915, 0.0963252 })]
    [InlineData(6, 0, false, new[] { 1.2997319, -0.4108239, 0, 0.0617129 })]
    public void LogisticRegressionByLbfgs(float l1, float l2, bool weighted, double[] expected)
    {
        var model = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: l1, l2Regularization: l2,
            exampleWeightColumnName: weighted ? "Weight" : null, optimizationTolerance: 1e-12f).Fit(Data).Model;
        Close(expected, [.. model.SubModel.Weights, model.SubModel.Bias], 1e-4);
        Assert.Equal(-1, model.Calibrator.Slope);
    }

    [Fact]
    public void MaximumEntropyByLbfgs()
    {
        MaximumEntropyModelParameters model = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class", l1Regularization: 0, optimizationTolerance: 1e-12f).Fit(Data).Model;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int classes);
        Assert.Equal(3, classes);
        Close([2.3765873, 0.0892466, -0.0815760], weights[0].DenseValues(), 1e-4);
        Close([-1.4924941, 1.6196306, 0.3470032], weights[1].DenseValues(), 1e-4);
        Close([-0.8840933, -1.7088772, -0.2654271], weights[2].DenseValues(), 1e-4);
        // Biases are free up to a common constant.
        float[] biases = [.. model.GetBiases()];
        Close([-0.0395107, 0.0587932, -0.0192825], biases.Select(bias => bias - biases.Average()), 1e-4);
    }

    [Fact]
    public void PoissonRegressionByLbfgs()
    {
        PoissonRegressionModelParameters model = _ml.Regression.Trainers.LbfgsPoissonRegression("Count", l1Regularization: 0, optimizationTolerance: 1e-12f).Fit(Data).Model;
        Close([0.6352541, 0.0248809, -0.3956284, 0.9489297], [.. model.Weights, model.Bias], 1e-4);
    }

    [Fact]
    public void LogisticRegressionByDualAscent()
    {
        var model = _ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
        { L2Regularization = 0.1f, L1Regularization = 0, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 5000 }).Fit(Data).Model;
        Close([1.1608373, -0.6702349, -0.4752982, 0.0555093], [.. model.SubModel.Weights, model.SubModel.Bias], 2e-3);
    }

    [Fact]
    public void SmoothedHingeByDualAscent()
    {
        LinearBinaryModelParameters model = _ml.BinaryClassification.Trainers.SdcaNonCalibrated(new SdcaNonCalibratedBinaryTrainer.Options
        { LossFunction = new SmoothedHingeLoss(), L2Regularization = 0.1f, L1Regularization = 0, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 5000 }).Fit(Data).Model;
        Close([0.8242244, -0.4956078, -0.3556900, 0.0426035], [.. model.Weights, model.Bias], 2e-3);
    }

    [Fact]
    public void PairwiseLogLossOfClassesByDualAscent()
    {
        MaximumEntropyModelParameters model = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        { LabelColumnName = "Class", L2Regularization = 0.1f, L1Regularization = 0, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 5000 }).Fit(Data).Model;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        Close([1.2520401, 0.0425451, -0.0497712], weights[0].DenseValues(), 5e-3);
        Close([-0.8135186, 0.9113202, 0.2352750], weights[1].DenseValues(), 5e-3);
        Close([-0.4385216, -0.9538654, -0.1855039], weights[2].DenseValues(), 5e-3);
        Close([0.0367121, 0.0128973, -0.0496095], model.GetBiases(), 5e-3);
    }

    [Fact]
    public void RidgeRegressionByDualAscent()
    {
        LinearRegressionModelParameters model = _ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        { LabelColumnName = "Number", L2Regularization = 0.1f, L1Regularization = 0, ConvergenceTolerance = 1e-7f, MaximumNumberOfIterations = 5000 }).Fit(Data).Model;
        Close([1.8261575, -0.9118868, -0.1752377, 3.0114500], [.. model.Weights, model.Bias], 5e-3);
    }

    [Fact]
    public void GradientDescentComesNear()
    {
        float[] online = Weights(_ml.Regression.Trainers.OnlineGradientDescent("Number", numberOfIterations: 200).Fit(Data).Model);
        Close([2.0, -1.0, 0, 3.0], online, 0.2);
        float[] stochastic = Weights(_ml.BinaryClassification.Trainers.SgdNonCalibrated(new SgdNonCalibratedTrainer.Options
        { L2Regularization = 0.02f, LearningRate = 0.5, NumberOfIterations = 500, ConvergenceTolerance = 1e-9 }).Fit(Data).Model);
        float[] exact = Weights(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 1.2f).Fit(Data).Model.SubModel);
        Close([.. exact.Select(weight => (double)weight)], stochastic, 0.15);
    }

    [Fact]
    public void PerceptronAndSvmTellTheClassesApart()
    {
        foreach (IEstimator<ITransformer> trainer in new IEstimator<ITransformer>[]
        {
            _ml.BinaryClassification.Trainers.AveragedPerceptron(),
            _ml.BinaryClassification.Trainers.LinearSvm(numberOfIterations: 20),
            _ml.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options { BatchSize = 7, NumberOfIterations = 50, PerformProjection = true, Lambda = 0.01f }),
        })
        {
            BinaryClassificationMetrics metrics = _ml.BinaryClassification.EvaluateNonCalibrated(trainer.Fit(Data).Transform(Data));
            Assert.InRange(metrics.Accuracy, 0.85, 1);
            Assert.InRange(metrics.AreaUnderRocCurve, 0.95, 1);
        }
    }

    [Fact]
    public void SparseFeaturesGiveTheWeightsOfDenseOnes()
    {
        float[] dense = Weights(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0).Fit(Data).Model.SubModel);
        float[] sparse = Weights(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0).Fit(ToyRows.Sparse(_ml)).Model.SubModel);
        Close([0, dense[0], 0, 0, dense[1], 0, 0, dense[2], 0, dense[3]], sparse, 1e-6);
        dense = Weights(new MLContext(1).Regression.Trainers.Sdca("Number").Fit(Data).Model);
        sparse = Weights(new MLContext(1).Regression.Trainers.Sdca("Number").Fit(ToyRows.Sparse(_ml)).Model);
        Close([0, dense[0], 0, 0, dense[1], 0, 0, dense[2], 0, dense[3]], sparse, 1e-4);
    }

    private static float[] Weights(LinearModelParameters model) => [.. model.Weights, model.Bias];

    private static void Close(double[] expected, IEnumerable<float> actual, double tolerance)
    {
        float[] found = [.. actual];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"[{string.Join(", ", found)}] instead of [{string.Join(", ", expected)}]");
    }
}
