using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The upper (or lower) triangle of each matrix in the last two axes, zeros elsewhere (ONNX Trilu). The second operand, 0 when left out,
/// moves the diagonal to the right.
/// </summary>
public sealed record Trilu(bool Upper = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var visitor = new Visitor(k, Upper, k.HasInput(1) ? k.Input(1).AsSpan<long>()[0] : 0);
        Items.Visit(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(this, g.Dy, g.HasInput(1) ? g.Input(1) : null));

    private readonly struct Visitor(Kernel k, bool upper, long diagonal) : IItemVisitor
    {
        public void Visit<T>()
        {
            Shape shape = k.Input(0).Shape;
            int rows = shape[-2], columns = shape[-1];
            ref T x = ref k.Input(0).ItemsOf<T>();
            ref T y = ref k.Output(0).ItemsOf<T>();
            for (long r = 0; r < shape.CountBetween(0, shape.Rank - 1); r++)
                for (int c = 0; c < columns; c++)
                {
                    var at = (nint)(r * columns + c);
                    bool keep = upper ? c >= r % rows + diagonal : c <= r % rows + diagonal;
                    Unsafe.Add(ref y, at) = keep ? Unsafe.Add(ref x, at) : default!;
                }
        }
    }
}

/// <summary>Applies <see cref="Graphs.Trilu"/>.</summary>
public static class TriluBuilder
{
    /// <summary>The upper or lower triangle of each matrix in the last two axes, the diagonal moved to the right by <paramref name="diagonal"/>.</summary>
    public static Value Trilu(this Value x, bool upper = true, long diagonal = 0) => diagonal == 0
        ? x.Graph.Add(new Trilu(upper), x)
        : x.Graph.Add(new Trilu(upper), x, x.Graph.Constant(Tensor.Scalar(diagonal)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Trilu>();
}
