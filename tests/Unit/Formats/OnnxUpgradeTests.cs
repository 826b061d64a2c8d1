using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Nodes of older operator sets compute what they meant then.</summary>
public class OnnxUpgradeTests
{
    private static readonly Tensor X = Sequence([2, 3, 4]);

    [Fact]
    public void AxesThatWereAttributes()
    {
        Same(x => x.Unsqueeze(0, 2), Run(11, Node("Unsqueeze", Ints("axes", 0, 2)), X));
        Same(x => x.Unsqueeze(0).Squeeze(0), Run(11, Node("Squeeze", Ints("axes", 0)), Sequence([1, 2, 3, 4])));
        Same(x => x.ReduceSum([0, 2]), Run(11, Node("ReduceSum", Ints("axes", 0, 2)), X));
        Same(x => x.ReduceMean([1], keepDims: false), Run(17, Node("ReduceMean", Ints("axes", 1), Int("keepdims", 0)), X));
        Same(x => x.ReduceMax([-1]), Run(13, Node("ReduceMax", Ints("axes", -1)), X));
    }

    [Fact]
    public void ListsAndBoundsThatWereAttributes()
    {
        Same(x => x.Reshape(4, -1), Run(1, Node("Reshape", Ints("shape", 4, -1), Ints("consumed_inputs", 0)), X));
        Same(x => x.Slice([0, 1], [2, 3], [0, 2]), Run(9, Node("Slice", Ints("starts", 0, 1), Ints("ends", 2, 3), Ints("axes", 0, 2)), X));
        Same(x => x.Pad([0, 0, 1, 0, 2, 0], constant: 7), Run(2, Node("Pad", Ints("pads", 0, 0, 1, 0, 2, 0), Float("value", 7)), X));
        Same(x => x.Pad([0, 0, 1, 0, 2, 0], "edge"), Run(1, Node("Pad", Ints("paddings", 0, 0, 1, 0, 2, 0), Text("mode", "edge")), X));
        Same(x => x.Max(x.Like(2)).Min(x.Like(9)), Run(6, Node("Clip", Float("min", 2), Float("max", 9)), X));
        Same(x => x.Min(x.Like(9)), Run(6, Node("Clip", Float("max", 9)), X));
        Same(x => x.Slice(-1, 3), Run(9, Node("TopK", Int("k", 1)), X));
    }

    [Fact]
    public void PartsOfASplit()
    {
        Same(x => x.Slice(1, 0, 1), Run(11, Node("Split", 2, Int("axis", 1), Ints("split", 1, 2)), X));
        Same(x => x.Slice(2, 0, 2), Run(13, Node("Split", 2, Int("axis", 2)), X));
        Same(x => x.Slice(0, 0, 1), Run(2, Node("Split", 2), X));
    }

    [Fact]
    public void SwitchesOfTrainingAreDropped()
    {
        Same(x => x.Identity(), Run(6, Node("Dropout", Int("is_test", 1), Float("ratio", 0.3f)), X));
        Same(x => x.Identity(), Run(10, Node("Dropout", Float("ratio", 0.3f)), X));
        Tensor one = Tensor.Of<float>([3], 1, 1, 1), zero = new(ElementType.Float32, [3]);
        Same(x => x * (1 / Math.Sqrt(1 + 1e-5)), Run(7, Node("BatchNormalization", Int("spatial", 1)), X, one, zero, zero, one));
    }

    [Fact]
    public void SoftmaxOverAllAxesFromOneOn()
    {
        Same(x => x.Flatten().Softmax(-1).Reshape(2, 3, 4), Run(11, Node("Softmax"), X));
        Same(x => x.Softmax(2), Run(11, Node("Softmax", Int("axis", 2)), X));
        Same(x => x.Softmax(2), Run(13, Node("Softmax"), X));
        Same(x => x.Reshape(6, 4).LogSoftmax(-1).Reshape(2, 3, 4), Run(9, Node("LogSoftmax", Int("axis", -1)), X));
    }

    [Fact]
    public void OlderResizings()
    {
        var first = new Resize(CoordinateTransformationMode: "asymmetric", NearestMode: "floor");
        Tensor scales = Tensor.Of<float>([3], 1, 2, 1.5f);
        Func<Value, Value> nearest = x => x.Resize([1, 2, 1.5f], first), linear = x => x.Resize([1, 2, 1.5f], first with { Mode = "linear" });
        var given = new AttributeProto { Name = "scales", Kind = AttributeKind.Floats };
        given.Floats.AddRange([1, 2, 1.5f]);
        Same(nearest, Run(8, Node("Upsample", given), X));
        Same(linear, Run(9, Node("Upsample", Text("mode", "linear")), X, scales));
        Same(nearest, Run(10, Node("Resize"), X, scales));
        Same(x => x.Resize([1, 2, 1.5f]), Run(11, Node("Resize"), X, new Tensor(ElementType.Float32, [0]), scales));
        Same(x => x.Unsqueeze(0).Resize([1, 1, 2, 3], first with { Mode = "linear" }).Squeeze(0),
            Run(1, Node("Upsample", Float("height_scale", 2), Float("width_scale", 3), Text("mode", "bilinear")), Sequence([1, 2, 3, 4])).View([2, 6, 12]));
    }

