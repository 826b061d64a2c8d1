using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elementwise difference with broadcasting (ONNX Sub).</summary>
public sealed record Sub : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k) => Elementwise.RunArithmetic(k, default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(0, () => g.Dy);
        g.SetBroadcast(1, () => -g.Dy);
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a - b;
    }
}

/// <summary>Applies <see cref="Sub"/>.</summary>
public static class SubBuilder
{
    /// <summary>Elementwise difference with broadcasting.</summary>
    public static Value Sub(this Value a, Value b) => a.Graph.Add(new Sub(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sub>();
}
