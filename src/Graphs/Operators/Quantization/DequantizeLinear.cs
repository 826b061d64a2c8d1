using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Integers of 4, 8, 16 or 32 bits as the numbers they stand for (ONNX DequantizeLinear): (x - zero point) · scale. Operands x, scale and an
/// optional zero point of x's type.
/// </summary>
/// <param name="Axis">The axis along which there are several scales.</param>
/// <param name="BlockSize">How many places along the axis share a scale; 0 when each has its own.</param>
/// <param name="OutputDtype">The result's type; the scale's when left out.</param>
public sealed record DequantizeLinear(int Axis = 1, int BlockSize = 0, ElementType OutputDtype = ElementType.Undefined) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizationAxis.Check(i, Axis, BlockSize);
        if (i.Element(0) != ElementType.Int32) QuantizedTypes.Bounds(i.Element(0));
        if (i.HasInput(2) && i.Element(2) != i.Element(0)) throw i.Error($"x holds {i.Element(0)}, but the zero point {i.Element(2)}");
        ElementType type = OutputDtype == ElementType.Undefined ? i.Element(1) : OutputDtype;
        if (type is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64 or ElementType.BFloat16)) throw i.Error($"numbers cannot be dequantized to {type}");
        i.Output(type, i.Shape(0));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Kept is not QuantizationAxis axis) k.Kept = axis = new QuantizationAxis(k.Input(0).Shape, k.Input(1).Shape, Axis, BlockSize);
        var work = new Work(k, axis);
        if (k.Output(0).Type == ElementType.Float32 && k.Input(0).Type.Size() == 1 && !k.Reference)
        {
            Workers.For(checked((int)axis.Count), 1 << 14, ref work);
            return;
        }
        for (long i = 0; i < axis.Count; i++) work.Plain(i);
    }

    private readonly unsafe struct Work(Kernel k, QuantizationAxis axis) : IRangeTask
    {
        public void Run(int start, int end)
        {
            bool signed = k.Input(0).Type is ElementType.Int8 or ElementType.Int4;
            for (long i = start, stop; i < end; i = stop)
            {
                stop = Math.Min(end, axis.RunEnd(i));
                long s = axis.ScaleOf(i);
                var x = new QuantizedBytes((nint)(k.Input(0).Pointer + i), signed, Zero(s));
                QuantizationLoops.Dequantize(x, k.Out<float>(0) + i, stop - i, QuantizedTypes.Scale(k.Input(1), s));
            }
        }

        public void Plain(long i)
        {
            long s = axis.ScaleOf(i);
            float y = ((long)QuantizedTypes.Integer(k.Input(0), i) - Zero(s)) * QuantizedTypes.Scale(k.Input(1), s);
            switch (k.Output(0).Type)
            {
                case ElementType.Float32: k.Out<float>(0)[i] = y; break;
                case ElementType.Float16: k.Out<Half>(0)[i] = (Half)y; break;
                case ElementType.Float64: k.Out<double>(0)[i] = y; break;
                default:
                    uint bits = BitConverter.SingleToUInt32Bits(y);
                    k.Out<ushort>(0)[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                    break;
            }
        }

        private int Zero(long scale) => k.HasInput(2) ? QuantizedTypes.Integer(k.Input(2), scale) : 0;
    }
}

/// <summary>Applies <see cref="Graphs.DequantizeLinear"/>.</summary>
public static class DequantizeLinearBuilder
{
    /// <summary>(x - zero) · scale.</summary>
    public static Value DequantizeLinear(this Value x, Value scale, Value? zero = null, int axis = 1) => zero is null
        ? x.Graph.Add(new DequantizeLinear(axis), x, scale)
        : x.Graph.Add(new DequantizeLinear(axis), x, scale, zero);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DequantizeLinear>();
}
