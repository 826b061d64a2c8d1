using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The first operand's elements as the second's type (ONNX CastLike); see <see cref="Graphs.Cast"/> for the rules.</summary>
public sealed record CastLike : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (!Conversion.Supports(i.Element(0)) || !Conversion.Supports(i.Element(1))) throw i.Error($"there is no conversion from {i.Element(0)} to {i.Element(1)}");
        i.Output(i.Element(1), i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => Conversion.Convert(k.Input(0), k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (g.Input(0).Type.Element.IsFloat()) g.Set(0, () => g.Dy.Cast(g.Input(0).Type.Element));
    }
}

/// <summary>Applies <see cref="Graphs.CastLike"/>.</summary>
public static class CastLikeBuilder
{
    /// <summary>The elements as the type of <paramref name="like"/>.</summary>
    public static Value CastLike(this Value x, Value like) => x.Graph.Add(new CastLike(), x, like);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<CastLike>();
}
