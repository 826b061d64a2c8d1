using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

/// <summary>Transposes and reshapes that cancel or merge, and networks with channels last.</summary>
public class TransposeTests
{
    private static readonly GraphPass[] Passes = [new RemoveNoOperations(), new FoldConstants(), new MergeMoves(), new CancelTransposes(), new FoldConstants()];

    [Fact]
    public void TransposesMergeAndCancel()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 3, 4, 5]);
        graph.Output("merged", x.Transpose(0, 2, 3, 1).Transpose(1, 0, 2, 3));
        graph.Output("same", x.Transpose(0, 2, 3, 1).Transpose(0, 3, 1, 2).Neg());
        graph.Output("ones", x.ReduceMean([2, 3]).Transpose(0, 2, 3, 1));

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-6, PassCheck.Random([2, 3, 4, 5]));

        Assert.Equal([2, 0, 3, 1], ((Transpose)Assert.Single(rewritten.Nodes, n => n.Operator is Transpose).Operator).Perm.ToArray());
    }

    [Fact]
    public void ReshapesMerge()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 4]);
        graph.Output("y", x.Reshape(-1, 12).Unsqueeze(1).Reshape(0, 2, 6).Neg());
        graph.Output("same", x.Flatten().Reshape(-1, 3, 4).Abs());

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-6, PassCheck.Random([2, 3, 4]));

        Assert.Equal(["Reshape", "Neg", "Abs"], rewritten.Nodes.Select(n => n.Operator.OpType));
    }

    [Fact]
    public void ANetworkWithChannelsLastLosesItsTransposes()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 8, 8]);
        Value Last(Value v) => v.Transpose(0, 2, 3, 1);
        Value First(Value v) => v.Transpose(0, 3, 1, 2);
        Value Weights(int seed, params int[] shape) => graph.Constant(PassCheck.Random(shape, seed));
        Value a = Last(x.Conv(Weights(1, 6, 3, 3, 3), pads: [1, 1, 1, 1]));
        a = (a * Weights(2, 6) + Weights(3, 1, 1, 1, 6)).Relu();
        Value b = Last(First(a.Pad([0, 1, 1, 0, 0, 1, 1, 0])).Conv(Weights(4, 6, 6, 3, 3)));
        Value sum = (a + b).Clip(-1, 1);
        Value joined = graph.Concat(3, sum, b.Sigmoid()).Slice([1, 0], [7, 12], [1, 3], [1, 2]);
        Value gate = joined.ReduceMean([1, 2]).HardSigmoid();
        Value scaled = joined * gate;
        Value larger = scaled.Resize([1, 2, 2, 1]);
        IReadOnlyList<Value> parts = larger.Split(-1, 2, 4);
        graph.Output("map", First(parts[1]).Conv(Weights(5, 2, 4, 1, 1)));
        graph.Output("pooled", parts[0].Softmax(3).ReduceMean([1, 2], keepDims: false));

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 2e-6, PassCheck.Random([2, 3, 8, 8]));

        Assert.Equal(0, rewritten.Count<Transpose>());
    }

    [Fact]
    public void TransposesThatWouldNotCancelStay()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 6, 4, 4]), z = graph.Input("z", ElementType.Float32, [2, 4, 4, 6]);
        graph.Output("out", x.Transpose(0, 2, 3, 1).Relu());
        graph.Output("shuffled", x.Reshape(2, 2, 3, 4, 4).Transpose(0, 2, 1, 3, 4).Reshape(2, 6, 4, 4));
        graph.Output("mixed", (x.Transpose(0, 2, 3, 1) + z).Exp());

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-6, PassCheck.Random([2, 6, 4, 4]), PassCheck.Random([2, 4, 4, 6], 2));

        Assert.Equal(graph.Count<Transpose>(), rewritten.Count<Transpose>());
        Assert.Equal(2, rewritten.Count<Reshape>());
    }
}
