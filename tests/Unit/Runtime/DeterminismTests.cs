using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public class DeterminismTests
{
    [Fact]
    public void OneThreadAndSeveralGiveTheSameBits()
    {
        string several = Step();
        using (Workers.Limit(1)) Assert.Equal(several, Step());
        using (Workers.Limit(2)) Assert.Equal(several, Step());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("7")]
    public void TheNumberOfThreadsOfTheProcessDoesNotMatter(string threads)
    {
        int own = Workers.Count;
        var second = new SecondEngine();
        Assembly tensors = second.LoadFromAssemblyName(typeof(Workers).Assembly.GetName());
        string? before = Environment.GetEnvironmentVariable("MLNETDL_THREADS");
        Environment.SetEnvironmentVariable("MLNETDL_THREADS", threads);
        object? count = tensors.GetType(typeof(Workers).FullName!)!.GetProperty(nameof(Workers.Count))!.GetValue(null);
        Environment.SetEnvironmentVariable("MLNETDL_THREADS", before);
        MethodInfo step = second.LoadFromAssemblyName(typeof(DeterminismTests).Assembly.GetName())
            .GetType(typeof(DeterminismTests).FullName!)!.GetMethod(nameof(Step), BindingFlags.Static | BindingFlags.NonPublic)!;

        Assert.Equal(int.Parse(threads), count);
        Assert.Equal(own, Workers.Count);
        Assert.Equal(Step(), step.Invoke(null, null));
    }

    [Fact]
    public void MasksFollowFromSeedStepAndNodeAlone()
    {
        byte[] mask = Masks(seed: 1, step: 1)[0];

        Assert.Equal(mask, Masks(seed: 1, step: 1)[0]);
        Assert.NotEqual(mask, Masks(seed: 2, step: 1)[0]);
        Assert.NotEqual(mask, Masks(seed: 1, step: 2)[0]);
        Assert.Equal(3, Masks(seed: 1, step: 1).Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(mask, Masks(seed: 1, step: 1, more: true)[0]);
    }

    // Forward and backward with dropout, large enough to be cut into pieces; on the batch twice, for what the arena holds by then.
    private static string Step()
    {
        Graph graph = SmallNetworks.Cnn(training: true);
        var executor = new Executor(graph, new ExecutorOptions(Training: true, Seed: 5));
        Tensor[] batch = SmallNetworks.Batch(graph, 32);
        executor.Start(batch, 1).Dispose();
        using Execution run = executor.Start(batch, 2);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int o = 0; o < graph.Outputs.Count; o++) hash.AppendData(run.Output(o).AsBytes());
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // Two dropouts without a name, and two that are given the same one: each has numbers of its own.
    private static byte[][] Masks(ulong seed, ulong step, bool more = false)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [1000]);
        Value ratio = x.Like(0.5), on = graph.Scalar(ElementType.Bool, 1);
        Node[] nodes = [graph.AddNode("drop", new Dropout(), x, ratio, on), graph.AddNode("drop", new Dropout(), x, ratio, on), graph.AddNode(new Dropout(), x, ratio, on)];
        for (int n = 0; n < nodes.Length; n++) graph.Output($"mask{n}", nodes[n].Outputs[1]);
        if (more) graph.Output("more", x.Tanh().Dropout(0.5));
        using Execution run = new Executor(graph, new ExecutorOptions(Seed: seed)).Start([new Tensor(ElementType.Float32, [1000])], step);
        byte[][] masks = new byte[nodes.Length][];
        for (int n = 0; n < nodes.Length; n++) masks[n] = run.Output(n).AsBytes().ToArray();
        return masks;
    }

    // The engine once more in the same process, with static state of its own: how many threads it has is settled when it is first used.
    private sealed class SecondEngine() : AssemblyLoadContext(nameof(SecondEngine))
    {
        protected override Assembly? Load(AssemblyName name) => name.Name!.StartsWith("MlNetDeepLearning.", StringComparison.Ordinal)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"))
            : null;
    }
}
