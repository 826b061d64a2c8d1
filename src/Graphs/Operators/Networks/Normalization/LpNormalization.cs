using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>x divided by its 1-norm or 2-norm along an axis; lines of zeros stay zeros (ONNX LpNormalization).</summary>
public sealed record LpNormalization(int Axis = -1, int P = 2) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (P is not (1 or 2)) throw i.Error($"p is {P}, expected 1 or 2");
        i.Shape(0).Axis(Axis);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var lines = new Lines(k, Axis, P);
        ElementTypeVisitor.Float(k.Input(0).Type, ref lines);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        Value x = g.Input(0), y = g.Output(0), along = (g.Dy * y).ReduceSum([Axis]);
        Value norm = P == 1 ? x.ReduceL1([Axis]) : x.ReduceL2([Axis]);
        return (g.Dy - along * (P == 1 ? x.Sign() : y)) / norm;
    });

    private readonly unsafe struct Lines(Kernel k, int axis, int p) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            (int outer, int n, int inner) = SoftmaxLines.Split(k.Input(0).Shape, axis);
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long line = 0; line < (long)outer * inner; line++)
            {
                long first = line / inner * n * inner + line % inner, end = first + (long)n * inner;
                double norm = 0;
                for (long at = first; at < end; at += inner)
                {
                    double value = double.CreateSaturating(x[at]);
                    norm += p == 1 ? Math.Abs(value) : value * value;
                }
                if (p == 2) norm = Math.Sqrt(norm);
                T factor = T.CreateSaturating(norm == 0 ? 0 : 1 / norm);
                for (long at = first; at < end; at += inner) y[at] = x[at] * factor;
            }
        }
    }
}

/// <summary>Applies <see cref="LpNormalization"/>.</summary>
public static class LpNormalizationBuilder
{
    /// <summary>x divided by its 1-norm or 2-norm along an axis.</summary>
    public static Value LpNormalization(this Value x, int axis = -1, int p = 2) => x.Graph.Add(new LpNormalization(axis, p), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<LpNormalization>();
}
