using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A window by which frames of a signal are multiplied before they are transformed: a sum of cosines, of as many numbers as the operand says. A periodic one
/// ends one number before it would be symmetric.
/// </summary>
public abstract record WindowOperator : Operator
{
    private protected static void Infer(Inference i, ElementType type)
    {
        if (i.Constant(0) is not { } size) i.Output(type, [Dim.Unknown()]);
        else if (Scalars.Number(size) is var count && count < 0) throw i.Error($"the size is {count}");
        else i.Output(type, [checked((int)count)]);
    }

    // a + b·cos(2πn / N) + c·cos(4πn / N)
    private protected static void Fill(Kernel k, bool periodic, double a, double b, double c)
    {
        var cosines = new Cosines(k.Output(0), periodic, a, b, c);
        ElementTypeVisitor.Number(k.Output(0).Type, ref cosines);
    }

    private readonly struct Cosines(Tensor y, bool periodic, double a, double b, double c) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            Span<T> window = y.AsSpan<T>();
            double angle = 2 * Math.PI / Math.Max(1, periodic ? window.Length : window.Length - 1);
            for (int n = 0; n < window.Length; n++) window[n] = T.CreateSaturating(a + b * Math.Cos(angle * n) + c * Math.Cos(2 * angle * n));
        }
    }
}
