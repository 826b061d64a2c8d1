using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class MissingValueTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        [VectorType(3)]
        public VBuffer<double> Sparse { get; set; }

        public double Single { get; set; }

        public float[] Variable { get; set; } = [];

        public string Text { get; set; } = "";
    }

    // The rows of ML.NET's documentation.
    private IDataView Data() => _ml.Data.LoadFromEnumerable(new Row[]
    {
        new() { Features = [float.PositiveInfinity, 1, 0], Single = 3, Variable = [1, float.NaN], Sparse = new(3, 1, [double.NaN], [2]) },
        new() { Features = [0, float.NaN, 1], Single = double.NaN, Variable = [], Sparse = new(3, 1, [4.0], [2]) },
        new() { Features = [-1, 2, -3], Single = 3, Variable = [float.NaN], Sparse = new(3, 0, [], []) },
        new() { Features = [-1, float.NaN, -3], Single = 9, Variable = [2, 3, 3], Sparse = new(3, 2, [1.0, double.NaN], [0, 1]) },
    });

    [Theory]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.DefaultValue, 0, 0, 0, 0)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Mean, 1.5, 5, 2.25, 1.33333325)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Minimum, 1, 3, 1, 0)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Maximum, 2, 9, 3, 4)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Mode, 1, 3, 3, 0)]
    public void MissingValuesAreReplaced(MissingValueReplacingEstimator.ReplacementMode mode, double slot, double single, double variable, double sparse)
    {
        IEstimator<ITransformer> estimator = _ml.Transforms.ReplaceMissingValues([new("F", "Features"), new("S", "Single"), new("V", "Variable"), new("P", "Sparse")], mode);
        IDataView output = Run(_ml, estimator, Data());
        Assert.Equal([[float.PositiveInfinity, 1, 0], [0, (float)slot, 1], [-1, 2, -3], [-1, (float)slot, -3]], output.GetColumn<float[]>("F"));
        Assert.Equal([3, single, 3, 9], output.GetColumn<double>("S"));
        Assert.Equal([[1, (float)variable], [], [(float)variable], [2, 3, 3]], output.GetColumn<float[]>("V"));
        Assert.Equal(sparse, output.GetColumn<double[]>("P").First()[2], 1e-6);
        Assert.False(output.GetColumn<VBuffer<double>>("P").ElementAt(1).IsDense);
        RunOnnx(_ml, estimator.Fit(Data()), Data(), "F", "S", "P");
    }

    [Fact]
    public void AllSlotsTogetherOrEachByItself()
    {
        IDataView output = Run(_ml, _ml.Transforms.ReplaceMissingValues("F", "Features", MissingValueReplacingEstimator.ReplacementMode.Mean, imputeBySlot: false), Data());
        // The mean of 1, 0, 0, 1, -1, 2, -3, -1, -3.
        Assert.Equal(-4 / 9f, output.GetColumn<float[]>("F").ElementAt(1)[1], 1e-6f);
        Assert.Contains("'Text'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ReplaceMissingValues("Text").Fit(Data())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ReplaceMissingValues("Features", replacementMode: (MissingValueReplacingEstimator.ReplacementMode)4));
    }

    [Fact]
    public void MissingValuesAreIndicated()
    {
        IEstimator<ITransformer> estimator = _ml.Transforms.IndicateMissingValues("F", "Features").Append(_ml.Transforms.IndicateMissingValues([new("S", "Single"), new("V", "Variable"), new("P", "Sparse")]));
        IDataView output = Run(_ml, estimator, Data());
        Assert.Equal([[false, false, false], [false, true, false], [false, false, false], [false, true, false]], output.GetColumn<bool[]>("F"));
        Assert.Equal([false, true, false, false], output.GetColumn<bool>("S"));
        Assert.Equal([false, true], output.GetColumn<bool[]>("V").First());
        VBuffer<bool> sparse = output.GetColumn<VBuffer<bool>>("P").First();
        Assert.False(sparse.IsDense);
        Assert.Equal([false, false, true], sparse.DenseValues());
        RunOnnx(_ml, estimator.Fit(Data()), Data(), "F", "S", "P");
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.IndicateMissingValues("Text").Fit(Data()));
    }
}
