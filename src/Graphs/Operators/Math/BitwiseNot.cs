using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>All bits turned over; for integers (ONNX BitwiseNot).</summary>
public sealed record BitwiseNot : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (!BitwiseOperator.IsInteger(i.Element(0))) throw i.Error($"takes integers, not {i.Element(0)}");
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        ReadOnlySpan<byte> x = k.Input(0).AsBytes();
        Span<byte> y = k.Output(0).AsBytes();
        for (int i = 0; i < y.Length; i++) y[i] = (byte)~x[i];
    }
}

/// <summary>Applies <see cref="BitwiseNot"/>.</summary>
public static class BitwiseNotBuilder
{
    /// <summary>All bits turned over.</summary>
    public static Value BitwiseNot(this Value x) => x.Graph.Add(new BitwiseNot(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<BitwiseNot>();
}
