using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of Gather by what was gathered from: zeros of the third operand's shape, to which each slice of the first operand is added where
/// the second points. Slices are added in order, whatever the number of threads.
/// </summary>
public sealed record GatherGradient(int Axis = 0) : Operator
{
    private const int Stripe = 64;

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Element(0), i.Shape(2));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var visitor = new Visitor(k, Axis);
        ElementTypeVisitor.Number(k.Output(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.Gather(g.Input(1), Axis));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GatherGradient>(OwnDomain);

    private readonly unsafe struct Visitor(Kernel k, int axis) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            Shape x = k.Output(0).Shape;
            int a = axis < 0 ? axis + x.Rank : axis, inner = checked((int)x.CountBetween(a + 1, x.Rank));
            k.Output(0).AsBytes().Clear();
            var task = new AddTask<T>(k.In<T>(0), k.Out<T>(0), Gather.Indices(k, 1, x[a], a), checked((int)k.Input(1).Count), x[a], inner);
            Workers.Run(checked((int)x.CountBetween(0, a) * ((inner + Stripe - 1) / Stripe)), ref task);
        }
    }

    // A piece is a stripe of columns, so that no two threads meet at an element.
    private readonly unsafe struct AddTask<T>(T* dy, T* dx, long* indices, int count, int size, int inner) : ITask where T : unmanaged, INumber<T>
    {
        public void Run(int piece)
        {
            int stripes = (inner + Stripe - 1) / Stripe, start = piece % stripes * Stripe, end = Math.Min(inner, start + Stripe);
            long outer = piece / stripes;
            for (long n = 0; n < count; n++)
            {
                T* from = dy + (outer * count + n) * inner, to = dx + (outer * size + indices[n]) * inner;
                for (int i = start; i < end; i++) to[i] += from[i];
            }
        }
    }
}
