using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The elements as another type (ONNX Cast). Floating-point numbers lose their fraction and are held within the integer type's range (NaN
/// becomes 0), integers keep their low bits, numbers other than 0 are true, text is parsed and numbers are written as text.
/// </summary>
/// <param name="To">The type of the result.</param>
public sealed record Cast(ElementType To) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (!Conversion.Supports(To) || !Conversion.Supports(i.Element(0))) throw i.Error($"there is no conversion from {i.Element(0)} to {To}");
        i.Output(To, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => Conversion.Convert(k.Input(0), k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (g.Input(0).Type.Element.IsFloat()) g.Set(0, () => g.Dy.Cast(g.Input(0).Type.Element));
    }
}

/// <summary>Applies <see cref="Cast"/>.</summary>
public static class CastBuilder
{
    /// <summary>The elements as another type; the value itself when it has that type.</summary>
    public static Value Cast(this Value x, ElementType to) => x.Type.Element == to ? x : x.Graph.Add(new Cast(to), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Cast>();
}
