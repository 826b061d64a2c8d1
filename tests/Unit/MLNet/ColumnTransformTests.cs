using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ColumnTransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public float A { get; set; }

        [VectorType(2)]
        public float[] B { get; set; } = [];

        public float[] Variable { get; set; } = [];

        [VectorType(3)]
        public VBuffer<float> Sparse { get; set; }

        public string Text { get; set; } = "";
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(new[]
    {
        new Row { A = 1, B = [2, 3], Variable = [4], Sparse = new(3, 1, [5], [2]), Text = "x" },
        new Row { A = -1, B = [-2, -3], Variable = [], Sparse = new(3, 0, [], []), Text = "y" },
    });

    private static string[] Names(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    [Fact]
    public void ConcatenateJoinsItemsAndNamesTheirSlots()
    {
        IDataView output = _ml.Transforms.Concatenate("Features", "A", "B", "Sparse").Fit(Data()).Transform(Data());
        Assert.Equal("Vector<Single, 6>", output.Schema["Features"].Type.ToString());
        Assert.Equal([[1, 2, 3, 0, 0, 5], [-1, -2, -3, 0, 0, 0]], output.GetColumn<float[]>("Features"));
        Assert.Equal(["A", "", "", "", "", ""], Names(output.Schema["Features"]));
        IDataView twice = _ml.Transforms.Concatenate("All", "Features", "A").Fit(output).Transform(output);
        Assert.Equal(["Features.A", "", "", "", "", "", "A"], Names(twice.Schema["All"]));
        VBuffer<float> first = output.GetColumn<VBuffer<float>>("Features").First();
        Assert.False(first.IsDense);
    }

    [Fact]
    public void ConcatenateOfVariableLengthIsVariable()
    {
        IDataView output = _ml.Transforms.Concatenate("F", "Variable", "A").Fit(Data()).Transform(Data());
        Assert.Equal("Vector<Single>", output.Schema["F"].Type.ToString());
        Assert.Equal([[4, 1], [-1]], output.GetColumn<float[]>("F"));
    }

    [Fact]
    public void ConcatenateRefusesMixedTypesAndMissingColumns()
    {
        Assert.Contains("Text", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("F", "A", "Text").Fit(Data())).Message);
        Assert.Contains("'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("F", "Nothing").Fit(Data())).Message);
    }

    [Fact]
    public void AnOutputOfAnExistingNameHidesTheOldColumn()
    {
        IDataView output = _ml.Transforms.Concatenate("A", "A", "B").Fit(Data()).Transform(Data());
        Assert.True(output.Schema[0].IsHidden);
        Assert.Equal([1, 2, 3], output.GetColumn<float[]>("A").First());
        Assert.Equal([1f, -1f], output.GetColumn<float>(output.Schema[0]));
    }

    [Fact]
    public void ColumnsAreCopiedKeptAndDropped()
    {
        IDataView copied = _ml.Transforms.CopyColumns("C", "Text").Fit(Data()).Transform(Data());
        Assert.Equal(["x", "y"], copied.GetColumn<string>("C"));
        IDataView kept = _ml.Transforms.SelectColumns("C", "A").Fit(copied).Transform(copied);
        Assert.Equal(["C", "A"], kept.Schema.Select(column => column.Name));
        Assert.Equal([1f, -1f], kept.GetColumn<float>("A"));
        IDataView dropped = _ml.Transforms.DropColumns("A", "B").Fit(copied).Transform(copied);
        Assert.Equal(["Variable", "Sparse", "Text", "C"], dropped.Schema.Select(column => column.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("Nothing").Fit(copied));
    }

    [Fact]
    public void AChainIsTheSameAsItsStepsAndChecksBeforeItFits()
    {
        EstimatorChain<Microsoft.ML.Transforms.ColumnSelectingTransformer> chain = _ml.Transforms.Concatenate("F", "A", "B")
            .Append(_ml.Transforms.CopyColumns("G", "F")).AppendCacheCheckpoint(_ml).Append(_ml.Transforms.SelectColumns("G"));
        TransformerChain<Microsoft.ML.Transforms.ColumnSelectingTransformer> model = chain.Fit(Data());
        IDataView output = model.Transform(Data());
        Assert.Equal(["G"], output.Schema.Select(column => column.Name));
        Assert.Equal([[1, 2, 3], [-1, -2, -3]], output.GetColumn<float[]>("G"));
        Assert.Equal(3, model.Count());
        bool fitted = false;
        IEstimator<ITransformer> bad = _ml.Transforms.CopyColumns("X", "A").WithOnFitDelegate(_ => fitted = true).Append(_ml.Transforms.CopyColumns("Y", "Nothing"));
        Assert.Throws<ArgumentOutOfRangeException>(() => bad.Fit(Data()));
        Assert.False(fitted);
    }

    [Fact]
    public void ScopesChooseTransformers()
    {
        TransformerChain<ITransformer> model = new EstimatorChain<ITransformer>().Append(_ml.Transforms.CopyColumns("T", "Text"), TransformerScope.TrainTest)
            .Append<ITransformer>(_ml.Transforms.CopyColumns("U", "A")).Fit(Data());
        DataViewSchema scoring = model.GetOutputSchema(Data().Schema, TransformerScope.Scoring);
        Assert.Null(scoring.GetColumnOrNull("T"));
        Assert.NotNull(scoring.GetColumnOrNull("U"));
        Assert.NotNull(model.GetOutputSchema(Data().Schema).GetColumnOrNull("T"));
    }
}
