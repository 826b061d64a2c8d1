using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FuseAttentionTests
{
    private const int Heads = 2, Width = 4;

    private readonly Graph _graph = new();

    [Fact]
    public void HeadsThatAreCutAndJoinedBecomeOneAttentionOfRows()
    {
        (Value q, Value k, Value v) = (Input("q"), Input("k"), Input("v"));
        Value mask = _graph.Input("mask", ElementType.Float32, ["N", 1, 1, "T"]);
        Value scores = Cut(q).MatMul(Cut(k).Transpose(0, 1, 3, 2)) / 2 + mask;
        _graph.Output("y", scores.Softmax().MatMul(Cut(v)).Transpose(0, 2, 1, 3).Reshape(0, 0, Heads * Width));

        Graph fused = Fused("Attention");

        Assert.Equal(new Attention(KvNumHeads: Heads, QNumHeads: Heads, Scale: 0.5f), fused.Nodes[0].Operator);
        Same(fused, Numbers(1, 3, 5, 8), Numbers(2, 3, 5, 8), Numbers(3, 3, 5, 8), Numbers(4, 3, 1, 1, 5));
    }

    [Fact]
    public void ScaledKeysThatAreTurnedAtOnceAndAChosenMask()
    {
        (Value q, Value k, Value v) = (Input("q"), Input("k"), Input("v"));
        Value mask = _graph.Input("mask", ElementType.Bool, ["T", "T"]);
        Value turned = k.Reshape(0, 0, Heads, Width).Transpose(0, 2, 3, 1) * 0.5;
        Value scores = mask.Where((Cut(q) * 0.5).MatMul(turned), _graph.Scalar(ElementType.Float32, float.MinValue));
        _graph.Output("y", scores.Softmax(3).MatMul(Cut(v)).Transpose(0, 2, 1, 3).Reshape(0, 0, Heads * Width));

        Graph fused = Fused("Attention");

        Assert.Equal(0.25f, ((Attention)fused.Nodes[0].Operator).Scale);
        var seen = new Tensor(ElementType.Bool, [5, 5]);
        for (int i = 0; i < 25; i++) seen.AsSpan<bool>()[i] = i % 5 <= i / 5;
        Same(fused, Numbers(1, 3, 5, 8), Numbers(2, 3, 5, 8), Numbers(3, 3, 5, 8), seen);
    }

    [Fact]
    public void HeadsThatCameSoStaySo()
    {
        Value q = _graph.Input("q", ElementType.Float32, ["N", 2, "S", 4]), k = _graph.Input("k", ElementType.Float32, ["N", 2, "T", 4]), v = _graph.Input("v", ElementType.Float32, ["N", 2, "T", 3]);
        _graph.Output("y", q.FusedMatMul(k, 0.3f, transB: true).Softmax().MatMul(v));

        Same(Fused("Attention"), Numbers(1, 1, 2, 3, 4), Numbers(2, 1, 2, 70, 4), Numbers(3, 1, 2, 70, 3));
    }

    [Fact]
    public void SharesThatAreAResultStay()
    {
        Value q = _graph.Input("q", ElementType.Float32, ["N", 2, "S", 4]);
        Value shares = q.MatMul(q.Transpose(0, 1, 3, 2)).Softmax();
        _graph.Output("shares", shares);
        _graph.Output("y", shares.MatMul(q));

        Fused("Transpose", "MatMul", "Softmax", "MatMul");
    }

    [Fact]
    public void AMaskThatStretchesTheScoresStays()
    {
        Value q = _graph.Input("q", ElementType.Float32, [1, 2, "S", 4]), mask = _graph.Input("mask", ElementType.Float32, [7, 1, 1, 1]);
        _graph.Output("y", (q.MatMul(q.Transpose(0, 1, 3, 2)) + mask).Softmax().MatMul(q));

        Fused("Transpose", "MatMul", "Add", "Softmax", "MatMul");
    }

    [Fact]
    public void ProductsOfManyRowsTakeTheirBiasAndActivation()
    {
        Value x = _graph.Input("x", ElementType.Float32, ["N", "S", 4]);
        Value w = _graph.Constant(Numbers(5, 4, 3)), b = _graph.Constant(Numbers(6, 3));
        _graph.Output("y", (x.MatMul(w) + b).Relu());
        _graph.Output("z", b + x.MatMul(w));
        _graph.Output("p", x.MatMul(w));

        Graph fused = _graph.Optimize(passes: [new FuseLinear(), new FuseActivations()]);

        Assert.Equal(["FusedLinear", "FusedLinear", "FusedLinear"], fused.Nodes.Select(n => n.Operator.OpType));
        Same(fused, Numbers(7, 2, 3, 4));
    }

    private Value Input(string name) => _graph.Input(name, ElementType.Float32, ["N", "T", Heads * Width]);

    private static Value Cut(Value x) => x.Reshape(0, 0, Heads, Width).Transpose(0, 2, 1, 3);

    private Graph Fused(params string[] expected)
    {
        Graph fused = _graph.Optimize(passes: [new FuseAttention()]);
        Assert.Equal(expected, fused.Nodes.Select(n => n.Operator.OpType));
        return fused;
    }

    private void Same(Graph fused, params Tensor[] inputs)
    {
        Tensor[] expected = ReferenceExecutor.Run(_graph, inputs), actual = new Executor(fused, new ExecutorOptions(Optimize: false)).Run(inputs);
        for (int o = 0; o < expected.Length; o++)
            for (int i = 0; i < expected[o].Count; i++) Assert.Equal(expected[o].AsSpan<float>()[i], actual[o].AsSpan<float>()[i], 2e-6f);
    }

    private static Tensor Numbers(int seed, params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(shape));
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = MathF.Sin(i * 1.7f + seed);
        return tensor;
    }
}
