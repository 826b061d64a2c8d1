using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>Runs every row of the operator table through every promise that operators make.</summary>
public class OperatorTests
{
    [Fact]
    public void EveryOperatorHasARow()
    {
        string[] without = [.. OperatorSet.All.Select(t => $"{t.Domain}:{t.Name}")
            .Except(OperatorRows.All.Select(r => $"{r.Operator.Domain}:{r.Operator.OpType}"))];
        Assert.Empty(without);
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void FastKernelEqualsReference(int row, string name)
    {
        OperatorRow r = OperatorRows.All[row];
        (Graph graph, Tensor[] inputs, _) = r.Build(ElementType.Float32);
        Compare(ReferenceExecutor.Run(graph, inputs), ReferenceExecutor.Run(graph, inputs, reference: false), r.Tolerance, name);
        Compare(ReferenceExecutor.Run(graph, inputs), new Executor(graph).Run(inputs), r.Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void NonFiniteNumbersGiveTheSame(int row, string name)
    {
        OperatorRow r = OperatorRows.All[row];
        if (!r.NonFinite) return;
        (Graph graph, Tensor[] inputs, _) = r.Build(ElementType.Float32);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.MaxValue, 1e-40f];
        foreach (Tensor input in inputs)
            for (int i = 0; i < input.Count && input.Type == ElementType.Float32; i += 3) input.AsSpan<float>()[i] = odd[i / 3 % odd.Length];
        Compare(ReferenceExecutor.Run(graph, inputs), ReferenceExecutor.Run(graph, inputs, reference: false), 1e-5, name);
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void GradientEqualsCentralDifferences(int row, string name)
    {
        OperatorRow r = OperatorRows.All[row];
        if (!r.HasGradient) return;
        (Graph graph, Tensor[] inputs, Node node) = r.Build(ElementType.Float64);
        var random = new Random(5);
        Value? loss = null;
        foreach (int o in r.GradientOutputs)
        {
            Value y = node.Outputs[o];
            var weights = new Tensor(ElementType.Float64, y.Shape.ToShape());
            foreach (ref double w in weights.AsSpan<double>()) w = random.NextDouble() + 0.5;
            Value term = y * graph.Constant(weights);
            loss = loss is null ? term.SumTo(graph.Scalar(ElementType.Float64, 0)) : loss + term.SumTo(graph.Scalar(ElementType.Float64, 0));
        }
        int[] tested = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].Type == ElementType.Float64 && Operand(r, i).Differentiate)];
        Value[] gradients = Gradients.Of(loss!, [.. tested.Select(i => graph.Inputs[i])]);
        var all = new Graph[] { graph };
        graph.Output("loss", loss!);
        for (int g = 0; g < gradients.Length; g++) graph.Output($"d{g}", gradients[g]);
        Tensor[] analytic = ReferenceExecutor.Run(graph, inputs);
        int first = node.Outputs.Count + 1;
        for (int g = 0; g < tested.Length; g++)
        {
            Span<double> x = inputs[tested[g]].AsSpan<double>();
            var numeric = new Tensor(ElementType.Float64, inputs[tested[g]].Shape);
            for (int i = 0; i < x.Length; i++)
            {
                double keep = x[i], h = 1e-5;
                x[i] = keep + h;
                double up = Loss();
                x[i] = keep - h;
                double down = Loss();
                x[i] = keep;
                numeric.AsSpan<double>()[i] = (up - down) / (2 * h);
            }
            Compare([numeric], [analytic[first + g]], r.GradientTolerance, $"{name}: gradient by operand {tested[g]}");
        }

        double Loss() => ReferenceExecutor.Run(all[0], inputs)[node.Outputs.Count].AsSpan<double>()[0];
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void AttributesSurviveReadingAndCreating(int row, string name)
    {
        Operator op = OperatorRows.All[row].Operator;
        OperatorType type = OperatorSet.Of(op);
        Dictionary<string, object?> values = type.Read(op).ToDictionary(a => a.Attribute.Name, a => a.Value);
        Assert.True(op.Equals(type.Create(a => values[a.Name])), name);
    }

    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void RunsAllocateNothingOnceWarm(int row, string name)
    {
        OperatorRow r = OperatorRows.All[row];
        // Convolution over three axes has the reference kernel alone, which allocates.
        if (r.Operator is Conv && r.Operands[0]!.Shape.Rank == 5) return;
        (Graph graph, Tensor[] inputs, _) = r.Build(ElementType.Float32);
        if (graph.Outputs.Any(o => o.Value.Type.Element == ElementType.String)) return;
        // Results whose size is found out while running are made anew each time.
        if (r.Operator.GivesResults) return;
        var executor = new Executor(graph, new ExecutorOptions(Optimize: false));
        for (int i = 0; i < 3; i++) executor.Start(inputs).Dispose();
        long fewest = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            executor.Start(inputs).Dispose();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(fewest == 0, $"{name}: a run allocates {fewest} bytes");
    }

    private static Operand Operand(OperatorRow row, int input) => row.Operands.Where(o => o is { Constant: null }).ElementAt(input)!;

    private static void Compare(Tensor[] expected, Tensor[] actual, double tolerance, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int o = 0; o < expected.Length; o++)
        {
            Assert.True(expected[o].Type == actual[o].Type && expected[o].Shape == actual[o].Shape, $"{name}: {actual[o]}, expected {expected[o]}");
            if (expected[o].Type < 0)
            {
                Compare(expected[o].Items.ToArray(), actual[o].Items.ToArray(), tolerance, $"{name}: result {o}");
                continue;
            }
            if (expected[o].Type == ElementType.String)
            {
                Assert.Equal(expected[o].Strings.ToArray(), actual[o].Strings.ToArray());
                continue;
            }
            if (!expected[o].Type.IsFloat())
            {
                Assert.True(expected[o].AsBytes().SequenceEqual(actual[o].AsBytes()), $"{name}: result {o} differs");
                continue;
            }
            double[] e = Doubles(expected[o]), a = Doubles(actual[o]);
            double scale = Math.Max(1e-3, e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
            if (scale > 1e30) scale = 1;
            for (int i = 0; i < e.Length; i++)
            {
                bool same = e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(scale, Math.Abs(e[i]));
                Assert.True(same, $"{name}: result {o}[{i}] is {a[i]:R}, expected {e[i]:R}");
            }
        }
    }

    private static double[] Doubles(Tensor tensor) => tensor.Type == ElementType.Float64
        ? tensor.AsSpan<double>().ToArray()
        : Array.ConvertAll(tensor.AsSpan<float>().ToArray(), v => (double)v);
}
