using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>Recurrent operators beyond the operator table: sizes with many blocks, threads, weights that change, other types, errors.</summary>
public class RecurrentTests
{
    public static TheoryData<string, int, int, int> Sizes => new()
    {
        { "LSTM", 90, 1, 96 }, { "LSTM", 40, 5, 70 }, { "GRU", 40, 5, 70 }, { "GRU after", 40, 5, 70 }, { "RNN", 40, 5, 70 }, { "LSTM", 3, 40, 200 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void LongSequencesEqualTheReferenceOnAnyNumberOfThreads(string cell, int steps, int batch, int hidden)
    {
        (Graph graph, Tensor x) = Layer(cell, steps, batch, hidden, ElementType.Float32);
        Tensor[] expected = ReferenceExecutor.Run(graph, [x]);
        Tensor[] actual = new Executor(graph).Run(x);
        using (Workers.Limit(1))
        {
            Tensor[] alone = new Executor(graph).Run(x);
            for (int o = 0; o < actual.Length; o++) Assert.Equal(actual[o].AsSpan<float>().ToArray(), alone[o].AsSpan<float>().ToArray());
        }
        for (int o = 0; o < expected.Length; o++)
            for (int i = 0; i < expected[o].Count; i++) Assert.Equal(expected[o].AsSpan<float>()[i], actual[o].AsSpan<float>()[i], 2e-6f);
    }

    [Fact]
    public void ASequenceSplitInTwoGoesOnWhereItStopped()
    {
        (Graph whole, Tensor x) = Layer("LSTM", 12, 2, 9, ElementType.Float32, "forward");
        float[] expected = new Executor(whole).Run(x)[0].AsSpan<float>().ToArray();
        var graph = new Graph();
        Node node = whole.Nodes.First(n => n.Operator is LSTM);
        Value[] weights = [.. node.Inputs.Skip(1).Take(3).Select(v => graph.Constant(v!.Constant!))];
        Value input = graph.Input("x", ElementType.Float32, x.Shape);
        IReadOnlyList<Value> first = input.Slice(0, 0, 5).LSTM(weights[0], weights[1], weights[2]);
        IReadOnlyList<Value> second = input.Slice(0, 5).LSTM(weights[0], weights[1], weights[2], null, first[1], first[2]);
        graph.Output("y", graph.Concat(0, first[0], second[0]));

        float[] actual = new Executor(graph).Run(x)[0].AsSpan<float>().ToArray();

        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void WeightsThatChangeAreTakenUp()
    {
        var graph = new Graph();
        var r = new Parameter("r", Random([1, 24, 8], 2));
        Value x = graph.Input("x", ElementType.Float32, [3, 2, 5]);
        graph.Output("y", x.GRU(graph.Constant(Random([1, 24, 5], 1)), graph.Parameter(r), how: new GRU(LinearBeforeReset: true))[0]);
        Tensor sequence = Random([3, 2, 5], 3);
        var executor = new Executor(graph);
        executor.Run(sequence);
        foreach (ref float weight in r.Value.AsSpan<float>()) weight = -weight;
        r.Touch();

        float[] actual = executor.Run(sequence)[0].AsSpan<float>().ToArray();

        float[] expected = ReferenceExecutor.Run(graph, [sequence])[0].AsSpan<float>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void DoublePrecisionAgrees()
    {
        (Graph single, Tensor x) = Layer("GRU", 6, 2, 5, ElementType.Float32);
        (Graph twice, Tensor x2) = Layer("GRU", 6, 2, 5, ElementType.Float64);
        float[] expected = new Executor(single).Run(x)[0].AsSpan<float>().ToArray();
        double[] actual = new Executor(twice).Run(x2)[0].AsSpan<double>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6);
    }

    [Fact]
    public void WrongOperandsAreNamed()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [3, 2, 5]), w = graph.Input("w", ElementType.Float32, [1, 16, 5]), r = graph.Input("r", ElementType.Float32, [1, 16, 4]);
        Assert.Contains("w has shape 1x16x5, expected 2x16x5", Assert.Throws<ShapeException>(() => x.LSTM(w, r, how: new LSTM(Direction: "bidirectional"))).Message);
        Assert.Contains("direction 'backwards'", Assert.Throws<ShapeException>(() => x.LSTM(w, r, how: new LSTM(Direction: "backwards"))).Message);
        Assert.Contains("activation 'Cosine'", Assert.Throws<ShapeException>(() => x.LSTM(w, r, how: new LSTM(Activations: ["Cosine", "Tanh", "Tanh"]))).Message);
        Assert.Contains("2 activations are given, but 1 directions take 3", Assert.Throws<ShapeException>(() => x.LSTM(w, r, how: new LSTM(Activations: ["Tanh", "Tanh"]))).Message);
        graph.Output("y", x.LSTM(w, r, lengths: graph.Constant(Tensor.Of<int>([2], 3, 4)))[0]);
        ExecutionException e = Assert.Throws<ExecutionException>(() => new Executor(graph).Run(Random([3, 2, 5], 1), Random([1, 16, 5], 1), Random([1, 16, 4], 1)));
        Assert.Contains("sequence_lens holds 4, but there are 3 steps", e.Message);
    }

    private static (Graph Graph, Tensor X) Layer(string cell, int steps, int batch, int hidden, ElementType element, string direction = "bidirectional")
    {
        int gates = cell switch { "LSTM" => 4, "RNN" => 1, _ => 3 }, directions = direction == "bidirectional" ? 2 : 1;
        var graph = new Graph();
        Value x = graph.Input("x", element, [steps, batch, 13]);
        Value w = Weights([directions, gates * hidden, 13], 1), r = Weights([directions, gates * hidden, hidden], 2), b = Weights([directions, 2 * gates * hidden], 3);
        IReadOnlyList<Value> y = cell switch
        {
            "LSTM" => x.LSTM(w, r, b, how: new LSTM(Direction: direction)),
            "RNN" => x.RNN(w, r, b, how: new RNN(Direction: direction)),
            _ => x.GRU(w, r, b, how: new GRU(Direction: direction, LinearBeforeReset: cell != "GRU")),
        };
        for (int o = 0; o < y.Count; o++) graph.Output($"y{o}", y[o]);
        return (graph, As(Random([steps, batch, 13], 4), element));

        Value Weights(Shape shape, int seed) => graph.Constant(As(Random(shape, seed, 1 / MathF.Sqrt(hidden)), element));
    }

    private static Tensor As(Tensor tensor, ElementType element)
    {
        if (element == tensor.Type) return tensor;
        var twin = new Tensor(element, tensor.Shape);
        for (int i = 0; i < tensor.Count; i++) twin.AsSpan<double>()[i] = tensor.AsSpan<float>()[i];
        return twin;
    }

    private static Tensor Random(Shape shape, int seed, float scale = 1)
    {
        var random = new Random(seed);
        var tensor = new Tensor(ElementType.Float32, shape);
        foreach (ref float v in tensor.AsSpan<float>()) v = (random.NextSingle() * 2 - 1) * scale;
        return tensor;
    }
}
