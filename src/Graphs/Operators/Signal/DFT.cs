using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The discrete Fourier transform along an axis (ONNX DFT). Operands are x, whose last axis holds real numbers (length 1) or real and imaginary parts
/// (length 2), the optional length of the transform (x is cut or continued by zeros) and the optional axis, the last but one when left out. The
/// result's last axis has real and imaginary parts.
/// </summary>
/// <param name="Inverse">Whether it is the inverse transform, which divides by the length.</param>
/// <param name="Onesided">Whether only the first half of the bins is wanted: the others follow from them where x is real.</param>
public sealed record DFT(bool Inverse = false, bool Onesided = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        SymbolicShape x = i.Shape(0);
        if (x[-1] is { IsKnown: true } parts && parts.Value is not (1 or 2)) throw i.Error($"the last axis holds {parts} numbers, expected 1 (real) or 2 (complex)");
        if (Inverse && Onesided) throw i.Error("inverse and onesided exclude each other");
        if (i.HasInput(2) && i.Integers(2) is null)
        {
            i.Output(i.Element(0), [.. Enumerable.Range(0, x.Rank - 1).Select(_ => Dim.Unknown()), 2]);
            return;
        }
        int axis = x.Axis(checked((int)(i.Integers(2)?[0] ?? -2)));
        if (axis == x.Rank - 1) throw i.Error("the axis is the one of real and imaginary parts");
        Dim length = !i.HasInput(1) ? x[axis] : i.Integers(1) is { } given ? checked((int)given[0]) : Dim.Unknown();
        if (length == 0) throw i.Error("the length of the transform is 0");
        i.Output(i.Element(0), x.With(axis, Onesided ? length.Map(n => n / 2 + 1) : length).With(-1, 2));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Shape x = k.Input(0).Shape, y = k.Output(0).Shape;
        int axis = k.HasInput(2) ? (int)Scalars.Number(k.Input(2)) : -2;
        if (axis < 0) axis += x.Rank;
        int length = k.HasInput(1) ? (int)Scalars.Number(k.Input(1)) : x[axis], parts = x[-1];
        if (k.Kept is not FourierPlan plan || plan.Length != length) k.Kept = plan = new FourierPlan(length);
        int inner = checked((int)x.CountBetween(axis + 1, x.Rank - 1));
        new FourierLines
        {
            Count = checked((int)(x.CountBetween(0, axis) * inner)),
            Inner = inner,
            From = ((long)x[axis] * inner * parts, parts),
            To = ((long)y[axis] * inner * 2, 2),
            SampleStep = (long)inner * parts,
            BinStep = inner * 2L,
            Samples = x[axis],
            Bins = y[axis],
            Complex = parts == 2,
            Inverse = Inverse,
        }.Run(k, plan, window: null);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
    {
        if (Onesided || g.HasInput(1)) throw new NotSupportedException($"{g.Node}: the gradient of a transform that is onesided or of another length than its operand is not supported.");
        Value axis = g.HasInput(2) ? g.Input(2) : g.Graph.Scalar(ElementType.Int64, -2);
        // The transform's matrix is symmetric, so its adjoint is its conjugate: the inverse but for the division by the length.
        Value length = g.Input(0).ShapeOf().Gather(axis.Cast(ElementType.Int64)).Cast(g.Dy.Type.Element);
        Value other = g.Graph.Add(new DFT(!Inverse), g.Dy, null, axis);
        other = Inverse ? other / length : other * length;
        return g.Input(0).Shape[-1] == 1 ? other.Slice(-1, 0, 1) : other;
    });
}

/// <summary>Applies <see cref="Graphs.DFT"/>.</summary>
public static class DFTBuilder
{
    /// <summary>The discrete Fourier transform along an axis of x, whose last axis holds real numbers or real and imaginary parts.</summary>
    public static Value DFT(this Value x, int axis = -2, bool inverse = false, bool onesided = false) =>
        x.Graph.Add(new DFT(inverse, onesided), x, null, x.Graph.Scalar(ElementType.Int64, axis));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DFT>();
}
