using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Uniformly distributed numbers (ONNX RandomUniform), others at each run of a seed.</summary>
/// <param name="Shape">The result's dimensions.</param>
/// <param name="Dtype">The result's element type.</param>
/// <param name="High">The bound above, which is not reached.</param>
/// <param name="Low">The bound below.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record RandomUniform(Ints Shape, ElementType Dtype = ElementType.Float32, float High = 1, float Low = 0, float? Seed = null) : Operator
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
    public override void Run(Kernel k) => RandomStream.Fill(k, Seed, Low, High, normal: false);
}

/// <summary>
/// Uniformly distributed numbers in the shape of the operand (ONNX RandomUniformLike), others at each run of a seed.
/// </summary>
/// <param name="Dtype">The result's element type; the operand's when left out.</param>
/// <param name="High">The bound above, which is not reached.</param>
/// <param name="Low">The bound below.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record RandomUniformLike(ElementType? Dtype = null, float High = 1, float Low = 0, float? Seed = null) : Operator
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
    public override void Run(Kernel k) => RandomStream.Fill(k, Seed, Low, High, normal: false);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }
}

/// <summary>Applies <see cref="Graphs.RandomUniform"/> and <see cref="Graphs.RandomUniformLike"/>.</summary>
public static class RandomUniformBuilder
{
    /// <summary>Uniformly distributed numbers of a shape, others at each run of a seed.</summary>
    public static Value RandomUniform(this Graph graph, Ints shape, float low = 0, float high = 1) => graph.Add(new RandomUniform(shape, ElementType.Float32, high, low));

    /// <summary>Uniformly distributed numbers in the shape and type of a value, others at each run of a seed.</summary>
    public static Value RandomUniformLike(this Value x, float low = 0, float high = 1) => x.Graph.Add(new RandomUniformLike(null, high, low), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<RandomUniform>();
        OperatorSet.Register<RandomUniformLike>();
    }
}