    [Fact]
    public void OperandsStretchedFromAnAxisOn()
    {
        Tensor two = Tensor.Of<float>([2], 3, 5), three = Tensor.Of<float>([3], 3, 5, 7), four = Tensor.Of<float>([4], 1, 2, 3, 4);
        Same(x => x + Of(x, three).Reshape(3, 1), Run(6, Node("Add", Int("broadcast", 1), Int("axis", 1)), X, three));
        Same(x => x - Of(x, two).Reshape(2, 1, 1), Run(1, Node("Sub", Int("broadcast", 1), Int("axis", 0)), X, two));
        Same(x => x * Of(x, four), Run(6, Node("Mul", Int("broadcast", 1)), X, four));
        Same(x => x / Of(x, four), Run(6, Node("Div", Int("broadcast", 1), Int("axis", -1)), X, four));
        Same(x => x.Pow(Of(x, three).Reshape(3, 1)), Run(6, Node("Pow", Int("broadcast", 1), Int("axis", 1)), X, three));
        Assert.Contains("from axis 2 on", Assert.Throws<OnnxFormatException>(() =>
            Run(6, Node("Add", Int("broadcast", 1), Int("axis", 2)), X, Tensor.Of<float>([3, 1], 3, 5, 7))).Message);
    }

    [Fact]
    public void SlopesAndStatisticsThatHadOtherShapes()
    {
        Tensor three = Tensor.Of<float>([3], 3, 5, 7), one = Tensor.Of<float>([3, 4], [.. Enumerable.Repeat(1f, 12)]), zero = new(ElementType.Float32, [3, 4]);
        Same(x => (x - 4).PRelu(Of(x, three).Reshape(3, 1)), Run(6, Node("PRelu"), Minus4(X), three));
        Same(x => (x - Of(x, Sequence([3, 4]))) * (1 / Math.Sqrt(1 + 1e-5)), Run(8, Node("BatchNormalization", Int("spatial", 0)), X, one, zero, Sequence([3, 4]), one));
        Tensor image = Sequence([1, 4, 3, 2]), scale = Tensor.Of<float>([2], 2, 3), each = Tensor.Of<float>([4], 2, 2, 3, 3);
        Tensor groups = Run(18, Node("GroupNormalization", Int("num_groups", 2)), image, scale, scale);
        Assert.Equal(Run(21, Node("GroupNormalization", Int("num_groups", 2)), image, each, each).AsSpan<float>().ToArray(), groups.AsSpan<float>().ToArray());

        static Tensor Minus4(Tensor x) => Tensor.Of<float>(x.Shape, [.. x.AsSpan<float>().ToArray().Select(v => v - 4)]);
    }

    [Fact]
    public void TypesInWordsAndAxesLeftOut()
    {
        Tensor doubles = Run(5, Node("Cast", Text("to", "DOUBLE")), X);
        Assert.Equal(ElementType.Float64, doubles.Type);
        Assert.Equal(ElementType.Int32, Run(1, Node("Cast", Text("to", "INT32")), X).Type);
        Assert.Contains("'COLOUR'", Assert.Throws<OnnxFormatException>(() => Run(5, Node("Cast", Text("to", "COLOUR")), X)).Message);
        Same(x => x.Tile(1, 3, 1), Run(5, Node("Tile"), X, Tensor.Scalar(3L), Tensor.Scalar(1L)));
        Assert.Equal<int>([2, 6, 4], Run(1, Node("Concat"), X, X).Shape.ToArray());
    }

    [Fact]
    public void OperatorsThatAreSeveral()
    {
        Tensor image = Sequence([1, 2, 4, 5]);
        Same(x => x.MeanVarianceNormalization([2]), Run(1, Node("MeanVarianceNormalization"), X));
        Same(x => x.MeanVarianceNormalization([0, 1]), Run(13, Node("MeanVarianceNormalization", Ints("axes", 0, 1)), X));
        Same(x => x.ScatterElements(x.Graph.Constant(Tensor.Of<long>([1, 1, 1], 1)), x.Graph.Constant(Tensor.Of<float>([1, 1, 1], 9)), 2),
            Run(9, Node("Scatter", Int("axis", 2)), X, Tensor.Of<long>([1, 1, 1], 1), Tensor.Of<float>([1, 1, 1], 9)));
        Same(x => x * 2 + 3, Run(1, Node("Affine", Float("alpha", 2), Float("beta", 3)), X));
        Same(x => (x * 3).Softplus() * 2, Run(1, Node("ParametricSoftplus", Float("alpha", 2), Float("beta", 3)), X));
        Same(x => (x * 0.1).Tanh() * 2, Run(1, Node("ScaledTanh", Float("alpha", 2), Float("beta", 0.1f)), X));
        Same(x => x.Slice([1, 2], [4, 4], [2, 3]), Run(1, Node("Crop", Ints("border", 2, 1, 1, 0)), image), image);
        Same(x => x.Slice([1, 2], [3, 4], [2, 3]), Run(1, Node("Crop", Ints("border", 2, 1, 0, 0), Ints("scale", 2, 2)), image), image);
        AttributeProto bias = new() { Name = "bias", Kind = AttributeKind.Floats, Floats = { 1, -1 } };
        Same(x => x * 2 + x.Graph.Constant(Tensor.Of<float>([2, 1, 1], 1, -1)), Run(1, Node("ImageScaler", Float("scale", 2), bias), image), image);
    }

