using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Features N×D on a scale where few strong ones do not drown the others: sign(x) · √(|x| / m + 0.01), where m is the mean of |x| of the row. The root of a row
/// that sums up to one compares rows as distributions (Perronnin, Sánchez and Mensink 2010; Arandjelović and Zisserman 2012); the small summand bounds the gradient at 0.
/// </summary>
public sealed record PowerNormalization : Layer
{
    private const float Floor = 0.01f, Least = 1e-12f;

    /// <inheritdoc/>
    protected override Value Build(Value x, LayerContext context)
    {
        if (x.Shape.Rank != 2) throw new ShapeException($"power normalization takes features N×D, but the input is {x.Shape}");
        Value size = x.Abs();
        return x.Sign() * (size / (size.ReduceMean([-1]) + Least) + Floor).Sqrt();
    }
}
