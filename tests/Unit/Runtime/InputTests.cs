using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

/// <summary>What executors refuse, and what they say.</summary>
public class InputTests
{
    [Fact]
    public void InputsThatDoNotFitAreExplained()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]), pairs = graph.Input("pairs", ElementType.Float32, [2 * (Dim)"N", 3]);
        graph.Output("y", x.ReduceSum([0]) + pairs.ReduceSum([0]));
        Tensor good = Floats(4, 3), twice = Floats(8, 3);
        var executor = new Executor(graph);
        // A plan that exists must not be taken for tensors that do not fit it.
        executor.Run(good, twice);

        Assert.Equal("The graph takes 2 inputs ('x' Float32 Nx3, 'pairs' Float32 2*Nx3), but 1 tensors were given.", Refuse(good));
        Assert.Contains("but 0 tensors", Refuse());
        Assert.Contains("but 3 tensors", Refuse(good, twice, good));
        Assert.Contains("'pairs' takes Float32 2*Nx3, but null was given", Refuse(good, null!));
        Assert.Equal("Input 'x' takes Float32 Nx3, but a tensor of Float64 4x3 was given: it holds Float64, not Float32.", Refuse(new Tensor(ElementType.Float64, [4, 3]), twice));
        Assert.Contains("it has 3 dimensions, not 2", Refuse(Floats(4, 3, 1), twice));
        Assert.Contains("dimension 1 is 5, not 3", Refuse(Floats(4, 5), twice));
        Assert.Contains("'pairs' takes Float32 2*Nx3, but a tensor of Float32 6x3 was given: dimension 0 makes N 3, but input 'x' made it 4.", Refuse(good, Floats(6, 3)));
        Assert.Contains("dimension 0 is 7, which is no multiple of 2", Refuse(good, Floats(7, 3)));
        executor.Run(good, twice);

        string Refuse(params Tensor[] inputs)
        {
            string planned = Assert.Throws<ShapeException>(() => executor.Run(inputs)).Message;
            Assert.Equal(planned, Assert.Throws<ShapeException>(() => ReferenceExecutor.Run(graph, inputs)).Message);
            return planned;
        }
    }

    [Fact]
    public void ShapesThatOnlyFailOnceSymbolsAreKnownNameTheNode()
    {
        var graph = new Graph();
        Value a = graph.Input("a", ElementType.Float32, ["N"]), b = graph.Input("b", ElementType.Float32, ["M"]);
        graph.Output("y", graph.AddNode("meeting", new Add(), a, b).Outputs[0]);
        var executor = new Executor(graph);

        string message = Assert.Throws<ShapeException>(() => executor.Run(Floats(2), Floats(3))).Message;

        Assert.Contains("Add 'meeting'", message);
        Assert.Contains("Float32 2, Float32 3", message);
        Assert.Equal((Shape)(int[])[3], executor.Run(Floats(1), Floats(3))[0].Shape);
    }

    [Fact]
    public void AbsurdSizesFailBeforeMemoryIsTaken()
    {
        var graph = new Graph();
        Value column = graph.Input("column", ElementType.Float32, ["N", 1]), row = graph.Input("row", ElementType.Float32, [1, "M"]);
        graph.Output("y", graph.AddNode("outer", new Mul(), column, row).Outputs[0].ReduceSum());
        Tensor x = Floats(1 << 20, 1), y = Floats(1, 1 << 20);
        var executor = new Executor(graph);
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<ShapeException>(() => executor.Run(x, y)).Message;

        Assert.Contains("Mul 'outer': result 0 (Float32 1048576x1048576) would have 1,099,511,627,776 elements", message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(message, Assert.Throws<ShapeException>(() => ReferenceExecutor.Run(graph, [x, y])).Message);
    }

    [Fact]
    public void MoreMemoryThanThereIsFailsBeforeItIsTaken()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 1]);
        Value wide = x.Expand(1, 32768);
        Value[] all = [.. Enumerable.Range(0, 4096).Select(i => wide * i)];
        graph.Output("y", all[0].Sum(all[1..]).ReduceSum());
        var executor = new Executor(graph, new ExecutorOptions(Optimize: false));

        string message = Assert.Throws<InsufficientMemoryException>(() => executor.Run(Floats(65535, 1))).Message;

        Assert.Contains("GB are there. The largest: Expand", message);
    }

    private static Tensor Floats(params int[] shape) => new(ElementType.Float32, shape);
}
