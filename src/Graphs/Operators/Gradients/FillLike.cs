using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>A tensor of the operand's type and shape with the same number everywhere.</summary>
public sealed record FillLike(float Value) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var fill = new Fill(k, Value);
        ElementTypeVisitor.Number(k.Output(0).Type, ref fill);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly struct Fill(Kernel k, float value) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => k.Output(0).AsSpan<T>().Fill(T.CreateSaturating(value));
    }
}

/// <summary>Applies <see cref="FillLike"/>.</summary>
public static class FillLikeBuilder
{
    /// <summary>Zeros of the type and shape of <paramref name="like"/>.</summary>
    public static Value Zeros(this Graph graph, Value like) => graph.Add(new FillLike(0), like);

    /// <summary>Ones of the type and shape of <paramref name="like"/>.</summary>
    public static Value Ones(this Graph graph, Value like) => graph.Add(new FillLike(1), like);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<FillLike>(Operator.OwnDomain);
}
