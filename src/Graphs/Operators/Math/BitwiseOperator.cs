using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>An operator that combines the bits of two tensors of integers of one type, with broadcasting. It has no gradient.</summary>
public abstract record BitwiseOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        if (!IsInteger(i.Element(0))) throw i.Error($"takes integers, not {i.Element(0)}");
        i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    /// <inheritdoc/>
    public sealed override bool MayOverwrite(int input) => true;

    /// <summary>True for the types whose elements are whole numbers.</summary>
    internal static bool IsInteger(ElementType type) => type is >= ElementType.UInt8 and <= ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64;

    // Signs do not matter to bits, so that a type for each width is enough.
    private protected static void Combine<F>(Kernel k, F f) where F : struct, IBits
    {
        Broadcasting plan = Elementwise.Plan(k);
        switch (k.Output(0).Type.Size())
        {
            case 1: Combine<byte, F>(k, f, plan); break;
            case 2: Combine<ushort, F>(k, f, plan); break;
            case 4: Combine<uint, F>(k, f, plan); break;
            default: Combine<ulong, F>(k, f, plan); break;
        }
    }

    private static unsafe void Combine<T, F>(Kernel k, F f, Broadcasting plan) where T : unmanaged, IBinaryInteger<T> where F : struct, IBits
    {
        T* a = (T*)k.Input(0).Pointer, b = (T*)k.Input(1).Pointer, y = (T*)k.Output(0).Pointer;
        Broadcasting.Position at = plan.Start(0);
        for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
            for (int i = 0; i < plan.Inner; i++)
                *y++ = f.Invoke(a[at[0] + i * plan.Step(0)], b[at[1] + i * plan.Step(1)]);
    }

    private protected interface IBits
    {
        T Invoke<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>;
    }
}
