using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

/// <summary>Graphs whose shapes follow from elements run on the executor as on the reference executor, again and again.</summary>
public class LateShapeTests
{
    private static readonly float[][] Inputs = [[1, -2, 3, -4, 5, -6], [-1, -2], [7, 8, 9, 10], [1, -2, 3, -4, 5, -6], [0.5f, 1, 2, 4, 8, 16, 32]];

    public static TheoryData<string> Names => ["slice", "branch", "loop", "sequence", "views", "nested"];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachRunGivesWhatTheReferenceGives(string name)
    {
        Graph graph = Make(name);
        var executor = new Executor(graph, new ExecutorOptions(Reference: true));
        foreach (float[] numbers in Inputs.Concat(Inputs))
        {
            Tensor x = Tensor.Of<float>([numbers.Length], numbers);
            Tensor[] expected = ReferenceExecutor.Run(graph, [x]), actual = executor.Run(x);
            for (int o = 0; o < expected.Length; o++)
            {
                Assert.Equal(expected[o].Shape, actual[o].Shape);
                Assert.Equal(expected[o].AsBytes().ToArray(), actual[o].AsBytes().ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ThreadsDoNotDisturbEachOther(string name)
    {
        Graph graph = Make(name);
        var executor = new Executor(graph, new ExecutorOptions(Reference: true));
        byte[][] expected = [.. Inputs.Select(n => ReferenceExecutor.Run(graph, [Tensor.Of<float>([n.Length], n)])[0].AsBytes().ToArray())];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int run = 0; run < 50; run++)
            {
                int i = (run + thread) % Inputs.Length;
                Assert.Equal(expected[i], executor.Run(Tensor.Of<float>([Inputs[i].Length], Inputs[i]))[0].AsBytes().ToArray());
            }
        })));
    }

    [Fact]
    public void SequencesKeepTheirElementsWhenTheGraphRunsAgain()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]);
        Value sequence = SequenceConstructBuilder.SequenceConstruct(x.Neg()).SequenceInsert(x.Abs());
        graph.Output("sequence", sequence);
        graph.Output("optional", x.Neg().Optional());
        var executor = new Executor(graph);
        Tensor[] first = executor.Run(Tensor.Of<float>([2], 1, -2));
        executor.Run(Tensor.Of<float>([2], 30, -40));
        Assert.Equal([-1f, 2], first[0].Items[0].AsSpan<float>().ToArray());
        Assert.Equal([1f, 2], first[0].Items[1].AsSpan<float>().ToArray());
        Assert.Equal([-1f, 2], first[1].Items[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void MemoryIsUsedAgain()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]);
        Value part = FirstPart(x);
        for (int i = 0; i < 20; i++) part = part.Tanh();
        graph.Output("y", part);
        var executor = new Executor(graph, new ExecutorOptions(Optimize: false));
        Tensor input = Tensor.Of([1 << 20], Enumerable.Repeat(1f, 1 << 20).ToArray());
        for (int i = 0; i < 3; i++) executor.Start([input]).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        executor.Start([input]).Dispose();
        // Twenty results of half a million floats each would be forty megabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void AResultThatCannotBeHeldIsRefusedByName()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Int64, [2]);
        graph.Output("y", graph.Add(new ConstantOfShape(), x));
        ShapeException e = Assert.ThrowsAny<ShapeException>(() => new Executor(graph).Run(Tensor.Ints(1 << 20, 1 << 20)));
        Assert.Contains("ConstantOfShape", e.Message);
    }

    private static Graph Make(string name)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]);
        switch (name)
        {
            case "slice":
                graph.Output("y", FirstPart(x).Exp() * 2);
                break;
            case "branch":
                graph.Output("y", Branch(x, x.ReduceSum(Ints.Of(0), keepDims: false)).Abs() + 1);
                break;
            case "loop":
                Value[] loop = [.. graph.AddNode(new Loop(Growing(), Captures: 1), x.Graph.Add(new ShapeOf(), x), null, x, x).Outputs];
                graph.Output("y", loop[0]);
                graph.Output("collected", loop[1]);
                break;
            case "sequence":
                Value sequence = SequenceConstructBuilder.SequenceConstruct(x, x.Exp()).SequenceInsert(FirstPart(x), graph.Constant(Tensor.Scalar(1L)));
                graph.Output("y", sequence.ConcatFromSequence(0).Neg());
                graph.Output("n", sequence.SequenceLength());
                break;
            case "views":
                Value part = FirstPart(x), again = part.Reshape(-1, 1).Reshape(-1);
                graph.Output("y", again.Neg() + part);
                graph.Output("part", part.Reshape(1, -1));
                break;
            default:
                Value twice = Branch(Branch(x, x.ReduceMax(Ints.Of(0), keepDims: false) - 6), x.ReduceSum(Ints.Of(0), keepDims: false));
                graph.Output("y", twice.Neg());
                break;
        }
        return graph;
    }

    private static Value FirstPart(Value x)
    {
        Value end = x.ReduceMax(Ints.Of(0)).Abs().Cast(ElementType.Int64) + 1;
        return x.Graph.Add(new Slice(), x, x.Graph.Constant(Tensor.Ints(0)), end);
    }

    private static Value Branch(Value x, Value condition)
    {
        Graph then = Body(b => b * 2 + 1), otherwise = Body(FirstPart);
        return x.Graph.Add(new If(then, otherwise), condition.Greater(x.Like(0)), x, x);
    }

    private static Graph Body(Func<Value, Value> build)
    {
        var graph = new Graph();
        graph.Output("r", build(graph.Input("b", ElementType.Float32, [Dim.Unknown()])));
        return graph;
    }

    private static Graph Growing()
    {
        var graph = new Graph();
        Value iteration = graph.Input("i", ElementType.Int64, SymbolicShape.Scalar);
        graph.Input("goOn", ElementType.Bool, SymbolicShape.Scalar);
        Value carried = graph.Input("carried", ElementType.Float32, [Dim.Unknown()]), x = graph.Input("x", ElementType.Float32, ["N"]);
        graph.Output("next", iteration.Less(graph.Scalar(ElementType.Int64, 3)));
        graph.Output("longer", graph.Add(new Concat(0), carried, x * iteration.Cast(ElementType.Float32)));
        graph.Output("some", x + iteration.Cast(ElementType.Float32));
        return graph;
    }
}
