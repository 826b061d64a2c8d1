using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Rounding as quantized networks do it, and weights that are kept as bytes.</summary>
internal static class QuantizationRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["Dequantize"] = n => Dequantize(n),
        ["FakeQuantWithMinMaxArgs"] = n => FakeQuant(n, Tensor.Scalar(n.Float("min", -6)), Tensor.Scalar(n.Float("max", 6))),
        ["FakeQuantWithMinMaxVars"] = n => FakeQuant(n, Range(n, 1), Range(n, 2)),
        ["FakeQuantWithMinMaxVarsPerChannel"] = n => FakeQuant(n, Range(n, 1), Range(n, 2)),
    };

    private static Tensor Range(ImportedNode n, int index) => n.Known(index) is { Type: ElementType.Float32 } known ? known : throw n.Error($"the range (input {index}) must be known when the graph is built");

    // The range is moved a little, so that 0 is one of its steps.
    private static Value FakeQuant(ImportedNode n, Tensor least, Tensor greatest)
    {
        long bits = n.Int("num_bits", 8);
        if (bits is < 2 or > 16 || least.Count != greatest.Count) throw n.Error($"{bits} bits and ranges of {least.Count} and {greatest.Count} numbers are not possible");
        float lowest = n.Flag("narrow_range") ? 1 : 0, highest = (1 << (int)bits) - 1;
        Tensor low = new(ElementType.Float32, least.Shape), high = new(ElementType.Float32, least.Shape), step = new(ElementType.Float32, least.Shape);
        for (int i = 0; i < least.Count; i++)
        {
            float min = least.AsSpan<float>()[i], max = greatest.AsSpan<float>()[i], scale = (max - min) / (highest - lowest);
            if (!(scale > 0)) scale = 1;
            float zero = lowest - min / scale;
            zero = zero < lowest ? lowest : zero > highest ? highest : MathF.Round(zero, MidpointRounding.AwayFromZero);
            low.AsSpan<float>()[i] = min == 0 && max == 0 ? 0 : (lowest - zero) * scale;
            high.AsSpan<float>()[i] = min == 0 && max == 0 ? 0 : (highest - zero) * scale;
            step.AsSpan<float>()[i] = scale;
        }
        return least.Count == 1 ? ChannelOrder.Through(n.Input(0), Rounded) : Rounded(n.Input(0));

        Value Rounded(Value x)
        {
            Value from = n.Graph.Constant(low), by = n.Graph.Constant(step);
            return ((x.Max(from).Min(n.Graph.Constant(high)) - from) / by + 0.5).Floor() * by + from;
        }
    }

    private static Value Dequantize(ImportedNode n)
    {
        string mode = n.Text("mode", "MIN_COMBINED");
        Value x = n.Input(0);
        ElementType type = x.Type.Element;
        if (mode is not ("MIN_COMBINED" or "MIN_FIRST")) throw n.Error($"mode {mode} is not supported");
        if (type is not (ElementType.UInt8 or ElementType.Int8)) throw n.Error($"elements of type {type} are not supported");
        float min = Range(n, 1).AsSpan<float>()[0], max = Range(n, 2).AsSpan<float>()[0];
        Value steps = x.Cast(ElementType.Float32);
        if (type == ElementType.Int8) steps += 128;
        return steps * ((max - min) / 255) + min;
    }
}
