using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>Weights as symmetric signed eight-bit integers, and biases as 32-bit ones in the steps of the products that they are added to.</summary>
internal static class WeightQuantization
{
    /// <summary>The weights' integers in -127 to 127 and their scales: one, or one for each place along an axis.</summary>
    /// <param name="weights">Floating-point weights.</param>
    /// <param name="axis">The axis of output channels; -1 for one scale.</param>
    /// <param name="bias">The bias of each channel, or null: a scale is kept large enough that it fits 32 bits.</param>
    /// <param name="inputScale">The step of what the weights are multiplied by; 0 when it is not known.</param>
    public static (Tensor Integers, Tensor Scales) Quantize(Tensor weights, int axis, Tensor? bias = null, float inputScale = 0)
    {
        Shape shape = weights.Shape;
        int channels = axis < 0 ? 1 : shape[axis];
        long inner = axis < 0 ? weights.Count : shape.CountBetween(axis + 1, shape.Rank);
        ReadOnlySpan<float> w = weights.AsSpan<float>();
        var scales = new Tensor(ElementType.Float32, axis < 0 ? Shape.Scalar : Shape.Of(channels));
        Span<float> s = scales.AsSpan<float>();
        for (int i = 0; i < w.Length; i++)
        {
            int channel = (int)(i / Math.Max(1, inner) % channels);
            s[channel] = Math.Max(s[channel], Math.Abs(w[i]));
        }
        float most = 0;
        if (bias is not null)
            foreach (float b in bias.AsSpan<float>()) most = Math.Max(most, Math.Abs(b));
        for (int c = 0; c < channels; c++)
        {
            s[c] = s[c] > 0 ? s[c] / 127 : 1;
            float largest = bias is null ? 0 : channels == bias.Count ? Math.Abs(bias.AsSpan<float>()[c]) : most;
            if (inputScale > 0) s[c] = Math.Max(s[c], largest / (inputScale * (1 << 30)));
        }
        var integers = new Tensor(ElementType.Int8, shape, zeroed: false);
        Span<sbyte> q = integers.AsSpan<sbyte>();
        for (int i = 0; i < q.Length; i++)
            q[i] = (sbyte)Math.Clamp(MathF.Round(w[i] / s[(int)(i / Math.Max(1, inner) % channels)]), -127, 127);
        return (integers, scales);
    }

    /// <summary>A bias as integers in steps of the input's scale times the weights'; and these steps.</summary>
    public static (Tensor Integers, Tensor Scales) Bias(Tensor bias, float inputScale, Tensor weightScales)
    {
        int count = checked((int)bias.Count);
        bool many = weightScales.Shape.Rank > 0;
        var scales = new Tensor(ElementType.Float32, weightScales.Shape);
        for (int c = 0; c < scales.Count; c++) scales.AsSpan<float>()[c] = inputScale * weightScales.AsSpan<float>()[c];
        var integers = new Tensor(ElementType.Int32, Shape.Of(count), zeroed: false);
        for (int c = 0; c < count; c++)
            integers.AsSpan<int>()[c] = (int)Math.Clamp(Math.Round((double)bias.AsSpan<float>()[c] / scales.AsSpan<float>()[many ? c : 0]), int.MinValue, int.MaxValue);
        return (integers, scales);
    }

    /// <summary>The weights of a node that can be quantized: which operand, and the axis of its output channels; null with the reason when none can.</summary>
    public static (int Operand, int Axis)? Find(Node node, out string remark)
    {
        remark = "";
        Tensor? w = node.Inputs.Count > 1 ? node.Inputs[1]?.Constant : null;
        bool floats = node.Inputs[0]?.Type.Element == ElementType.Float32;
        switch (node.Operator)
        {
            case Conv when w is not null && floats: return (1, 0);
            case Gemm gemm when w is not null && floats:
                if (gemm is { Alpha: 1, TransA: false } && (gemm.Beta == 1 || node.Inputs.Count < 3)) return (1, gemm.TransB ? 0 : 1);
                remark = "its factors are not 1, or its left operand is transposed";
                return null;
            case MatMul when w is not null && w.Shape.Rank == 2 && floats: return (1, 1);
            default:
                remark = !floats ? "it does not compute with 32-bit floating-point numbers" : "its weights are not constant";
                return null;
        }
    }
}
