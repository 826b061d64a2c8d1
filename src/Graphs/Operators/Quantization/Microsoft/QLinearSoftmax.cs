using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Softmax of eight-bit numbers, requantized (com.microsoft QLinearSoftmax). Operands: x, its scale and zero point; the result's scale and zero point.
/// </summary>
/// <param name="Opset">The ONNX operator set whose Softmax is meant: before 13 all axes from <paramref name="Axis"/> on count as one.</param>
/// <param name="Axis">The axis along which the results sum to one.</param>
public sealed record QLinearSoftmax(int Opset, int Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.Shape(0).Axis(Axis);
        QuantizedTable.Infer(i);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        Shape shape = k.Input(0).Shape;
        int axis = Axis < 0 ? Axis + shape.Rank : Axis;
        long inner = Opset < 13 ? 1 : shape.CountBetween(axis + 1, shape.Rank), length = shape.CountBetween(axis, shape.Rank) / Math.Max(1, inner);
        // Only differences to the largest number matter, and there are 256 of them.
        float* powers = stackalloc float[256];
        float scale = QuantizedTypes.Scale(k.Input(1)), step = QuantizedTypes.Scale(k.Input(3));
        for (int d = 0; d < 256; d++) powers[d] = MathF.Exp(-d * scale);
        QuantizedBytes x = QuantizedTypes.Bytes(k, 0, 0);
        IntegerFinish finish = QuantizedTypes.ToBytes(k.Output(0).Type, 1, QuantizedTypes.Zero(k, 4));
        byte* y = k.Output(0).Pointer;
        for (long line = 0; line < shape.Count / Math.Max(1, length); line++)
        {
            long first = line / inner * length * inner + line % inner;
            int most = int.MinValue;
            for (long j = 0; j < length; j++) most = Math.Max(most, x[first + j * inner]);
            float sum = 0;
            for (long j = 0; j < length; j++) sum += powers[most - x[first + j * inner]];
            for (long j = 0; j < length; j++)
            {
                float p = powers[most - x[first + j * inner]] / sum / step;
                y[first + j * inner] = (byte)((int)MathF.Round(Math.Clamp(p, finish.Low - finish.Zero, finish.High - finish.Zero)) + finish.Zero);
            }
        }
    }
}

/// <summary>Registers <see cref="QLinearSoftmax"/>, which files bring.</summary>
internal static class QLinearSoftmaxBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearSoftmax>(QLinearAdd.Microsoft);
}
