using System.Runtime.Intrinsics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The shape rule and the loops of QLinearAdd and QLinearMul. Operands: a, its scale and zero point; b, its scale and zero point; the result's scale and
/// zero point.
/// </summary>
internal static unsafe class QuantizedElementwise
{
    public static void Infer(Inference i)
    {
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireQuantized(i, 3, 4, 5);
        QuantizedTypes.RequireNumbers(i, 6);
        QuantizedTypes.RequireNumbers(i, 7);
        ElementType type = i.HasInput(7) ? i.Element(7) : i.Element(0);
        if (!QuantizedTypes.IsByte(type)) throw i.Error($"the result's zero point holds {type}, expected UInt8 or Int8");
        i.Output(type, SymbolicShape.Broadcast(i.Shape(0), i.Shape(3)));
    }

    public static void Run(Kernel k, bool product)
    {
        float a = QuantizedTypes.Scale(k.Input(1)), b = QuantizedTypes.Scale(k.Input(4)), y = QuantizedTypes.Scale(k.Input(6));
        if (product) Run(k, new Product(a * b / y));
        else Run(k, new Sum(a / y, b / y));
    }

    private static void Run<F>(Kernel k, F f) where F : struct, IQuantizedFunction
    {
        if (k.Kept is not Broadcasting plan) k.Kept = plan = new Broadcasting(k.Output(0).Shape, [k.Input(0).Shape, k.Input(3).Shape], 1 << 14);
        var work = new Work<F>
        {
            Plan = plan,
            Function = f,
            A = QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 2)),
            B = QuantizedTypes.Bytes(k, 3, QuantizedTypes.Zero(k, 5)),
            Y = k.Output(0).Pointer,
            Finish = QuantizedTypes.ToBytes(k.Output(0).Type, 1, QuantizedTypes.Zero(k, 7)),
            Single = k.Reference,
        };
        Workers.Run(plan.Pieces, ref work);
    }

    private struct Work<F> : ITask where F : struct, IQuantizedFunction
    {
        public Broadcasting Plan;
        public F Function;
        public QuantizedBytes A;
        public QuantizedBytes B;
        public byte* Y;
        public IntegerFinish Finish;
        public bool Single;

        public readonly void Run(int piece)
        {
            (long row, long end) = Plan.Rows(piece);
            int from = Plan.From(piece), count = Plan.To(piece) - from, stepA = Plan.Step(0), stepB = Plan.Step(1);
            Broadcasting.Position at = Plan.Start(row);
            for (; row < end; row++, Plan.Next(ref at))
            {
                QuantizedBytes a = A with { Data = A.Data + (nint)(at[0] + from * stepA) }, b = B with { Data = B.Data + (nint)(at[1] + from * stepB) };
                byte* y = Y + row * Plan.Inner + from;
                if (!Single) ByteLoops.Map(Function, a, stepA, b, stepB, y, count, in Finish);
                else
                    for (int i = 0; i < count; i++)
                        ByteLoops.Map(Function, a with { Data = a.Data + i * stepA }, 0, b with { Data = b.Data + i * stepB }, 0, y + i, 1, in Finish);
            }
        }
    }

    private readonly struct Sum(float aScale, float bScale) : IQuantizedFunction
    {
        public Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => a * aScale + b * bScale;

        public float Invoke(float a, float b) => a * aScale + b * bScale;
    }

    private readonly struct Product(float scale) : IQuantizedFunction
    {
        public Vector256<float> Invoke(Vector256<float> a, Vector256<float> b) => a * b * scale;

        public float Invoke(float a, float b) => a * b * scale;
    }
}
