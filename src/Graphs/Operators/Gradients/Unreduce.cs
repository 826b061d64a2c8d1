using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The way back from a reduction: operands are a value of the reduced shape, a tensor that was reduced, and the axes; the result has the
/// shape of the latter and is the same along the reduced axes.
/// </summary>
/// <param name="KeepDims">Whether the value still has the reduced axes.</param>
/// <param name="NoopWithEmptyAxes">What no axes means: everything (false) or nothing (true).</param>
/// <param name="Mean">Whether each element gets its share, the value divided by how many elements were reduced to one.</param>
public sealed record Unreduce([property: OnnxName("keepdims")] bool KeepDims, bool NoopWithEmptyAxes, bool Mean = false) : Operator
{
    private const int Grain = 16384;

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Element(0), i.Shape(1));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not Broadcasting plan) k.Kept = plan = NewPlan(k);
        var spread = new Spread(k, plan, Mean ? (double)k.Input(0).Count / Math.Max(1, k.Output(0).Count) : 1);
        ElementTypeVisitor.Number(k.Output(0).Type, ref spread);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value? axes = g.HasInput(2) ? g.Input(2) : null;
        g.Set(0, () => g.Graph.Add(Mean ? new ReduceMean(KeepDims, NoopWithEmptyAxes) : new ReduceSum(KeepDims, NoopWithEmptyAxes), g.Dy, axes));
    }

    private Broadcasting NewPlan(Kernel k)
    {
        Shape shape = k.Output(0).Shape;
        bool[] reduced = ReductionOperator.Axes(shape.Rank, k.HasInput(2) ? k.Integers(2) : [], NoopWithEmptyAxes);
        return new Broadcasting(shape, [Shape.Of([.. shape.ToArray().Select((d, a) => reduced[a] ? 1 : d)])], Grain);
    }

    private readonly struct Spread(Kernel k, Broadcasting plan, double share) : INumberVisitor
    {
        public unsafe void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var rows = new Rows<T>(plan, k.In<T>(0), k.Out<T>(0), T.CreateSaturating(share));
            Workers.Run(plan.Pieces, ref rows);
        }
    }

    private readonly unsafe struct Rows<T>(Broadcasting plan, T* x, T* y, T share) : ITask where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        public void Run(int index)
        {
            (long first, long end) = plan.Rows(index);
            int from = plan.From(index), count = plan.To(index) - from;
            Broadcasting.Position at = plan.Start(first);
            for (long row = first; row < end; row++, plan.Next(ref at))
            {
                var target = new Span<T>(y + row * plan.Inner + from, count);
                if (plan.Step(0) == 0) target.Fill(x[at[0]] * share);
                else if (share == T.One) new ReadOnlySpan<T>(x + at[0] + from, count).CopyTo(target);
                else for (int i = 0; i < count; i++) target[i] = x[at[0] + from + i] * share;
            }
        }
    }
}

/// <summary>Registers <see cref="Unreduce"/>.</summary>
internal static class UnreduceBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Unreduce>(Operator.OwnDomain);
}
