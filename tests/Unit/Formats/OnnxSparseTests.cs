using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.Formats.Protos;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Sparse tensors become dense ones.</summary>
public class OnnxSparseTests
{
    [Fact]
    public void InitializersAndConstantsMayBeSparse()
    {
        ModelProto model = Model(
            Node("Add", "x w", "a"),
            Node("Constant", "", "c", new AttributeProto { Name = "sparse_value", Kind = AttributeKind.SparseTensor, SparseTensor = Sparse("", Tensor.Ints(1, 5), 2, 3) }),
            Node("Add", "a c", "y")).Input("x", 2, 3).Output("y");
        model.Graph!.SparseInitializers.Add(Sparse("w", Tensor.Of<long>([2, 2], 0, 2, 1, 0), 2, 3));
        Tensor y = new Executor(OnnxImporter.Import(model.Bytes())).Run(Tensor.Of<float>([2, 3], 1, 1, 1, 1, 1, 1))[0];
        Assert.Equal([1, 8, 8, 10, 1, 10], y.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("index 6 is outside 0 to 5", 6, 2, 3)]
    [InlineData("index -1", -1, 2, 3)]
    [InlineData("too many elements", 0, 1 << 20, 1 << 20)]
    [InlineData("dimension -2", 0, -2, 3)]
    public void WhatDoesNotFitIsRefused(string reason, long index, long rows, long columns)
    {
        ModelProto model = Model(Node("Identity", "w", "y")).Output("y");
        model.Graph!.SparseInitializers.Add(Sparse("w", Tensor.Ints(0, index), rows, columns));
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(model.Bytes()));
        Assert.Contains(reason, e.Message);
        Assert.Contains("'w'", e.Message);
    }

    private static SparseTensorProto Sparse(string name, Tensor indices, params ReadOnlySpan<long> dims)
    {
        var sparse = new SparseTensorProto { Values = TensorProto.Of(name, Tensor.Of<float>([2], 7, 9)), Indices = TensorProto.Of("", indices) };
        sparse.Dims.AddRange(dims);
        return sparse;
    }
}
