using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether x is infinite, of the signs asked for, element by element (ONNX IsInf).</summary>
public sealed record IsInf(bool DetectNegative = true, bool DetectPositive = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(ElementType.Bool, i.Shape(0));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var test = new Test(k, DetectNegative, DetectPositive);
        ElementTypeVisitor.Float(k.Input(0).Type, ref test);
    }

    private readonly unsafe struct Test(Kernel k, bool negative, bool positive) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            bool* y = k.Out<bool>(0);
            foreach (T x in k.Input(0).AsSpan<T>()) *y++ = (positive && T.IsPositiveInfinity(x)) || (negative && T.IsNegativeInfinity(x));
        }
    }
}

/// <summary>Applies <see cref="IsInf"/>.</summary>
public static class IsInfBuilder
{
    /// <summary>Whether x is infinite, of the signs asked for, element by element.</summary>
    public static Value IsInf(this Value x) => x.Graph.Add(new IsInf(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<IsInf>();
}
