using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>Writes a network anew with weights of eight bits, and activations quantized while it runs or not at all.</summary>
internal sealed class DynamicRewriter(QuantizationOptions options)
{
    private readonly Graph _graph = new();
    private readonly Dictionary<Value, Value> _map = [];
    private readonly Dictionary<Value, Node> _quantized = [];

    /// <summary>The nodes that were looked at, with the reason where they stay as they are.</summary>
    public List<(Node Node, string Remark)> Remarks { get; } = [];

    public Graph Run(Graph source)
    {
        foreach ((string key, string text) in source.Metadata) _graph.Metadata[key] = text;
        foreach (Value input in source.Inputs) _map[input] = _graph.Input(input.Name!, input.Type.Element, input.Shape);
        foreach (Node node in source.Nodes)
        {
            if (Select(node) is { } weights && !options.WeightsOnly)
            {
                Value y = node.Operator is Conv conv ? Convolution(node, conv) : Product(node, weights.Axis);
                y.Name = node.Outputs[0].Name;
                _map[node.Outputs[0]] = y;
                continue;
            }
            else if (Select(node) is { } stored) Copy(node, stored);
            else Copy(node, null);
        }
        foreach ((string name, Value value) in source.Outputs) _graph.Output(name, Map(value));
        return _graph;
    }

    private (int Operand, int Axis)? Select(Node node)
    {
        if (node.Operator is not (Conv or Gemm or MatMul) || !options.Operators.Contains(node.Operator.OpType)) return null;
        string remark = "it is excluded";
        (int, int)? weights = options.ExcludedNodes.Contains(node.Name) ? null : WeightQuantization.Find(node, out remark);
        if (Remarks.Count == 0 || Remarks[^1].Node != node) Remarks.Add((node, remark));
        return weights;
    }

    private void Copy(Node node, (int Operand, int Axis)? stored)
    {
        Value?[] inputs = [.. node.Inputs.Select((v, i) => v is null || i == stored?.Operand ? null : Map(v))];
        if (stored is { } weights)
        {
            int axis = options.PerChannel ? weights.Axis : -1;
            (Tensor integers, Tensor scales) = WeightQuantization.Quantize(node.Inputs[weights.Operand]!.Constant!, axis);
            string name = node.Inputs[weights.Operand]!.Name ?? $"{node.Name}_weight";
            inputs[weights.Operand] = _graph.AddNode($"{name}_dequantize", new DequantizeLinear(axis < 0 ? 1 : axis), Constant(integers, $"{name}_quantized"),
                Constant(scales, $"{name}_scale"), Constant(new Tensor(ElementType.Int8, scales.Shape), $"{name}_zero_point")).Outputs[0];
        }
        Node twin = _graph.AddNode(node.Name, node.Operator, inputs);
        for (int o = 0; o < node.Outputs.Count; o++)
        {
            _map[node.Outputs[o]] = twin.Outputs[o];
            twin.Outputs[o].Name = node.Outputs[o].Name;
        }
    }

    private Value Product(Node node, int axis)
    {
        bool transposed = axis == 0;
        (Tensor integers, Tensor scales) = WeightQuantization.Quantize(node.Inputs[1]!.Constant!, options.PerChannel ? axis : -1);
        if (transposed) integers = Turned(integers);
        Node x = Quantized(node.Inputs[0]!);
        string name = node.Inputs[1]!.Name ?? $"{node.Name}_weight";
        Value sums = _graph.AddNode(node.Name, new MatMulInteger(), x.Outputs[0], Constant(integers, $"{name}_quantized"), x.Outputs[2],
            Constant(Tensor.Scalar((sbyte)0), $"{name}_zero_point")).Outputs[0];
        Value y = sums.Cast(ElementType.Float32) * (x.Outputs[1] * Constant(scales, $"{name}_scale"));
        return node.Inputs.Count > 2 && node.Inputs[2] is { } bias ? y + Map(bias) : y;
    }

    private Value Convolution(Node node, Conv conv)
    {
        (Tensor integers, Tensor scales) = WeightQuantization.Quantize(node.Inputs[1]!.Constant!, options.PerChannel ? 0 : -1);
        // Runtimes whose ConvInteger takes unsigned weights only are common: the same numbers with 128 added to them and their zero point.
        var unsigned = new Tensor(ElementType.UInt8, integers.Shape, zeroed: false);
        for (int i = 0; i < unsigned.Count; i++) unsigned.AsSpan<byte>()[i] = (byte)(integers.AsSpan<sbyte>()[i] + 128);
        Node x = Quantized(node.Inputs[0]!);
        string name = node.Inputs[1]!.Name ?? $"{node.Name}_weight";
        int axes = integers.Shape.Rank - 2;
        Value sums = _graph.AddNode(node.Name, new ConvInteger(conv.AutoPad, conv.Dilations, conv.Group, conv.KernelShape, conv.Pads, conv.Strides),
            x.Outputs[0], Constant(unsigned, $"{name}_quantized"), x.Outputs[2], Constant(Tensor.Scalar((byte)128), $"{name}_zero_point")).Outputs[0];
        Value y = sums.Cast(ElementType.Float32) * (x.Outputs[1] * Constant(Channels(scales, axes), $"{name}_scale"));
        return node.Inputs.Count > 2 && node.Inputs[2] is { } bias ? y + Constant(Channels(bias.Constant!, axes), bias.Name ?? $"{node.Name}_bias") : y;
    }

    private static Tensor Channels(Tensor tensor, int axes) =>
        tensor.Count == 1 ? tensor : tensor.View(Shape.Of([1, (int)tensor.Count, .. Enumerable.Repeat(1, axes)]));

    private static Tensor Turned(Tensor matrix)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        var turned = new Tensor(matrix.Type, Shape.Of(columns, rows), zeroed: false);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) turned.AsBytes()[j * rows + i] = matrix.AsBytes()[i * columns + j];
        return turned;
    }

    private Node Quantized(Value x)
    {
        if (!_quantized.TryGetValue(x, out Node? node)) _quantized[x] = node = Map(x).DynamicQuantizeLinear();
        return node;
    }

    private Value Map(Value value) => _map.TryGetValue(value, out Value? known) ? known : _map[value] = Constant(value.Constant!, value.Name);

    private Value Constant(Tensor tensor, string? name)
    {
        Value constant = _graph.Constant(tensor);
        constant.Name = name;
        return constant;
    }
}
