using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public class ExecutorTests
{
    private static readonly Tensor One = Tensor.Of<float>([2], 1, 1);

    [Fact]
    public void UpdatesAreWrittenAfterTheRunAndCounted()
    {
        var graph = new Graph();
        var weight = new Parameter("w", Tensor.Of<float>([2], 1, 2));
        Value w = graph.Parameter(weight), x = graph.Input("x", ElementType.Float32, [2]);
        graph.Output("before", w);
        graph.Output("sum", w + x);
        graph.Update(weight, w * 2);
        var executor = new Executor(graph);

        using (Execution run = executor.Start([One]))
        {
            Assert.Equal([1, 2], run.Output(0).AsSpan<float>().ToArray());
            Assert.Equal([2, 3], run.Output(1).AsSpan<float>().ToArray());
        }
        Assert.Equal([2, 4], weight.Value.AsSpan<float>().ToArray());
        Assert.Equal(1, weight.Version);
        Assert.Equal([3, 5], executor.Run(One)[1].AsSpan<float>().ToArray());
        Assert.Equal(2, weight.Version);
    }

    [Fact]
    public void ParametersMayBeSwappedAndTakeInputs()
    {
        var graph = new Graph();
        Parameter a = new("a", Tensor.Scalar(1f)), b = new("b", Tensor.Scalar(2f)), last = new("last", Tensor.Scalar(0f));
        graph.Update(a, graph.Parameter(b));
        graph.Update(b, graph.Parameter(a));
        graph.Update(last, graph.Input("x", ElementType.Float32, []));
        var executor = new Executor(graph);

        executor.Run(Tensor.Scalar(7f));
        executor.Run(Tensor.Scalar(8f));
        executor.Run(Tensor.Scalar(9f));

        Assert.Equal((2f, 1f, 9f), (a.Value.AsSpan<float>()[0], b.Value.AsSpan<float>()[0], last.Value.AsSpan<float>()[0]));
    }

    [Fact]
    public void TouchedParametersAreSeenByTheNextRun()
    {
        var graph = new Graph();
        var weight = new Parameter("w", new Tensor(ElementType.Float32, [64, 64]));
        graph.Output("y", graph.Input("x", ElementType.Float32, [16, 64]).MatMul(graph.Parameter(weight)));
        var x = new Tensor(ElementType.Float32, [16, 64]);
        x.AsSpan<float>().Fill(1);
        var executor = new Executor(graph);
        Assert.Equal(0, executor.Run(x)[0].AsSpan<float>()[0]);

        weight.Value.AsSpan<float>().Fill(1);
        weight.Touch();

        Assert.Equal(64, executor.Run(x)[0].AsSpan<float>()[0]);
    }

    [Fact]
    public void EachShapeHasItsPlanAndOnlySomeAreKept()
    {
        Graph graph = SmallNetworks.Mlp(training: false);
        var executor = new Executor(graph);
        int most = Math.Max(16, Workers.Count);
        for (int round = 0; round < 2; round++)
            for (int size = 1; size <= 2 * most; size++)
            {
                Tensor[] batch = SmallNetworks.Batch(graph, size, seed: size);
                Assert.Equal(executor.Run(SmallNetworks.Batch(graph, size, seed: size))[0].AsSpan<float>().ToArray(), executor.Run(batch)[0].AsSpan<float>().ToArray());
                Assert.Equal((Shape)(int[])[size, 5], executor.Run(batch)[0].Shape);
                Assert.InRange(executor.IdlePlans, 1, most);
            }
        Assert.Equal(most, executor.IdlePlans);
    }

    [Fact]
    public void ThreadsGetTheSameResultsAtTheSameTime()
    {
        Graph graph = SmallNetworks.Cnn(training: false);
        var executor = new Executor(graph);
        Tensor[][] batches = [.. Enumerable.Range(1, 4).Select(n => SmallNetworks.Batch(graph, n, seed: n))];
        float[][] expected = [.. batches.Select(b => executor.Run(b)[0].AsSpan<float>().ToArray())];
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                int b = (t + i) % batches.Length;
                using Execution run = executor.Start(batches[b]);
                if (!run.Output(0).AsSpan<float>().SequenceEqual(expected[b])) Interlocked.Increment(ref wrong);
            }
        }))];

        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void ADisposedRunTouchesNoOther()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, [2]).Neg());
        var executor = new Executor(graph);
        Execution first = executor.Start([One]);
        first.Dispose();
        using Execution second = executor.Start([Tensor.Of<float>([2], 2, 2)]);

        first.Dispose();
        using Execution third = executor.Start([Tensor.Of<float>([2], 3, 3)]);

        Assert.Throws<ObjectDisposedException>(() => first.Output(0));
        Assert.Throws<ObjectDisposedException>(() => default(Execution).Output(0));
        Assert.Equal(-2, second.Output(0).AsSpan<float>()[0]);
        Assert.Equal(-3, third.Output(0).AsSpan<float>()[0]);
    }

    [Fact]
    public void FailuresNameTheNodeAndLeaveTheExecutorUsable()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 2]);
        graph.Output("y", graph.AddNode("fragile", new FailsOnNegative(), x.Relu() + x, x).Outputs[0].Neg());
        Tensor good = Tensor.Of<float>([1, 2], 1, 2), bad = Tensor.Of<float>([1, 2], 1, -2);
        foreach (bool planned in (bool[])[true, false])
        {
            var executor = new Executor(graph, new ExecutorOptions(Optimize: planned) { Profile = planned ? null : new ExecutionProfile() });
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal([-2, -4], executor.Run(good)[0].AsSpan<float>().ToArray());
                ExecutionException e = Assert.Throws<ExecutionException>(() => executor.Run(bad));
                Check(e);
            }
        }
        Check(Assert.Throws<ExecutionException>(() => ReferenceExecutor.Run(graph, [bad])));

        static void Check(ExecutionException e)
        {
            Assert.Equal("FailsOnNegative 'fragile' failed: -2 is negative. Inputs: Float32 1x2, Float32 1x2; results: Float32 1x2.", e.Message);
            Assert.Equal("fragile", e.NodeName);
            Assert.IsType<InvalidDataException>(e.InnerException);
        }
    }

    [Fact]
    public void FailuresWhilePlanningNameTheNodeToo()
    {
        var graph = new Graph();
        Value constant = graph.Constant(Tensor.Of<float>([1], -1));
        graph.Output("y", graph.AddNode("folded", new FailsOnNegative(), constant, constant).Outputs[0]);

        Assert.Contains("'folded'", Assert.Throws<ExecutionException>(() => new Executor(graph, new ExecutorOptions(Optimize: false)).Run()).Message);
    }

    [Fact]
    public void CancellingPassesThrough()
    {
        var graph = new Graph();
        graph.Output("y", graph.Add(new Cancels(), graph.Input("x", ElementType.Float32, [2])));

        Assert.Throws<OperationCanceledException>(() => new Executor(graph).Run(One));
    }

    private sealed record FailsOnNegative : Operator
    {
        public override void Infer(Inference i) => i.OutputLike(0);

        public override void Run(Kernel k)
        {
            foreach (float x in k.Input(1).AsSpan<float>())
                if (x < 0) throw new InvalidDataException($"{x} is negative");
            k.Input(0).CopyTo(k.Output(0));
        }
    }

    private sealed record Cancels : Operator
    {
        public override void Infer(Inference i) => i.OutputLike(0);

        public override void Run(Kernel k) => throw new OperationCanceledException();
    }
}
