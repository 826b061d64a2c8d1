using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

/// <summary>What holds for the models of all trainers: the same bits from the same seed, on any number of threads, and after saving and loading.</summary>
public sealed class TrainedModelTests
{
    private static readonly Dictionary<string, Func<MLContext, IEstimator<ITransformer>>> Estimators = new()
    {
        ["SdcaLogisticRegression"] = ml => ml.BinaryClassification.Trainers.SdcaLogisticRegression(),
        ["SdcaNonCalibrated"] = ml => ml.BinaryClassification.Trainers.SdcaNonCalibrated(lossFunction: new HingeLoss()),
        ["LbfgsLogisticRegression"] = ml => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(),
        ["LbfgsWithStatistics"] = ml => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options { ShowTrainingStatistics = true }),
        ["AveragedPerceptron"] = ml => ml.BinaryClassification.Trainers.AveragedPerceptron(),
        ["LinearSvm"] = ml => ml.BinaryClassification.Trainers.LinearSvm(),
        ["SgdCalibrated"] = ml => ml.BinaryClassification.Trainers.SgdCalibrated(),
        ["SgdNonCalibrated"] = ml => ml.BinaryClassification.Trainers.SgdNonCalibrated(),
        ["LdSvm"] = ml => ml.BinaryClassification.Trainers.LdSvm(numberOfIterations: 300, treeDepth: 2),
        ["FieldAwareFactorizationMachine"] = ml => new EstimatorChain<ITransformer>().Append(ml.Transforms.CopyColumns("More", "Features"))
            .Append(ml.BinaryClassification.Trainers.FieldAwareFactorizationMachine(["Features", "More"])),
        ["Prior"] = ml => ml.BinaryClassification.Trainers.Prior(),
        ["SdcaMaximumEntropy"] = ml => ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Class"),
        ["SdcaNonCalibratedMulticlass"] = ml => ml.MulticlassClassification.Trainers.SdcaNonCalibrated("Class"),
        ["LbfgsMaximumEntropy"] = ml => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class"),
        ["NaiveBayes"] = ml => ml.MulticlassClassification.Trainers.NaiveBayes("Class"),
        ["OneVersusAll"] = ml => ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron("Class"), "Class"),
        ["OneVersusAllScores"] = ml => ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.SdcaLogisticRegression("Class"), "Class", useProbabilities: false),
        ["PairwiseCoupling"] = ml => ml.MulticlassClassification.Trainers.PairwiseCoupling(ml.BinaryClassification.Trainers.SdcaLogisticRegression("Class"), "Class"),
        ["Sdca"] = ml => ml.Regression.Trainers.Sdca("Number"),
        ["OnlineGradientDescent"] = ml => ml.Regression.Trainers.OnlineGradientDescent("Number"),
        ["LbfgsPoissonRegression"] = ml => ml.Regression.Trainers.LbfgsPoissonRegression("Count"),
        ["KMeans"] = ml => ml.Clustering.Trainers.KMeans(numberOfClusters: 4),
        ["RandomizedPca"] = ml => ml.AnomalyDetection.Trainers.RandomizedPca(rank: 2),
        ["Platt"] = ml => ml.BinaryClassification.Trainers.LinearSvm().Append(ml.BinaryClassification.Calibrators.Platt()),
        ["FixedPlatt"] = ml => ml.BinaryClassification.Trainers.LinearSvm().Append(ml.BinaryClassification.Calibrators.Platt(-2, 0.5)),
        ["Isotonic"] = ml => ml.BinaryClassification.Trainers.LinearSvm().Append(ml.BinaryClassification.Calibrators.Isotonic(exampleWeightColumnName: "Weight")),
        ["Naive"] = ml => ml.BinaryClassification.Trainers.LinearSvm().Append(ml.BinaryClassification.Calibrators.Naive()),
    };

    public static TheoryData<string> Names => [.. Estimators.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSameSeedGivesTheSameBitsOnOneThreadAndMore(string name)
    {
        float[] many = Scores(Train(name, out MLContext ml), ml);
        using Workers.LimitScope limit = Workers.Limit(1);
        Assert.Equal(many, Scores(Train(name, out ml), ml));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SavedAndLoadedModelsGiveTheSameBits(string name)
    {
        ITransformer model = Train(name, out MLContext ml);
        IDataView data = ToyRows.View(ml);
        using MemoryStream file = new();
        ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(Scores(model, ml), Scores(loaded, ml));
        Assert.Equal(Describe(model.GetOutputSchema(data.Schema)), Describe(loaded.GetOutputSchema(data.Schema)));
        Assert.Equal(Last(model).GetType(), Last(loaded).GetType());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheShapeThatIsForetoldIsTheSchemaThatComes(string name)
    {
        MLContext ml = new(seed: 1);
        IDataView data = ToyRows.View(ml);
        SchemaShape foretold = Estimators[name](ml).GetOutputSchema(SeenShape.Of(data));
        DataViewSchema schema = Train(name, out _).GetOutputSchema(data.Schema);
        foreach (SchemaShape.Column column in foretold)
        {
            DataViewSchema.Column found = schema[column.Name];
            DataViewType item = found.Type is VectorDataViewType vector ? vector.ItemType : found.Type;
            Assert.Equal(column.Kind == SchemaShape.Column.VectorKind.Scalar, found.Type is not VectorDataViewType);
            Assert.Equal(column.IsKey, item is KeyDataViewType);
            Assert.Equal(column.ItemType.RawType, item.RawType);
            Assert.All(column.Annotations, annotation => Assert.NotNull(found.Annotations.Schema.GetColumnOrNull(annotation.Name)));
        }
        Assert.Equal(schema.Where(column => !column.IsHidden).Select(column => column.Name).Order(), foretold.Select(column => column.Name).Order());
    }

    private static ITransformer Train(string name, out MLContext ml)
    {
        ml = new MLContext(seed: 5);
        return Estimators[name](ml).Fit(ToyRows.View(ml));
    }

    private static float[] Scores(ITransformer model, MLContext ml)
    {
        IDataView scored = model.Transform(ToyRows.View(ml));
        List<float> all = [];
        foreach (string column in new[] { "Score", "Probability" })
        {
            if (scored.Schema.GetColumnOrNull(column) is not { } found) continue;
            if (found.Type is VectorDataViewType) all.AddRange(scored.GetColumn<float[]>(found).SelectMany(row => row));
            else all.AddRange(scored.GetColumn<float>(found));
        }
        Assert.NotEmpty(all);
        Assert.DoesNotContain(all, float.IsNaN);
        return [.. all];
    }

    private static ITransformer Last(ITransformer model) => (model as IEnumerable<ITransformer>)?.Last() ?? model;

    private static string Describe(DataViewSchema schema)
        => string.Join("\n", schema.Select(column => $"{column.Name} {column.Type} [{string.Join(", ", column.Annotations.Schema.Select(annotation => $"{annotation.Name} {annotation.Type}"))}]"));
}
