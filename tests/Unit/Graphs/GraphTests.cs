using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class GraphTests
{
    [Fact]
    public void NamesOfNodesAreUnique()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [3]);
        string[] names = [.. new[] { "Neg_2", null, null, "same", "same", "", "same" }.Select(n => graph.AddNode(n, new Neg(), x).Name)];

        Assert.Equal(["Neg_2", "Neg_1", "Neg_3", "same", "same_2", "Neg_4", "same_3"], names);
    }

    [Fact]
    public void ErrorsOfShapeRulesNameTheNode()
    {
        var graph = new Graph();
        Value a = graph.Input("a", ElementType.Float32, ["N", 3]), b = graph.Input("b", ElementType.Float32, [4, 5]);

        Assert.Contains("MatMul 'product'", Refuse(() => graph.AddNode("product", new MatMul(), a, b)));
        Assert.Contains("Float32 Nx3, Float32 4x5", Refuse(() => graph.AddNode("product", new MatMul(), a, b)));
        Assert.Contains("Add 'sum'", Refuse(() => graph.AddNode("sum", new Add(), a, b)));
        Assert.Contains("input 1 is missing", Refuse(() => graph.AddNode("sum", new Add(), a, null)));
        Assert.Contains("Broken 'odd': the rule is wrong", Refuse(() => graph.AddNode("odd", new Broken(), a)));
        Value flat = graph.Input("c", ElementType.Float32, [1 << 20, 1 << 20]);
        Assert.Contains("Flatten 'all': 1048576 * 1048576 is more than", Refuse(() => graph.AddNode("all", new Flatten(0), flat)));
        Assert.Empty(graph.Nodes);

        static string Refuse(Action action) => Assert.Throws<ShapeException>(action).Message;
    }

    [Fact]
    public void ForeignAndRepeatedThingsAreRefused()
    {
        Graph graph = new(), other = new();
        Value x = graph.Input("x", ElementType.Float32, [3]), y = other.Input("y", ElementType.Float32, [3]);
        var weight = new Parameter("w", new Tensor(ElementType.Float32, [4]));
        graph.Output("out", x);

        Assert.Contains("another graph", Assert.Throws<ArgumentException>(() => x + y).Message);
        Assert.Contains("another graph", Assert.Throws<ArgumentException>(() => graph.Output("y", y)).Message);
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => graph.Input("x", ElementType.Float32, [3])).Message);
        Assert.Contains("'out'", Assert.Throws<ArgumentException>(() => graph.Output("out", x)).Message);
        Assert.Contains("w: Float32 4 cannot take", Assert.Throws<ShapeException>(() => graph.Update(weight, x)).Message);
        Assert.Same(graph.Parameter(weight), graph.Parameter(weight));
    }

    private sealed record Broken : Operator
    {
        public override void Infer(Inference i) => throw new InvalidOperationException("the rule is wrong.");

        public override void Run(Kernel k) { }
    }
}
