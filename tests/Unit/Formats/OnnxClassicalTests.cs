using System.Globalization;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Files of classical models give what ONNX Runtime 1.30 gave for them when these tests were written.</summary>
public class OnnxClassicalTests
{
    public static TheoryData<string> Names => [.. ClassicalCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesWhatOnnxRuntimeGives(string name) => NodeExpectation.Check(ClassicalCases.All.Single(c => c.Name == name), ClassicalExpectations.Lines);

    [Fact]
    public void IntegersAreFeaturesToo()
    {
        var regression = new NodeCase("", "ai.onnx.ml", 1, "LinearRegressor", [("coefficients", (float[])[0.5f, 0.25f])], 1, Tensor.Of<long>([2, 2], 1, 2, 3, 4));
        Assert.Equal([1f, 2.5f], new Executor(OnnxImporter.Import(regression.ToBytes())).Run([.. regression.Inputs!])[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void ACategoryThatIsNotListedFailsWhereZerosAreNotWanted()
    {
        var encoder = new NodeCase("", "ai.onnx.ml", 1, "OneHotEncoder", [("cats_strings", (string[])["a"]), ("zeros", 0)], 1, Tensor.OfStrings([1], "b"));
        Assert.Throws<ExecutionException>(() => new Executor(OnnxImporter.Import(encoder.ToBytes())).Run([.. encoder.Inputs!]));
    }

    [Fact]
    public void ZipMapGivesAMapForEachRow()
    {
        var zip = new NodeCase("", "ai.onnx.ml", 1, "ZipMap", [("classlabels_strings", (string[])["a", "b"])], 1, Tensor.Of<float>([3, 2], 1, 2, 3, 4, 5, 6));
        Graph graph = OnnxImporter.Import(zip.ToBytes());

        Tensor maps = new Executor(graph).Run([.. zip.Inputs!])[0];

        Assert.Equal(ElementType.Sequence, maps.Type);
        Assert.Equal(["a", "b"], maps.Items[2].Items[0].Strings.ToArray());
        Assert.Equal([5f, 6f], maps.Items[2].Items[1].AsSpan<float>().ToArray());
        MapTypeProto written = OnnxImporter.Parse(OnnxExporter.ToBytes(graph)).Graph!.Outputs[0].Type!.Sequence!.Map!;
        Assert.Equal(ElementType.String, written.Key);
    }

    [SharedDataTheory("models/mlnet-onnx-testmodels/zipmap/TestZipMapString.onnx")]
    [InlineData("TestZipMapString.onnx")]
    [InlineData("TestZipMapInt64.onnx")]
    public void ModelsThatZipMapsAreRead(string file)
    {
        Graph graph = OnnxImporter.Import(SharedData.PathOf($"models/mlnet-onnx-testmodels/zipmap/{file}"));
        var x = new Tensor(ElementType.Float32, [1, 3]);
        x.AsSpan<float>()[1] = 7;

        Tensor map = new Executor(graph).Run(x)[0].Items[0];

        Assert.Equal(3, map.Items[0].Count);
        Assert.Equal([0f, 7f, 0f], map.Items[1].AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("nodes_truenodeids", 1, 0, "cycle")]
    [InlineData("nodes_truenodeids", 1, 1, "two nodes that no other leads to")]
    [InlineData("nodes_falsenodeids", 0, 44, "leads to node 44")]
    [InlineData("nodes_nodeids", 1, 0, "has two nodes 0")]
    [InlineData("nodes_featureids", 1, -3, "feature -3")]
    [InlineData("nodes_featureids", 1, 4, "feature 4")]
    [InlineData("target_ids", 2, 3, "target 3")]
    [InlineData("target_nodeids", 2, 1, "no leaf")]
    [InlineData("n_targets", 0, -1, "-1")]
    public void TreesThatContradictThemselvesAreRefused(string attribute, int index, int value, string message)
    {
        NodeCase good = ClassicalCases.All.Single(c => c.Name == "trees BRANCH_LEQ");
        NodeCase bad = good with
        {
            Attributes = [.. good.Attributes.Select(a => a.Name != attribute ? a
                : a.Value is int[] list ? (a.Name, (object)(int[])[.. list[..index], value, .. list[(index + 1)..]])
                : (a.Name, value))],
        };
        Exception e = Assert.ThrowsAny<Exception>(() => OnnxImporter.Import(bad.ToBytes()));
        Assert.True(e is OnnxFormatException or ShapeException, $"{e}");
        Assert.Contains("node", e.Message);
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void CyclesBesideARootAreFound()
    {
        ForestCase(trueIds: [1, 1], trueLeafs: [0, 0], "is below itself");
        ForestCase(trueIds: [5, 0], trueLeafs: [0, 1], "leads to node 5 of 2");
        ForestCase(trueIds: [9, 0], trueLeafs: [1, 1], "leads to leaf 9 of 2");

        static void ForestCase(int[] trueIds, int[] trueLeafs, string message)
        {
            var graph = new Graph();
            var op = new TreeEnsemble([0, 0], Tensor.Of<float>([2], 1, 2), [1, 1], [0, 1], [0, 0], Tensor.Of<byte>([2], 0, 0), Tensor.Of<float>([2], 0, 0),
                trueLeafs, trueIds, [0]);
            Assert.Contains(message, Assert.Throws<ShapeException>(() => graph.Add(op, graph.Input("x", ElementType.Float32, ["N", 1]))).Message);
        }
    }

    [Fact]
    public void ManyRowsOnManyTreesAreTheSameAsOneByOne()
    {
        const int Rows = 300, Depth = 6, Trees = 20;
        var random = new Random(3);
        List<int> yes = [], no = [], yesLeaf = [], noLeaf = [], features = [], roots = [];
        List<float> splits = [], weights = [];
        for (int t = 0; t < Trees; t++)
        {
            int first = yes.Count;
            roots.Add(first);
            for (int n = 1; n < 1 << Depth; n++)
            {
                bool last = n >= 1 << (Depth - 1);
                foreach ((List<int> to, List<int> leaf, int child) in (ReadOnlySpan<(List<int>, List<int>, int)>)[(yes, yesLeaf, 2 * n), (no, noLeaf, 2 * n + 1)])
                {
                    to.Add(last ? weights.Count : first + child - 1);
                    leaf.Add(last ? 1 : 0);
                    if (last) weights.Add(random.NextSingle());
                }
                features.Add(random.Next(5));
                splits.Add(random.NextSingle());
            }
        }
        var graph = new Graph();
        var modes = new Tensor(ElementType.UInt8, [yes.Count]);
        graph.Output("y", graph.Add(new TreeEnsemble(new int[weights.Count], Tensor.Of<float>([weights.Count], [.. weights]), noLeaf.ToArray(), no.ToArray(),
            features.ToArray(), modes, Tensor.Of<float>([yes.Count], [.. splits]), yesLeaf.ToArray(), yes.ToArray(), roots.ToArray()), graph.Input("x", ElementType.Float32, ["N", 5])));
        var x = new Tensor(ElementType.Float32, [Rows, 5]);
        foreach (ref float value in x.AsSpan<float>()) value = random.NextSingle();

        float[] all = new Executor(graph).Run(x)[0].AsSpan<float>().ToArray();

        var one = new Executor(graph);
        for (int r = 0; r < Rows; r++) Assert.Equal(all[r], one.Run(Tensor.Of<float>([1, 5], x.AsSpan<float>().Slice(r * 5, 5).ToArray()))[0].AsSpan<float>()[0]);
        float[] reference = ReferenceExecutor.Run(graph, [x])[0].AsSpan<float>().ToArray();
        Assert.Equal(reference, all);
        Assert.True(all.Distinct().Count() > Rows / 2);
    }
}

/// <summary>Holds a file of one node against lines of the form name|result|shape|elements.</summary>
public static class NodeExpectation
{
    /// <summary>Runs the file in both executors.</summary>
    public static void Check(NodeCase node, string lines)
    {
        Graph graph = OnnxImporter.Import(node.ToBytes());
        Tensor[] inputs = [.. node.Inputs.OfType<Tensor>()];
        Graph again = OnnxImporter.Import(OnnxExporter.ToBytes(graph));
        foreach (Tensor[] actual in (Tensor[][])[new Executor(graph).Run(inputs), ReferenceExecutor.Run(graph, inputs), new Executor(again).Run(inputs)])
        {
            int seen = 0;
            foreach (string[] line in lines.Split('\n').Select(l => l.Split('|')).Where(l => l[0] == node.Name))
            {
                Tensor y = actual[int.Parse(line[1], CultureInfo.InvariantCulture)];
                Assert.Equal(line[2], string.Join('x', y.Shape.ToArray()));
                string[] expected = line[3].TrimEnd('\r').Split(' ');
                for (int i = 0; i < expected.Length; i++)
                    if (y.Type == ElementType.String) Assert.Equal(expected[i], y.Strings[i]);
                    else
                    {
                        double e = double.Parse(expected[i], CultureInfo.InvariantCulture), a = Number(y, i);
                        Assert.True(e.Equals(a) || Math.Abs(e - a) <= 1e-5 * Math.Max(1, Math.Abs(e)), $"{node.Name}: result {line[1]}[{i}] is {a}, expected {e}");
                    }
                seen++;
            }
            Assert.True(seen > 0, $"nothing is expected of '{node.Name}'");
        }
    }

    private static double Number(Tensor y, int i) => y.Type switch
    {
        ElementType.Float32 => y.AsSpan<float>()[i],
        ElementType.Float64 => y.AsSpan<double>()[i],
        ElementType.Int64 => y.AsSpan<long>()[i],
        ElementType.Int32 => y.AsSpan<int>()[i],
        _ => y.AsBytes()[i],
    };
}
