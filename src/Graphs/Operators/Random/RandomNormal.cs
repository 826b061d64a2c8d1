using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Normally distributed numbers (ONNX RandomNormal), others at each run of a seed.</summary>
/// <param name="Shape">The result's dimensions.</param>
/// <param name="Dtype">The result's element type.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Scale">Their standard deviation.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record RandomNormal(Ints Shape, ElementType Dtype = ElementType.Float32, float Mean = 0, float Scale = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (!Dtype.IsFloat()) throw i.Error($"makes floating-point numbers, not {Dtype}");
        i.Output(Dtype, SymbolicShape.Of([.. Shape.ToArray().Select(d => (Dim)d)]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => RandomStream.Fill(k, Seed, Mean, Scale, normal: true);
}

/// <summary>
/// Normally distributed numbers in the shape of the operand (ONNX RandomNormalLike), others at each run of a seed.
/// </summary>
/// <param name="Dtype">The result's element type; the operand's when left out.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Scale">Their standard deviation.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record RandomNormalLike(ElementType? Dtype = null, float Mean = 0, float Scale = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        ElementType type = Dtype ?? i.Element(0);
        if (!type.IsFloat()) throw i.Error($"makes floating-point numbers, not {type}");
        i.Output(type, i.Shape(0));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => RandomStream.Fill(k, Seed, Mean, Scale, normal: true);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }
}

/// <summary>Applies <see cref="Graphs.RandomNormal"/> and <see cref="Graphs.RandomNormalLike"/>.</summary>
public static class RandomNormalBuilder
{
    /// <summary>Normally distributed numbers of a shape, others at each run of a seed.</summary>
    public static Value RandomNormal(this Graph graph, Ints shape, float mean = 0, float scale = 1) => graph.Add(new RandomNormal(shape, ElementType.Float32, mean, scale));

    /// <summary>Normally distributed numbers in the shape and type of a value, others at each run of a seed.</summary>
    public static Value RandomNormalLike(this Value x, float mean = 0, float scale = 1) => x.Graph.Add(new RandomNormalLike(null, mean, scale), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<RandomNormal>();
        OperatorSet.Register<RandomNormalLike>();
    }
}
