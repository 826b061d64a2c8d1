using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Runtime.Quantization;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime.Quantization;

public class GraphQuantizerTests
{
    [Theory]
    [InlineData(CalibrationMethod.MinMax, ElementType.UInt8, true, 27)]
    [InlineData(CalibrationMethod.MinMax, ElementType.Int8, true, 27)]
    [InlineData(CalibrationMethod.MinMax, ElementType.UInt8, false, 22)]
    [InlineData(CalibrationMethod.Percentile, ElementType.UInt8, true, 20)]
    [InlineData(CalibrationMethod.Entropy, ElementType.UInt8, true, 15)]
    public void AStaticNetworkComputesTheSameUpToNoise(CalibrationMethod method, ElementType activations, bool perChannel, double decibels)
    {
        QuantizedGraph q = GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches(),
            new QuantizationOptions { Method = method, Activations = activations, PerChannel = perChannel });

        Assert.True(q.Report.Outputs.Single().SignalToNoise > decibels, $"{q.Report.Outputs.Single()}");
        Assert.InRange(q.Report.BytesAfter, q.Report.BytesBefore / 5, q.Report.BytesBefore / 2);
        Assert.All(q.Report.Nodes, n => Assert.True(n.Quantized, $"{n}"));
        Assert.DoesNotContain(q.Graph.Nodes, n => n.Operator is BatchNormalization);
        foreach (Node node in q.Graph.Nodes.Where(n => n.Operator is Conv or Gemm))
        {
            Assert.All(node.Inputs, i => Assert.IsType<DequantizeLinear>(i!.Producer!.Operator));
            Assert.Equal([activations, ElementType.Int8], node.Inputs.Take(2).Select(i => i!.Producer!.Inputs[0]!.Type.Element));
            if (node.Inputs.Count > 2) Assert.Equal(ElementType.Int32, node.Inputs[2]!.Producer!.Inputs[0]!.Type.Element);
        }
    }

    [Fact]
    public void WeightsHaveAScaleForEachChannelAndBiasesTheProductsSteps()
    {
        QuantizedGraph q = GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches());

        Node gemm = q.Graph.Nodes.Single(n => n.Operator is Gemm);
        Node x = gemm.Inputs[0]!.Producer!, w = gemm.Inputs[1]!.Producer!, b = gemm.Inputs[2]!.Producer!;
        Assert.Equal(0, ((DequantizeLinear)w.Operator).Axis);
        float[] scales = w.Inputs[1]!.Constant!.AsSpan<float>().ToArray();
        Assert.Equal(10, scales.Distinct().Count());
        float step = x.Inputs[1]!.Constant!.AsSpan<float>()[0];
        Assert.Equal(scales.Select(s => s * step), b.Inputs[1]!.Constant!.AsSpan<float>().ToArray());
        sbyte[] integers = w.Inputs[0]!.Constant!.AsSpan<sbyte>().ToArray();
        Assert.Equal(Enumerable.Repeat(127, 10), integers.Chunk(24).Select(row => row.Max(v => Math.Abs((int)v))));
    }

    [Fact]
    public void ReluAndClipAreAbsorbedByTheRangeBehindThem()
    {
        QuantizedGraph q = GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches());

        foreach (Node node in q.Graph.Nodes.Where(n => n.Operator is Relu or Clip))
        {
            Assert.True(node.Inputs[0]!.Producer!.Operator is Conv or Add);
            Node user = q.Graph.Nodes.Single(n => n.Inputs.Contains(node.Outputs[0]));
            Assert.IsType<QuantizeLinear>(user.Operator);
            Assert.Equal(0, user.Inputs[2]!.Constant!.AsSpan<byte>()[0]);
        }
        Node pool = q.Graph.Nodes.Single(n => n.Operator is MaxPool), after = q.Graph.Nodes.Single(n => n.Inputs.Contains(pool.Outputs[0]));
        Assert.Same(pool.Inputs[0]!.Producer!.Inputs[1], after.Inputs[1]);
    }

    [Fact]
    public void WhatIsExcludedStaysFloatingPointAndSaysWhy()
    {
        Graph graph = QuantizedSamples.Network();
        string name = graph.Nodes.First(n => n.Operator is Gemm).Name;
        QuantizedGraph q = GraphQuantizer.QuantizeStatic(graph, QuantizedSamples.Batches(), new QuantizationOptions { ExcludedNodes = new HashSet<string> { name } });

        Assert.Equal("it is excluded", q.Report.Nodes.Single(n => n.Name == name).Remark);
        Assert.NotNull(q.Graph.Nodes.Single(n => n.Operator is Gemm).Inputs[1]!.Constant);

        q = GraphQuantizer.QuantizeStatic(graph, QuantizedSamples.Batches(), new QuantizationOptions { Operators = new HashSet<string> { "Gemm" } });
        Assert.Equal(["Gemm"], q.Report.Nodes.Select(n => n.Operator));
        Assert.All(q.Graph.Nodes.Where(n => n.Operator is Conv), n => Assert.NotNull(n.Inputs[1]!.Constant));
    }

    [Fact]
    public void PercentilesAndEntropyLeaveOutliersOut()
    {
        IReadOnlyList<Tensor[]> batches = QuantizedSamples.Batches(20);
        batches[3][0].AsSpan<float>()[7] = 500;
        float[] highs = [.. new[] { CalibrationMethod.MinMax, CalibrationMethod.Percentile, CalibrationMethod.Entropy }.Select(method =>
        {
            Graph graph = GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), batches, new QuantizationOptions { Method = method, Percentile = 99.9 }).Graph;
            return graph.Nodes.First(n => n.Operator is QuantizeLinear).Inputs[1]!.Constant!.AsSpan<float>()[0] * 255;
        })];

        Assert.InRange(highs[0], 500, 502);
        Assert.InRange(highs[1], 1.9, 4);
        Assert.InRange(highs[2], 1.9, 40);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADynamicNetworkNeedsNoData(bool weightsOnly)
    {
        var options = new QuantizationOptions { WeightsOnly = weightsOnly };
        QuantizedGraph q = GraphQuantizer.QuantizeDynamic(QuantizedSamples.Network(), options, QuantizedSamples.Batches());

        Assert.True(q.Report.Outputs.Single().SignalToNoise > 27, $"{q.Report.Outputs.Single()}");
        Assert.Empty(GraphQuantizer.QuantizeDynamic(QuantizedSamples.Network(), options).Report.Outputs);
        Assert.True(q.Report.BytesAfter < q.Report.BytesBefore / 2);
        string[] products = [.. q.Graph.Nodes.Select(n => n.Operator.OpType).Where(t => t is "Conv" or "Gemm" or "ConvInteger" or "MatMulInteger").Distinct()];
        Assert.Equal(weightsOnly ? ["Conv", "Gemm"] : ["ConvInteger", "MatMulInteger"], products);
    }

    [Fact]
    public void FilesComeBackWithTheSameResults()
    {
        Tensor x = QuantizedSamples.Batches(1)[0][0];
        Graph[] graphs =
        [
            GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches()).Graph,
            GraphQuantizer.QuantizeDynamic(QuantizedSamples.Network()).Graph,
            GraphQuantizer.QuantizeDynamic(QuantizedSamples.Network(), new QuantizationOptions { WeightsOnly = true }).Graph,
        ];
        foreach (Graph graph in graphs)
        {
            Graph read = OnnxImporter.Import(OnnxExporter.ToBytes(graph));
            Assert.Equal(new Executor(graph).Run(x)[0].AsSpan<float>().ToArray(), new Executor(read).Run(x)[0].AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void WrongRequestsAreRefusedWithWhatToDo()
    {
        Assert.Contains("one batch", Assert.Throws<ArgumentException>(() => GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), [])).Message);
        Assert.Contains("not to Int32", Assert.Throws<ArgumentException>(() =>
            GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches(), new QuantizationOptions { Activations = ElementType.Int32 })).Message);
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 3]);
        graph.Output("y", x.Relu());
        Assert.Contains("none of the operators", Assert.Throws<ArgumentException>(() => GraphQuantizer.QuantizeDynamic(graph)).Message);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches(), null, cancelled.Token));
    }
}
