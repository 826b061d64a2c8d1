using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Classes drawn at random (ONNX Multinomial), others at each run of a seed: from logarithms of weights [N, classes], which need not sum to
/// anything, indices [N, samples].
/// </summary>
/// <param name="Dtype">The result's element type, Int32 or Int64.</param>
/// <param name="SampleSize">How many are drawn for each row.</param>
/// <param name="Seed">Tells nodes of the same name apart; the run has a seed of its own.</param>
public sealed record Multinomial(ElementType Dtype = ElementType.Int32, int SampleSize = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2, 2);
        if (Dtype is not (ElementType.Int32 or ElementType.Int64)) throw i.Error($"makes Int32 or Int64, not {Dtype}");
        if (i.Shape(0)[1] == 0) throw i.Error("there are no classes to draw from");
        i.Output(Dtype, [i.Shape(0)[0], SampleSize]);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int rows = k.Input(0).Shape[0], classes = k.Input(0).Shape[1];
        double* sums = k.Scratch<double>(classes);
        var random = new PhiloxSequence(RandomStream.Of(k, Seed));
        for (int r = 0; r < rows; r++)
        {
            long first = (long)r * classes;
            double largest = double.NegativeInfinity, sum = 0;
            for (int c = 0; c < classes; c++) largest = Math.Max(largest, Scalars.Number(k.Input(0), first + c));
            for (int c = 0; c < classes; c++) sums[c] = sum += Math.Exp(Scalars.Number(k.Input(0), first + c) - largest);
            for (int s = 0; s < SampleSize; s++)
            {
                double at = random.NextSingle() * sum;
                int drawn = 0;
                while (drawn < classes - 1 && !(at < sums[drawn])) drawn++;
                if (Dtype == ElementType.Int64) k.Out<long>(0)[(long)r * SampleSize + s] = drawn;
                else k.Out<int>(0)[(long)r * SampleSize + s] = drawn;
            }
        }
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }
}

/// <summary>Applies <see cref="Graphs.Multinomial"/>.</summary>
public static class MultinomialBuilder
{
    /// <summary>Classes drawn at random by logarithms of weights [N, classes]; <paramref name="samples"/> for each row.</summary>
    public static Value Multinomial(this Value logits, int samples = 1) => logits.Graph.Add(new Multinomial(SampleSize: samples), logits);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Multinomial>();
}
