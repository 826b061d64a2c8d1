using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether x is not a number, element by element (ONNX IsNaN).</summary>
public sealed record IsNaN : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(ElementType.Bool, i.Shape(0));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var test = new Test(k);
        ElementTypeVisitor.Float(k.Input(0).Type, ref test);
    }

    private readonly unsafe struct Test(Kernel k) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            bool* y = k.Out<bool>(0);
            foreach (T x in k.Input(0).AsSpan<T>()) *y++ = T.IsNaN(x);
        }
    }
}

/// <summary>Applies <see cref="IsNaN"/>.</summary>
public static class IsNaNBuilder
{
    /// <summary>Whether x is not a number, element by element.</summary>
    public static Value IsNaN(this Value x) => x.Graph.Add(new IsNaN(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<IsNaN>();
}
