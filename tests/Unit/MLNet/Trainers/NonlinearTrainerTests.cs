using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>Trainers of two classes that learn what no line tells apart: whether two signs are the same.</summary>
public sealed class NonlinearTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Signs
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [VectorType(2)]
        public float[] First { get; set; } = [];

        [VectorType(3)]
        public float[] Second { get; set; } = [];
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i =>
    {
        bool a = i % 2 == 0, b = i / 2 % 2 == 0;
        return new Signs
        {
            Label = a == b,
            Features = [(a ? 1 : -1) + 0.4f * (float)Math.Sin(i), (b ? 1 : -1) + 0.4f * (float)Math.Sin(2.3 * i)],
            First = a ? [1, 0] : [0, 1],
            Second = b ? [2, 0, 0.5f] : [0, 1, 0],
        };
    }).ToArray());

    [Fact]
    public void NoLineTellsTheSignsApart()
        => Assert.InRange(_ml.BinaryClassification.EvaluateNonCalibrated(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(Data()).Transform(Data())).Accuracy, 0.3, 0.8);

    [Fact]
    public void ATreeOfLinesDoes()
    {
        BinaryPredictionTransformer<LdSvmModelParameters> model = _ml.BinaryClassification.Trainers.LdSvm(numberOfIterations: 4000, treeDepth: 2).Fit(Data());
        Assert.InRange(_ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(Data())).Accuracy, 0.95, 1);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), model.Model.InputType);
        Assert.Equal(NumberDataViewType.Single, model.Model.OutputType);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.LdSvm(treeDepth: 25));
    }

    [Fact]
    public void FieldsThatMeetDo()
    {
        List<string> log = [];
        _ml.Log += (_, message) => log.Add(message.Message);
        FieldAwareFactorizationMachineTrainer trainer = _ml.BinaryClassification.Trainers.FieldAwareFactorizationMachine(new FieldAwareFactorizationMachineTrainer.Options
        { FeatureColumnName = "First", ExtraFeatureColumns = ["Second"], NumberOfIterations = 20, LatentDimension = 4 });
        FieldAwareFactorizationMachinePredictionTransformer model = trainer.Fit(Data(), Data());
        Assert.Contains(log, text => text.Contains("Validation-loss"));
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(Data()));
        Assert.Equal(1, metrics.Accuracy);
        Assert.InRange(metrics.LogLoss, 0, 0.5);
        Assert.Equal((2, 5, 4), (model.Model.FieldCount, model.Model.FeatureCount, model.Model.LatentDimension));
        CalibratedBinaryClassificationMetrics more = _ml.BinaryClassification.Evaluate(trainer.Fit(Data(), null, model.Model).Transform(Data()));
        Assert.True(more.LogLoss < metrics.LogLoss);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.BinaryClassification.Trainers.FieldAwareFactorizationMachine("First").Fit(Data(), null, model.Model));
        Assert.Contains("other sizes", error.Message);
    }

    [Fact]
    public void TheScoreIsOfAllPairs()
    {
        FieldAwareFactorizationMachinePredictionTransformer model = _ml.BinaryClassification.Trainers.FieldAwareFactorizationMachine(["First", "Second"]).Fit(Data());
        IReadOnlyList<float> linear = model.Model.GetLinearWeights(), latent = model.Model.GetLatentWeights();
        int dimension = model.Model.LatentDimension;
        // The first row: feature 0 of the first field, features 2 and 4 of the second, divided by the row's length.
        (int Feature, int Field, double Value)[] items = [(0, 0, 1), (2, 1, 2), (4, 1, 0.5)];
        double length = Math.Sqrt(items.Sum(item => item.Value * item.Value)), score = 0;
        foreach ((int feature, _, double value) in items) score += linear[feature] * value / length;
        for (int i = 0; i < items.Length; i++)
            for (int j = i + 1; j < items.Length; j++)
                for (int k = 0; k < dimension; k++)
                    score += latent[(items[i].Feature * 2 + items[j].Field) * dimension + k] * latent[(items[j].Feature * 2 + items[i].Field) * dimension + k] * items[i].Value * items[j].Value / (length * length);
        Assert.Equal(score, model.Transform(Data()).GetColumn<float>("Score").First(), 1e-4);
    }
}
