using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Whether x is false, element by element (ONNX Not).</summary>
public sealed record Not : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.Bool) throw i.Error($"takes Bool, not {i.Element(0)}");
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        byte* x = k.In<byte>(0), y = k.Out<byte>(0);
        for (long i = 0; i < k.Output(0).Count; i++) y[i] = (byte)(x[i] ^ 1);
    }
}

/// <summary>Applies <see cref="Not"/>.</summary>
public static class NotBuilder
{
    /// <summary>Whether x is false, element by element.</summary>
    public static Value Not(this Value x) => x.Graph.Add(new Not(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Not>();
}
