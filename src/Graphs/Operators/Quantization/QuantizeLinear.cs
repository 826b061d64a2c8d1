using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Numbers as integers of 4, 8 or 16 bits (ONNX QuantizeLinear): saturate(round(x / scale) + zero point), halves rounded to the even number.
/// Operands x, scale and an optional zero point, whose type is the result's.
/// </summary>
/// <param name="Axis">The axis along which there are several scales.</param>
/// <param name="BlockSize">How many places along the axis share a scale; 0 when each has its own.</param>
/// <param name="OutputDtype">The result's type where there is no zero point; UInt8 when left out.</param>
/// <param name="Precision">The type that x is divided in; the kernel uses single precision.</param>
/// <param name="Saturate">Only of meaning for 8-bit floating-point results, which there are none of here.</param>
public sealed record QuantizeLinear(
    int Axis = 1, int BlockSize = 0, ElementType OutputDtype = ElementType.Undefined, ElementType Precision = ElementType.Undefined, bool Saturate = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizationAxis.Check(i, Axis, BlockSize);
        ElementType type = i.HasInput(2) ? i.Element(2) : OutputDtype == ElementType.Undefined ? ElementType.UInt8 : OutputDtype;
        if (i.HasInput(2) && OutputDtype != ElementType.Undefined && OutputDtype != type)
            throw i.Error($"output_dtype says {OutputDtype}, but the zero point holds {type}");
        QuantizedTypes.Bounds(type);
        i.Output(type, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not QuantizationAxis axis) k.Kept = axis = new QuantizationAxis(k.Input(0).Shape, k.Input(1).Shape, Axis, BlockSize);
        var work = new Work(k, axis);
        if (k.Input(0).Type == ElementType.Float32 && k.Output(0).Type.Size() == 1 && !k.Reference)
        {
            Workers.For(checked((int)axis.Count), 1 << 14, ref work);
            return;
        }
        ElementTypeVisitor.Number(k.Input(0).Type, ref work);
    }

    private readonly unsafe struct Work(Kernel k, QuantizationAxis axis) : IRangeTask, INumberVisitor
    {
        public void Run(int start, int end)
        {
            (int low, int high) = QuantizedTypes.Bounds(k.Output(0).Type);
            for (long i = start, stop; i < end; i = stop)
            {
                stop = Math.Min(end, axis.RunEnd(i));
                long s = axis.ScaleOf(i);
                QuantizationLoops.Quantize(k.In<float>(0) + i, k.Output(0).Pointer + i, stop - i, QuantizedTypes.Scale(k.Input(1), s), Zero(s), low, high);
            }
        }

        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            (int low, int high) = QuantizedTypes.Bounds(k.Output(0).Type);
            T* x = k.In<T>(0);
            for (long i = 0; i < axis.Count; i++)
            {
                long s = axis.ScaleOf(i);
                int zero = Zero(s);
                float v = float.CreateTruncating(x[i]) / QuantizedTypes.Scale(k.Input(1), s);
                int y = (int)MathF.Round(Math.Clamp(float.IsNaN(v) ? 0 : v, low - zero, high - zero)) + zero;
                if (k.Output(0).Type.Size() == 1) k.Output(0).Pointer[i] = (byte)y;
                else ((ushort*)k.Output(0).Pointer)[i] = (ushort)y;
            }
        }

        private int Zero(long scale) => k.HasInput(2) ? QuantizedTypes.Integer(k.Input(2), scale) : 0;
    }
}

/// <summary>Applies <see cref="Graphs.QuantizeLinear"/>.</summary>
public static class QuantizeLinearBuilder
{
    /// <summary>saturate(round(x / scale) + zero); the result has the type of <paramref name="zero"/>.</summary>
    public static Value QuantizeLinear(this Value x, Value scale, Value zero, int axis = 1) => x.Graph.Add(new QuantizeLinear(axis), x, scale, zero);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QuantizeLinear>();
}
