using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The numbers from the first operand up to, not including, the second in steps of the third (ONNX Range); all are scalars.</summary>
public sealed record Range : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        bool known = i.Constant(0) is not null && i.Constant(1) is not null && i.Constant(2) is not null;
        if (!known)
        {
            i.Output(i.Element(0), [Dim.Unknown()]);
            return;
        }
        double start = Number(i.Constant(0)!), limit = Number(i.Constant(1)!), delta = Number(i.Constant(2)!);
        if (delta == 0) throw i.Error("the step is 0");
        i.Output(i.Element(0), [checked((int)Math.Max(0, Math.Ceiling((limit - start) / delta)))]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var fill = new Fill(k);
        ElementTypeVisitor.Number(k.Output(0).Type, ref fill);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private static double Number(Tensor scalar)
    {
        var wide = new Tensor(ElementType.Float64, Shape.Scalar);
        Conversion.Convert(scalar, wide);
        return wide.AsSpan<double>()[0];
    }

    private readonly struct Fill(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T start = k.Input(0).AsSpan<T>()[0], delta = k.Input(2).AsSpan<T>()[0];
            Span<T> y = k.Output(0).AsSpan<T>();
            for (int i = 0; i < y.Length; i++) y[i] = start + T.CreateTruncating(i) * delta;
        }
    }
}

/// <summary>Applies <see cref="Graphs.Range"/>.</summary>
public static class RangeBuilder
{
    /// <summary>The numbers from this scalar up to, not including, <paramref name="limit"/> in steps of <paramref name="delta"/>.</summary>
    public static Value Range(this Value start, Value limit, Value delta) => start.Graph.Add(new Range(), start, limit, delta);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Range>();
}
