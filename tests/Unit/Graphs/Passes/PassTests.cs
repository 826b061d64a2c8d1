using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class PassTests
{
    [Fact]
    public void CopyKeepsInputsOutputsParametersAndUpdates()
    {
        var graph = new Graph { Metadata = { ["author"] = "me" } };
        var weight = new Parameter("w", Tensor.Of<float>([2], 1, 2));
        Value x = graph.Input("x", ElementType.Float32, ["N", 2]);
        Value y = x * graph.Parameter(weight);
        graph.Output("y", y);
        graph.Output("z", y.Relu());
        graph.Update(weight, graph.Parameter(weight) * 2);

        Graph copy = graph.Copy();

        Assert.Equal("me", copy.Metadata["author"]);
        Assert.Equal(["y", "z"], copy.Outputs.Select(o => o.Name));
        Assert.Same(weight, Assert.Single(copy.Updates).Parameter);
        Assert.Equal(graph.Nodes.Select(n => n.Name), copy.Nodes.Select(n => n.Name));
        Assert.All(copy.Nodes, n => Assert.Same(copy, n.Graph));
        Same(graph, copy, Tensor.Of<float>([1, 2], 3, -4));
    }

    [Fact]
    public void CopyUpToAnOutputLeavesTheRestAndTheUpdatesOut()
    {
        var graph = new Graph();
        var weight = new Parameter("w", Tensor.Of<float>([2], 1, 2));
        Value y = graph.Input("x", ElementType.Float32, [2]).Neg();
        graph.Output("y", y);
        graph.Output("z", y * graph.Parameter(weight));
        graph.Update(weight, graph.Parameter(weight).Neg());

        Graph copy = graph.Copy(outputs: ["y"]);

        Assert.Single(copy.Nodes);
        Assert.Empty(copy.Parameters);
        Assert.Empty(copy.Updates);
        Assert.Contains("'q'", Assert.Throws<ArgumentException>(() => graph.Copy(outputs: ["q"])).Message);
    }

    [Fact]
    public void FrozenCopiesKeepTheWeightsOfTheMomentAndFoldThem()
    {
        var graph = new Graph();
        var weight = new Parameter("w", Tensor.Of<float>([2], 1, 2));
        graph.Output("y", graph.Input("x", ElementType.Float32, [2]) + graph.Parameter(weight).Neg().Exp());
        Tensor x = Tensor.Of<float>([2], 0, 0);
        Tensor before = ReferenceExecutor.Run(graph, [x])[0];

        Graph frozen = graph.Optimize(freeze: true);
        weight.Value.AsSpan<float>().Fill(9);

        Assert.IsType<Add>(Assert.Single(frozen.Nodes).Operator);
        Assert.Equal(before.AsSpan<float>().ToArray(), ReferenceExecutor.Run(frozen, [x])[0].AsSpan<float>().ToArray());
        Assert.Equal(3, graph.Nodes.Count);
    }

    [Fact]
    public void NodesThatDoNothingDisappear()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]);
        graph.Output("y", x.Identity().Reshape(-1, 3).Transpose(0, 1).Neg().Identity());
        graph.Output("same", x.Identity());

        Graph optimized = graph.Optimize(passes: [new RemoveNoOperations()]);

        Assert.IsType<Neg>(Assert.Single(optimized.Nodes).Operator);
        Assert.Same(optimized.Inputs[0], optimized.Outputs[1].Value);
        Same(graph, optimized, Tensor.Of<float>([2, 3], 1, 2, 3, 4, 5, 6));
    }

    [Fact]
    public void EqualNodesAreComputedOnce()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [4]);
        graph.Output("y", (x * 2 + 1).Exp() + (x * 2 + 1).Exp());

        Graph optimized = graph.Optimize(passes: [new MergeEqualNodes()]);

        Assert.Equal(["Mul", "Add", "Exp", "Add"], optimized.Nodes.Select(n => n.Operator.OpType));
        Same(graph, optimized, Tensor.Of<float>([4], 1, -2, 3, -4));
    }

    [Fact]
    public void DifferentOperatorsOnTheSameOperandsStay()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [4]);
        graph.Output("y", (x.Neg() + x.Exp()) * (x.LeakyRelu(0.1f) + x.LeakyRelu(0.2f)) + x.Slice(0, 0, 2).Pad([0, 2]) + x.Slice(0, 1, 3).Pad([0, 2]));

        Graph optimized = graph.Optimize(passes: [new MergeEqualNodes()]);

        Assert.Equal(graph.Nodes.Count, optimized.Nodes.Count);
        Same(graph, optimized, Tensor.Of<float>([4], 1, -2, 3, -4));
    }

    [Fact]
    public void ConstantsFoldUnlessTheyGrow()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [1024, 1024]);
        Value scale = (graph.Scalar(ElementType.Float32, 2) * 3).Exp();
        graph.Output("y", x * scale.Expand(1024, 1024));

        Graph optimized = graph.Optimize(passes: [new FoldConstants()]);

        Assert.Equal(["Expand", "Mul"], optimized.Nodes.Select(n => n.Operator.OpType));
    }

    [Fact]
    public void NewNodesStandBeforeTheirUsers()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2]);
        Value y = x.Neg();
        graph.Output("y", y.Exp());
        var rewriter = new GraphRewriter(graph);

        rewriter.Replace(y, x.Abs().Neg());
        rewriter.Finish();

        Assert.Equal(["Abs", "Neg", "Exp"], graph.Nodes.Select(n => n.Operator.OpType));
        Assert.Throws<ArgumentException>(() => rewriter.Replace(graph.Nodes[0].Outputs[0], graph.Scalar(ElementType.Float32, 1)));
    }

    [Theory]
    [InlineData(new int[] { 4 })]
    [InlineData(new int[] { 1, 4 })]
    [InlineData(new int[] { 1 })]
    public void ABiasMovesIntoTheMatrixProduct(int[] shape)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]);
        var bias = new Parameter("b", Random([.. shape], 3));
        graph.Output("y", graph.Parameter(bias) + x.MatMul(graph.Constant(Random([3, 4], 2))));
        graph.Output("z", x.Gemm(graph.Constant(Random([4, 3], 4)), transB: true, alpha: 2) + graph.Parameter(bias));

        Graph optimized = graph.Optimize(passes: [new MoveBiasIntoProducts()]);

        Assert.Equal(["Gemm", "Gemm"], optimized.Nodes.Select(n => n.Operator.OpType));
        Close(graph, optimized, Random([5, 3], 1));
    }

    [Fact]
    public void ABiasMovesIntoTheConvolution()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 6, 6]);
        graph.Output("y", x.Conv(graph.Constant(Random([4, 3, 3, 3], 2))) + graph.Constant(Random([4, 1, 1], 3)));
        Value other = x.Conv(graph.Constant(Random([4, 3, 3, 3], 2)));
        graph.Output("wide", other + graph.Constant(Random([4, 4], 3)));

        Graph optimized = graph.Optimize();

        Assert.Equal(["Conv", "Add", "Conv"], optimized.Nodes.Select(n => n.Operator.OpType));
        Close(graph, optimized, Random([2, 3, 6, 6], 1));
    }

    [Fact]
    public void AProductThatIsUsedElsewhereKeepsItsAddition()
    {
        var graph = new Graph();
        Value product = graph.Input("x", ElementType.Float32, ["N", 3]).MatMul(graph.Constant(Random([3, 4], 2)));
        graph.Output("product", product);
        graph.Output("y", product + graph.Constant(Random([4], 3)));

        Assert.Equal(["MatMul", "Add"], graph.Optimize().Nodes.Select(n => n.Operator.OpType));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BatchNormalizationFoldsIntoTheConvolutionOnceFrozen(bool bias)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 6, 6]);
        Value y = x.Conv(Weight("w", [4, 3, 3, 3]), bias ? Weight("b", [4]) : null, pads: [1, 1, 1, 1]);
        var variance = new Parameter("variance", Tensor.Of<float>([4], 0.5f, 1, 2, 0.01f));
        graph.Output("y", y.BatchNormalization(Weight("scale", [4]), Weight("shift", [4]), Weight("mean", [4]), graph.Parameter(variance)).Relu());

        Assert.Equal(["Conv", "BatchNormalization", "Relu"], graph.Optimize().Nodes.Select(n => n.Operator.OpType));
        Graph frozen = graph.Optimize(freeze: true);

        Assert.DoesNotContain(frozen.Nodes, n => n.Operator is BatchNormalization);
        Close(graph, frozen, Random([2, 3, 6, 6], 1));

        Value Weight(string name, int[] shape) => graph.Parameter(new Parameter(name, Random(shape, name.Length)));
    }

    [Fact]
    public void DropoutDisappearsUnlessItIsTraining()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [4]), half = graph.Scalar(ElementType.Float32, 0.5);
        graph.Output("y", graph.Add(new Dropout(), x, half));
        graph.Output("z", graph.Add(new Dropout(), x, half, graph.Constant(Tensor.Scalar(false))));
        graph.Output("t", graph.Add(new Dropout(), x, half, graph.Constant(Tensor.Scalar(true))));

        Assert.Single(graph.Optimize().Nodes);
    }

    private static Tensor Random(Shape shape, int seed)
    {
        var random = new Random(seed);
        var tensor = new Tensor(ElementType.Float32, shape);
        foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() * 2 - 1;
        return tensor;
    }

    private static void Close(Graph expected, Graph actual, params Tensor[] inputs)
    {
        Tensor[] e = ReferenceExecutor.Run(expected, inputs), a = ReferenceExecutor.Run(actual, inputs);
        for (int o = 0; o < e.Length; o++)
        {
            Assert.Equal(e[o].Shape, a[o].Shape);
            for (int i = 0; i < e[o].Count; i++) Assert.Equal(e[o].AsSpan<float>()[i], a[o].AsSpan<float>()[i], 1e-5f);
        }
    }

    private static void Same(Graph expected, Graph actual, params Tensor[] inputs)
    {
        Tensor[] e = ReferenceExecutor.Run(expected, inputs), a = ReferenceExecutor.Run(actual, inputs);
        for (int o = 0; o < e.Length; o++) Assert.Equal(e[o].AsSpan<float>().ToArray(), a[o].AsSpan<float>().ToArray());
    }
}
