using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Branches and loops in files reach the graphs around them by name; in memory they get those values handed in.</summary>
public class OnnxSubgraphTests
{
    [Fact]
    public void InnerGraphsUseOuterValuesByName()
    {
        var model = OnnxImporter.Parse(OnnxExporter.ToBytes(Nested()));
        NodeProto node = model.Graph!.Nodes.Single(n => n.OpType == "If");
        Assert.Single(node.Inputs);
        GraphProto then = node.Attributes.Single(a => a.Name == "then_branch").Graph!;
        Assert.Empty(then.Inputs);
        NodeProto inner = then.Nodes.Single(n => n.OpType == "If");
        Assert.Contains("x", then.Nodes.Concat(inner.Attributes.SelectMany(a => a.Graph!.Nodes)).SelectMany(n => n.Inputs));
    }

    [Fact]
    public void WhatWasWrittenComesBackAndStaysTheSame()
    {
        Graph graph = Nested();
        byte[] bytes = OnnxExporter.ToBytes(graph);
        Graph read = OnnxImporter.Import(bytes);
        foreach (float first in (float[])[-3, 0.5f, 3])
        {
            Tensor x = Tensor.Of<float>([3], first, -1, 2);
            float[] expected = ReferenceExecutor.Run(graph, [x])[0].AsSpan<float>().ToArray();
            Assert.Equal(expected, ReferenceExecutor.Run(read, [x])[0].AsSpan<float>().ToArray());
            Assert.Equal(expected, new Executor(read).Run(x)[0].AsSpan<float>().ToArray());
        }
        byte[] again = OnnxExporter.ToBytes(read);
        Assert.Equal(again, OnnxExporter.ToBytes(OnnxImporter.Import(again)));
    }

    [Fact]
    public void MissingOperatorsInsideBranchesAreListed()
    {
        ModelProto model = OnnxImporter.Parse(OnnxExporter.ToBytes(Nested()));
        model.Graph!.Nodes.Single(n => n.OpType == "If").Attributes[0].Graph!.Nodes[0].OpType = "Frobnicate";
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => OnnxImporter.Import(Bytes(model)));
        Assert.Equal(["Frobnicate"], e.Operators);
    }

    [Fact]
    public void ScansOfVersion8HaveABatch()
    {
        ModelProto model = Scan8("- start x");
        Graph graph = OnnxImporter.Import(Protos.Bytes(model));
        Tensor start = Tensor.Of<float>([2, 1], 0, 100), x = Tensor.Of<float>([2, 3, 1], 1, 2, 3, 10, 20, 30);
        foreach (Tensor[] results in new[] { new Executor(graph).Run(start, x), ReferenceExecutor.Run(graph, [start, x]) })
        {
            Assert.Equal([6, 160], results[0].AsSpan<float>().ToArray());
            Assert.Equal([1, 3, 6, 110, 130, 160], results[1].AsSpan<float>().ToArray());
        }
        Assert.Contains("lengths", Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(Protos.Bytes(Scan8("start start x")))).Message);
    }

    private static ModelProto Scan8(string inputs)
    {
        AttributeProto body = Protos.Body("body", "sum each", Protos.Node("Add", "s v", "sum"), Protos.Node("Identity", "sum", "each"));
        body.Graph!.Inputs.AddRange([Protos.Info("s", 1), Protos.Info("v", 1)]);
        ModelProto model = Protos.Model(Protos.Node("Scan", inputs, "y z", body, Protos.Int("num_scan_inputs", 1)));
        model.OpsetImport[0] = new OperatorSetIdProto { Version = 8 };
        return model.Input("start", 2, 1).Input("x", 2, 3, 1).Output("y").Output("z");
    }

    private static byte[] Bytes(ModelProto model)
    {
        using var stream = new MemoryStream();
        using (var output = new Google.Protobuf.CodedOutputStream(stream, leaveOpen: true)) model.WriteTo(output);
        return stream.ToArray();
    }

    // x > 0 somewhere: if its sum is positive, too, twice x, else x + weights; nowhere: minus x.
    private static Graph Nested()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]);
        Value weights = graph.Constant(Tensor.Of<float>([3], 1, 2, 3));
        weights.Name = "weights";

        var deepThen = new Graph();
        deepThen.Output("a", deepThen.Input("x", ElementType.Float32, ["N"]) * 2);
        var deepElse = new Graph();
        deepElse.Output("b", deepElse.Input("x", ElementType.Float32, ["N"]) + deepElse.Input("weights", ElementType.Float32, [3]));

        var then = new Graph();
        Value inner = then.Input("x", ElementType.Float32, ["N"]), innerWeights = then.Input("weights", ElementType.Float32, [3]);
        then.Output("c", then.Add(new If(deepThen, deepElse), inner.ReduceSum(Ints.Of(0), keepDims: false).Greater(inner.Like(0)), inner, inner, innerWeights));
        var otherwise = new Graph();
        otherwise.Output("d", otherwise.Input("x", ElementType.Float32, ["N"]).Neg());

        Value some = x.ReduceMax(Ints.Of(0), keepDims: false).Greater(x.Like(1));
        graph.Output("y", graph.Add(new If(then, otherwise), some, x, weights, x));
        return graph;
    }
}
