using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public class TensorFlowModelTests
{
    private const string Models = "models/mlnet-tf-testmodels";

    [SharedDataFact(Models)]
    public void EachOperationIsAColumn()
    {
        DataViewSchema schema = Load("model_matmul/frozen_saved_model.pb").GetModelSchema();
        Assert.Equal(["a", "b", "c"], schema.Select(c => c.Name));
        Assert.All(schema, c => Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2), c.Type));
        Assert.Equal(["Placeholder", "Placeholder", "BatchMatMul"], schema.Select(OperatorOf));
        Assert.Equal(["a", "b"], UpstreamOf(schema["c"]));
        Assert.Null(schema["a"].Annotations.Schema.GetColumnOrNull("TensorflowUpstreamOperators"));
    }

    [SharedDataTheory(Models)]
    [InlineData("cifar_model/frozen_model.pb")]
    [InlineData("cifar_saved_model")]
    public void TheInputsOfANetworkOfPictures(string location)
    {
        TensorFlowModel model = Load(location);
        VectorDataViewType input = Assert.IsType<VectorDataViewType>(model.GetInputSchema()["Input"].Type);
        Assert.Equal([32, 32, 3], input.Dimensions.ToArray());
        DataViewSchema schema = model.GetModelSchema();
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 10), schema["Output"].Type);
        DataViewSchema.Column convolution = schema.First(c => OperatorOf(c) == "Conv2D");
        Assert.Equal(3, Assert.IsType<VectorDataViewType>(convolution.Type).Dimensions.Length);
        Assert.Equal(2, UpstreamOf(convolution).Length);
        Assert.All(UpstreamOf(convolution), name => Assert.NotNull(schema.GetColumnOrNull(name)));
    }

    [SharedDataFact(Models)]
    public void AnOpenFirstDimensionIsKeptWhereItCountsNoRows()
    {
        using TensorFlowModel model = new MLContext().Model.LoadTensorFlowModel(SharedData.PathOf($"{Models}/cifar_model/frozen_model.pb"), treatOutputAsBatched: false);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 0, 10), model.GetModelSchema()["Output"].Type);
    }

    [SharedDataFact(Models)]
    public void AModelWithATrainingGraphIsListedToo()
    {
        DataViewSchema schema = Load("mnist_conv_model").GetModelSchema();
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 28, 28, 1), schema["Features"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 10), schema["Prediction"].Type);
        Assert.Equal("Softmax", OperatorOf(schema["Prediction"]));
    }

    private static TensorFlowModel Load(string location) => new MLContext().Model.LoadTensorFlowModel(SharedData.PathOf($"{Models}/{location}"));

    private static string OperatorOf(DataViewSchema.Column column)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue("TensorflowOperatorType", ref text);
        return text.ToString();
    }

    private static string[] UpstreamOf(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue("TensorflowUpstreamOperators", ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
