using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.Formats.Protos;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Functions that a model brings along are computed where it calls them.</summary>
public class OnnxFunctionTests
{
    private static FunctionProto Scale() =>
        Function("Scale", "x by", "y", Node("Mul", "x by", "t"), Node("LeakyRelu", "t", "y", Reference("alpha", "slope", AttributeKind.Float)));

    [Fact]
    public void CallsTakeTheirOwnOperandsAndAttributes()
    {
        // Both calls use the name t inside, and the model uses it outside.
        ModelProto model = Model(
            Node("Neg", "x", "t"),
            Node("local:Scale", "t x", "a", Float("slope", 0.5f)),
            Node("local:Scale", "a t", "b")).Input("x", 3).Output("a").Output("b");
        FunctionProto scale = Scale();
        scale.Defaults.Add(Float("slope", 0.25f));
        model.Functions.Add(scale);
        Tensor[] results = Run(model, Tensor.Of<float>([3], 1, -2, 3));
        Assert.Equal([-0.5f, -2, -4.5f], results[0].AsSpan<float>().ToArray());
        Assert.Equal([0.5f, -1, 13.5f], results[1].AsSpan<float>().ToArray());
    }

    [Fact]
    public void AttributesWithoutAValueKeepTheOperatorsDefault()
    {
        ModelProto model = Model(Node("local:Leak", "x", "y")).Input("x", 2).Output("y");
        model.Functions.Add(Function("Leak", "x", "y", Node("LeakyRelu", "x", "y", Reference("alpha", "slope", AttributeKind.Float))));
        Assert.Equal([-0.01f, 1], Run(model, Tensor.Of<float>([2], -1, 1))[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void FunctionsCallFunctionsAlsoInsideBranches()
    {
        ModelProto model = Model(Node("local:Outer", "x", "y")).Input("x", 2).Output("y");
        model.Functions.Add(Scale());
        model.Functions.Add(Function("Outer", "v", "w",
            Node("ReduceMax", "v", "m", Int("keepdims", 0)),
            Node("Sub", "m m", "zero"),
            Node("Greater", "m zero", "some"),
            Node("If", "some", "w", Body("then_branch", "t", Node("local:Scale", "v v", "t")), Body("else_branch", "e", Node("Neg", "v", "e")))));
        Assert.Equal([1, 4], Run(model, Tensor.Of<float>([2], 1, 2))[0].AsSpan<float>().ToArray());
        Assert.Equal([1, 2], Run(model, Tensor.Of<float>([2], -1, -2))[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void OperandsMayBeLeftOutAndPassThrough()
    {
        ModelProto model = Model(Node("local:Bound", "x - high", "y x2")).Input("x", 2).Input("high").Output("y").Output("x2");
        model.Functions.Add(Function("Bound", "x low high", "y x", Node("Clip", "x low high", "y")));
        Tensor[] results = Run(model, Tensor.Of<float>([2], -1, 5), Tensor.Scalar(2f));
        Assert.Equal([-1, 2], results[0].AsSpan<float>().ToArray());
        Assert.Equal([-1, 5], results[1].AsSpan<float>().ToArray());
    }

    [Fact]
    public void FunctionsAreReadInTheirOwnOperatorSet()
    {
        ModelProto model = Model(Node("local:Sum", "x", "y")).Input("x", 2, 2).Output("y");
        FunctionProto function = Function("Sum", "x", "y", Node("ReduceSum", "x", "y", Ints("axes", 1), Int("keepdims", 0)));
        function.OpsetImport[0] = new OperatorSetIdProto { Version = 11 };
        model.Functions.Add(function);
        Assert.Equal([3, 7], Run(model, Tensor.Of<float>([2, 2], 1, 2, 3, 4))[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void FunctionsThatCallThemselvesAreRefused()
    {
        ModelProto model = Model(Node("local:A", "x", "y")).Input("x", 2).Output("y");
        model.Functions.Add(Function("A", "x", "y", Node("local:B", "x", "y")));
        model.Functions.Add(Function("B", "x", "y", Node("local:A", "x", "y")));
        string message = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(model.Bytes())).Message;
        Assert.Contains("local:A -> local:B -> local:A", message);
        Assert.Contains("A_y", message);
    }

    [Fact]
    public void FunctionsThatGrowWithoutBoundAreRefused()
    {
        // Each calls the next one twice: 2^40 nodes from a kilobyte.
        ModelProto doubling = Model(Node("local:F0", "x", "y")).Input("x", 2).Output("y");
        for (int i = 0; i < 40; i++)
            doubling.Functions.Add(Function($"F{i}", "x", "y", Node($"local:F{i + 1}", "x", "t"), Node($"local:F{i + 1}", "t", "y")));
        doubling.Functions.Add(Function("F40", "x", "y", Node("Neg", "x", "y")));
        Assert.Contains("nodes", Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(doubling.Bytes())).Message);

        ModelProto deep = Model(Node("local:F0", "x", "y")).Input("x", 2).Output("y");
        for (int i = 0; i < 10_000; i++) deep.Functions.Add(Function($"F{i}", "x", "y", Node($"local:F{i + 1}", "x", "y")));
        Assert.Contains("deep", Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(deep.Bytes())).Message);
    }

    [Fact]
    public void CallsThatDoNotFitAreRefused()
    {
        ModelProto model = Model(Node("local:Scale", "x x x", "y")).Input("x", 2).Output("y");
        model.Functions.Add(Scale());
        Assert.Contains("3 operands", Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(model.Bytes())).Message);
        model = Model(Node("Neg", "x", "y")).Input("x", 2).Output("y");
        model.Functions.Add(Scale());
        model.Functions.Add(Scale());
        Assert.Contains("two functions named 'local:Scale'", Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(model.Bytes())).Message);
    }

    private static Tensor[] Run(ModelProto model, params Tensor[] inputs)
    {
        Graph graph = OnnxImporter.Import(model.Bytes());
        Tensor[] results = new Executor(graph).Run(inputs), reference = ReferenceExecutor.Run(graph, inputs);
        for (int i = 0; i < results.Length; i++) Assert.Equal(reference[i].AsSpan<float>().ToArray(), results[i].AsSpan<float>().ToArray());
        return results;
    }
}
