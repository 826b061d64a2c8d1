using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>Writes a network anew with QuantizeLinear and DequantizeLinear around what is to compute in integers.</summary>
internal sealed class StaticRewriter(QuantizationPlan plan, IReadOnlyDictionary<Value, (float Low, float High)> ranges, QuantizationOptions options)
{
    private readonly Graph _graph = new();
    private readonly Dictionary<Value, Value> _plain = [];
    private readonly Dictionary<Value, Value> _dequantized = [];
    private readonly Dictionary<(float Scale, int Zero), (Value Scale, Value Zero)> _parameters = [];

    public Graph Run(Graph source)
    {
        foreach ((string key, string text) in source.Metadata) _graph.Metadata[key] = text;
        foreach (Value input in source.Inputs) _plain[input] = _graph.Input(input.Name!, input.Type.Element, input.Shape);
        foreach (Node node in source.Nodes)
        {
            Value?[] inputs = [.. node.Inputs.Select(i => i is null ? null : Operand(node, i))];
            if (plan.Selected.Contains(node) && WeightQuantization.Find(node, out _) is { } weights) Weights(node, weights, inputs);
            Node twin = _graph.AddNode(node.Name, node.Operator, inputs);
            for (int o = 0; o < node.Outputs.Count; o++)
            {
                _plain[node.Outputs[o]] = twin.Outputs[o];
                twin.Outputs[o].Name = node.Outputs[o].Name;
            }
        }
        foreach ((string name, Value value) in source.Outputs) _graph.Output(name, Plain(value));
        return _graph;
    }

    /// <summary>Step and zero point of a value's range.</summary>
    public (float Scale, int Zero) Parameters(Value source)
    {
        (float low, float high) = ranges[source];
        (int least, int most) = options.Activations == ElementType.UInt8 ? (0, 255) : (-128, 127);
        float scale = (high - low) / 255;
        if (!(scale > 0) || !float.IsFinite(scale)) return (1, least);
        return (scale, (int)Math.Clamp(MathF.Round(least - low / scale), least, most));
    }

    private Value Operand(Node node, Value value) => plan.TakesIntegers(node, value) ? Dequantized(value) : Plain(value);

    private Value Plain(Value value)
    {
        if (_plain.TryGetValue(value, out Value? known)) return known;
        return _plain[value] = Constant(value.Constant!, value.Name);
    }

    private Value Dequantized(Value value)
    {
        if (_dequantized.TryGetValue(value, out Value? known)) return known;
        (float scale, int zero) = Parameters(plan.RangeOf(value)!);
        if (!_parameters.TryGetValue((scale, zero), out (Value Scale, Value Zero) operands))
        {
            Tensor point = options.Activations == ElementType.UInt8 ? Tensor.Scalar((byte)zero) : Tensor.Scalar((sbyte)zero);
            operands = (Constant(Tensor.Scalar(scale), "scale"), Constant(point, "zero_point"));
            _parameters.Add((scale, zero), operands);
        }
        string name = value.Name ?? value.Producer?.Name ?? "constant";
        Value x = Plain(value);
        Value quantized = _graph.AddNode($"{name}_quantize", new QuantizeLinear(), x, operands.Scale, operands.Zero).Outputs[0];
        if (value.Constant is not null)
        {
            Tensor integers = Folding.Run(quantized.Producer!, [quantized.Type])[0];
            quantized = Constant(integers, $"{name}_quantized");
        }
        return _dequantized[value] = _graph.AddNode($"{name}_dequantize", new DequantizeLinear(), quantized, operands.Scale, operands.Zero).Outputs[0];
    }

    private void Weights(Node node, (int Operand, int Axis) weights, Value?[] inputs)
    {
        Value w = node.Inputs[weights.Operand]!;
        Tensor? bias = node.Inputs.Count > 2 ? node.Inputs[2]?.Constant : null;
        float step = Parameters(plan.RangeOf(node.Inputs[0]!)!).Scale;
        (Tensor integers, Tensor scales) = WeightQuantization.Quantize(w.Constant!, options.PerChannel ? weights.Axis : -1, bias, step);
        inputs[weights.Operand] = Dequantize(w.Name ?? $"{node.Name}_weight", integers, scales, ElementType.Int8, weights.Axis);
        if (bias is null) return;
        (integers, scales) = WeightQuantization.Bias(bias, step, scales);
        inputs[2] = Dequantize(node.Inputs[2]!.Name ?? $"{node.Name}_bias", integers, scales, ElementType.Int32, 0);
    }

    private Value Dequantize(string name, Tensor integers, Tensor scales, ElementType type, int axis) =>
        _graph.AddNode($"{name}_dequantize", new DequantizeLinear(scales.Shape.Rank == 0 ? 1 : axis), Constant(integers, $"{name}_quantized"),
            Constant(scales, $"{name}_scale"), Constant(new Tensor(type, scales.Shape), $"{name}_zero_point")).Outputs[0];

    private Value Constant(Tensor tensor, string? name)
    {
        Value constant = _graph.Constant(tensor);
        constant.Name = name;
        return constant;
    }
}
