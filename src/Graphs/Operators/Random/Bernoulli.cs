using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>1 with the probability that the operand says, else 0, element by element (ONNX Bernoulli); others at each run of a seed.</summary>
/// <param name="Dtype">The result's element type; the operand's when left out.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record Bernoulli(ElementType? Dtype = null, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (!i.Element(0).IsFloat()) throw i.Error($"takes probabilities, not {i.Element(0)}");
        i.Output(Dtype ?? i.Element(0), i.Shape(0));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int count = checked((int)k.Output(0).Count);
        float* uniform = k.Scratch<float>(count);
        RandomStream.Of(k, Seed).FillUniform(new Span<float>(uniform, count));
        var draw = new Draw(k.Input(0), uniform, k.Output(0));
        ElementTypeVisitor.Number(k.Output(0).Type == ElementType.Bool ? ElementType.UInt8 : k.Output(0).Type, ref draw);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly unsafe struct Draw(Tensor p, float* uniform, Tensor y) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            for (long i = 0; i < y.Count; i++) ((T*)y.Pointer)[i] = uniform[i] < Scalars.Number(p, i) ? T.One : T.Zero;
        }
    }
}

/// <summary>Applies <see cref="Graphs.Bernoulli"/>.</summary>
public static class BernoulliBuilder
{
    /// <summary>1 with the probability that this value says, else 0.</summary>
    public static Value Bernoulli(this Value probability, ElementType? type = null) => probability.Graph.Add(new Bernoulli(type), probability);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Bernoulli>();
}
