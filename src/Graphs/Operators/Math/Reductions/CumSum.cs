using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Running sums along the axis that the second operand gives (ONNX CumSum).</summary>
/// <param name="Exclusive">Whether an element's own value is left out of its sum.</param>
/// <param name="Reverse">Whether the sums run from the end.</param>
public sealed record CumSum(bool Exclusive = false, bool Reverse = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Integers(1) is [long axis, ..]) i.Shape(0).Axis((int)axis);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var sums = new Sums(k, Exclusive, Reverse);
        ElementTypeVisitor.Number(k.Input(0).Type, ref sums);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(this with { Reverse = !Reverse }, g.Dy, g.Input(1)));

    private readonly unsafe struct Sums(Kernel k, bool exclusive, bool reverse) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(0).Shape, (int)Scalars.Number(k.Input(1)));
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long line = 0; line < (long)outer * inner; line++)
            {
                long first = line / inner * n * inner + line % inner, step = reverse ? -inner : inner;
                if (reverse) first += (long)(n - 1) * inner;
                T sum = T.Zero;
                for (long i = 0, at = first; i < n; i++, at += step)
                {
                    T before = sum;
                    sum += x[at];
                    y[at] = exclusive ? before : sum;
                }
            }
        }
    }
}

/// <summary>Applies <see cref="CumSum"/>.</summary>
public static class CumSumBuilder
{
    /// <summary>Running sums along an axis.</summary>
    public static Value CumSum(this Value x, int axis, bool exclusive = false, bool reverse = false) =>
        x.Graph.Add(new CumSum(exclusive, reverse), x, x.Graph.Scalar(ElementType.Int64, axis));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<CumSum>();
}
