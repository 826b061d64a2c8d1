using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>Trained models written as ONNX give their own scores again.</summary>
public sealed class LinearOnnxTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("linear-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Names => ["Logistic", "Svm", "Sdca", "Poisson", "MaximumEntropy", "NaiveBayes", "OneVersusAll", "KMeans", "Platt"];

    [Theory]
    [MemberData(nameof(Names))]
    public void ScoresAreTheSame(string name)
    {
        IEstimator<ITransformer> trainer = name switch
        {
            "Logistic" => _ml.BinaryClassification.Trainers.SdcaLogisticRegression(),
            "Svm" => _ml.BinaryClassification.Trainers.LinearSvm(),
            "Sdca" => _ml.Regression.Trainers.Sdca("Number"),
            "Poisson" => _ml.Regression.Trainers.LbfgsPoissonRegression("Count"),
            "MaximumEntropy" => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class"),
            "NaiveBayes" => _ml.MulticlassClassification.Trainers.NaiveBayes("Class"),
            "OneVersusAll" => _ml.MulticlassClassification.Trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Class"), "Class"),
            "KMeans" => _ml.Clustering.Trainers.KMeans(numberOfClusters: 3),
            _ => _ml.BinaryClassification.Trainers.LinearSvm().Append(_ml.BinaryClassification.Calibrators.Platt()),
        };
        IDataView data = ToyRows.View(_ml);
        ITransformer model = trainer.Fit(data);
        string file = Path.Combine(_folder, name + ".onnx");
        IDataView expected = model.Transform(data), features = _ml.Transforms.SelectColumns("Features").Fit(data).Transform(data);
        string[] columns = [.. new[] { "Score", "Probability", "PredictedLabel" }.Where(column => expected.Schema.GetColumnOrNull(column) is not null)];
        using (FileStream stream = File.Create(file)) _ml.Model.ConvertToOnnx(model, data, stream, columns);
        IDataView found = _ml.Transforms.ApplyOnnxModel(file).Fit(features).Transform(features);
        foreach (string column in columns.Where(column => column != "PredictedLabel"))
            Assert.Equal(Numbers(expected, column), Numbers(found, column), (a, b) => Math.Abs(a - b) <= 2e-5 * Math.Max(1, Math.Abs(a)));
        if (!columns.Contains("PredictedLabel")) return;
        if (expected.Schema["PredictedLabel"].Type is KeyDataViewType) Assert.Equal(expected.GetColumn<uint>("PredictedLabel"), found.GetColumn<VBuffer<uint>>("PredictedLabel").Select(value => value.GetItemOrDefault(0)));
        else Assert.Equal(expected.GetColumn<bool>("PredictedLabel"), found.GetColumn<VBuffer<bool>>("PredictedLabel").Select(value => value.GetItemOrDefault(0)));
    }

    private static float[] Numbers(IDataView data, string column) => data.Schema[column].Type is VectorDataViewType
        ? [.. data.GetColumn<float[]>(column).SelectMany(row => row)] : [.. data.GetColumn<float>(column)];
}
