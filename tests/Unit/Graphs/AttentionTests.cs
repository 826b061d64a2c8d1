using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class AttentionTests
{
    public static TheoryData<int, string> Rows
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < OperatorRows.All.Count; i++)
                if (OperatorRows.All[i].Operator is Attention) data.Add(i, OperatorRows.All[i].ToString());
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void TheFastKernelIsTheReference(int row, string name)
    {
        (Graph graph, Tensor[] inputs, _) = OperatorRows.All[row].Build(ElementType.Float32);
        // The scores are what only the reference gives; with the keys and values alone, and without them.
        foreach (string[] outputs in (string[][])[["y0", "y1", "y2"], ["y0"]])
        {
            Graph some = graph.Copy(outputs: outputs);
            Tensor[] expected = ReferenceExecutor.Run(some, inputs), actual = new Executor(some).Run(inputs);
            for (int o = 0; o < expected.Length; o++)
                for (int i = 0; i < expected[o].Count; i++)
                    Assert.True(Math.Abs(expected[o].AsSpan<float>()[i] - actual[o].AsSpan<float>()[i]) <= 3e-6, $"{name}: y{o}[{i}] is {actual[o].AsSpan<float>()[i]}, expected {expected[o].AsSpan<float>()[i]}");
        }
    }

    [Fact]
    public void NothingLaterIsSeen()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", "T", 8]);
        graph.Output("y", x.Attention(x, x, 2, causal: true));
        Tensor one = new(ElementType.Float32, [1, 5, 8]), other = new(ElementType.Float32, [1, 5, 8]);
        for (int i = 0; i < 40; i++) one.AsSpan<float>()[i] = other.AsSpan<float>()[i] = MathF.Sin(i);
        other.AsSpan<float>()[32..].Fill(7);

        float[] a = new Executor(graph).Run(one)[0].AsSpan<float>().ToArray(), b = new Executor(graph).Run(other)[0].AsSpan<float>().ToArray();

        Assert.Equal(a[..32], b[..32]);
        Assert.NotEqual(a[32..], b[32..]);
    }

    [Fact]
    public void ARowThatSeesNothingIsZero()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 1, 3, 4]);
        graph.Output("y", graph.Add(new Attention(), x, x, x, null, null, null, graph.Constant(Tensor.Ints(0, 2))));
        var ones = Tensor.Of<float>([2, 1, 3, 4], [.. Enumerable.Repeat(1f, 24)]);

        float[] y = new Executor(graph).Run(ones)[0].AsSpan<float>().ToArray();

        Assert.All(y[..12], v => Assert.Equal(0, v));
        Assert.All(y[12..], v => Assert.Equal(1, v, 1e-6f));
    }

    [Theory]
    [InlineData(7, 8, 3, "no multiple")]
    [InlineData(8, 8, 5, "do not make 5 heads")]
    public void HeadsThatDoNotFitAreRefused(int width, int keyWidth, int heads, string message)
    {
        var graph = new Graph();
        Value q = graph.Input("q", ElementType.Float32, ["N", 3, width]), k = graph.Input("k", ElementType.Float32, ["N", 3, keyWidth]);
        Assert.Contains(message, Assert.Throws<ShapeException>(() => graph.Add(new Attention(QNumHeads: heads, KvNumHeads: heads == 3 ? 2 : heads), q, k, k)).Message);
    }

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(2, 1, 2)]
    public void OperandsOfOtherBatchesAreRefused(int batches, int before, int lengths)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [batches, 1, 3, 4]), past = graph.Input("past", ElementType.Float32, [before, 1, 3, 4]);
        Value count = graph.Input("count", ElementType.Int64, [lengths]);
        Assert.Contains("differ", Assert.Throws<ShapeException>(() => graph.Add(new Attention(), x, x, x, null, past, past, count)).Message);
    }
}