    [Fact]
    public void WhatIsChosenByTruthValues()
    {
        Tensor condition = Tensor.Of([3], false, true, true);
        Same(x => x.Slice(1, 1), Run(11, Node("Compress", Int("axis", 1)), X, condition));
        Same(x => x.Reshape(-1).Slice(0, 1, 3), Run(11, Node("Compress"), X, condition));
    }

    [Fact]
    public void PoolsByNorms()
    {
        Tensor image = Sequence([1, 2, 4, 5]);
        Same(x => ((x * x).AveragePool([2, 2], countIncludePad: true, pads: [1, 0, 0, 0]) * 4).Sqrt(),
            Run(1, Node("LpPool", Ints("kernel_shape", 2, 2), Ints("pads", 1, 0, 0, 0)), image), image);
        // Of five columns, windows of two with a stride of two leave one over; rounding up gives it a window that reaches one beyond.
        Same(x => x.Abs().Pad([0, 0, 0, 0, 0, 0, 0, 1]).AveragePool([1, 2], strides: [1, 2]) * 2,
            Run(18, Node("LpPool", Ints("kernel_shape", 1, 2), Ints("strides", 1, 2), Int("p", 1), Int("ceil_mode", 1)), image), image);
        Same(x => x.Abs().Pow(3).ReduceSum([2, 3]).Pow(1.0 / 3), Run(2, Node("GlobalLpPool", Int("p", 3)), image), image);
    }

    private static Value Of(Value x, Tensor tensor) => x.Graph.Constant(tensor);

    private static void Same(Func<Value, Value> expected, Tensor actual, Tensor? input = null)
    {
        Tensor x = input ?? X;
        var graph = new Graph();
        graph.Output("y", expected(graph.Input("x", ElementType.Float32, x.Shape)));
        Tensor e = ReferenceExecutor.Run(graph, [x])[0];
        Assert.Equal(e.Shape, actual.Shape);
        for (int i = 0; i < e.Count; i++) Assert.Equal(e.AsSpan<float>()[i], actual.AsSpan<float>()[i], 1e-5f);
    }

    private static Tensor Run(long opset, NodeProto node, params Tensor[] inputs)
    {
        var model = new ModelProto { IrVersion = 3, OpsetImport = { new OperatorSetIdProto { Version = opset } }, Graph = new GraphProto { Nodes = { node } } };
        var shape = new TensorShapeProto();
        foreach (int d in inputs[0].Shape) shape.Dims.Add(new DimensionProto { Value = d });
        var type = new TypeProto { TensorType = new TensorTypeProto { ElementType = inputs[0].Type, Shape = shape } };
        model.Graph.Inputs.Add(new ValueInfoProto { Name = "x0", Type = type });
        for (int i = 0; i < inputs.Length; i++)
        {
            if (i > 0) model.Graph.Initializers.Add(TensorProto.Of($"x{i}", inputs[i]));
            node.Inputs.Add($"x{i}");
        }
        model.Graph.Outputs.Add(new ValueInfoProto { Name = node.Outputs[0] });
        return new Executor(OnnxImporter.Import(model.ToByteArray())).Run(inputs[0])[0];
    }

    private static NodeProto Node(string op, params AttributeProto[] attributes) => Node(op, op == "TopK" ? 2 : 1, attributes);

    private static NodeProto Node(string op, int outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = op };
        node.Attributes.AddRange(attributes);
        for (int o = 0; o < outputs; o++) node.Outputs.Add($"y{o}");
        return node;
    }

    private static AttributeProto Int(string name, long value) => new() { Name = name, Kind = AttributeKind.Int, Int = value };

    private static AttributeProto Float(string name, float value) => new() { Name = name, Kind = AttributeKind.Float, Float = value };

    private static AttributeProto Text(string name, string value) => new() { Name = name, Kind = AttributeKind.String, Text = ByteString.CopyFromUtf8(value) };

    private static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Kind = AttributeKind.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static Tensor Sequence(Shape shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = i * 0.5f;
        return tensor;
    }
}
