using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Numbers as unsigned eight-bit integers over the range that they have, 0 included (ONNX DynamicQuantizeLinear). Results: the integers, the
/// scale (1 where all numbers are 0) and the zero point.
/// </summary>
public sealed record DynamicQuantizeLinear : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.Float32) throw i.Error($"x holds {i.Element(0)}, expected Float32");
        i.Output(ElementType.UInt8, i.Shape(0));
        i.Output(ElementType.Float32, SymbolicShape.Scalar);
        i.Output(ElementType.UInt8, SymbolicShape.Scalar);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        (float scale, int zero) = QuantizationLoops.RangeOf(k.In<float>(0), k.Input(0).Count, !k.Reference);
        var work = new Work { X = k.In<float>(0), Y = k.Out<byte>(0), Scale = scale, Zero = zero };
        if (k.Reference) work.Plain(k.Input(0).Count);
        else Workers.For(checked((int)k.Input(0).Count), 1 << 14, ref work);
        if (k.HasOutput(1)) *k.Out<float>(1) = scale;
        if (k.HasOutput(2)) *k.Out<byte>(2) = (byte)zero;
    }

    private unsafe struct Work : IRangeTask
    {
        public float* X;
        public byte* Y;
        public float Scale;
        public int Zero;

        public readonly void Run(int start, int end) => QuantizationLoops.Quantize(X + start, Y + start, end - start, Scale, Zero, 0, 255);

        public readonly void Plain(long count)
        {
            for (long i = 0; i < count; i++)
                Y[i] = (byte)Math.Clamp(MathF.Round(float.IsNaN(X[i]) ? 0 : X[i] / Scale) + Zero, 0, 255);
        }
    }
}

/// <summary>Applies <see cref="Graphs.DynamicQuantizeLinear"/>.</summary>
public static class DynamicQuantizeLinearBuilder
{
    /// <summary>The node whose results are the eight-bit integers, their scale and their zero point.</summary>
    public static Node DynamicQuantizeLinear(this Value x) => x.Graph.AddNode(new DynamicQuantizeLinear(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DynamicQuantizeLinear>();
}
