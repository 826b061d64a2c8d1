using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>An operator that combines two tensors of truth values, with broadcasting.</summary>
public abstract record LogicOperator : Operator
{
    /// <inheritdoc/>
    public sealed override void Infer(Inference i)
    {
        i.RequireSameElement();
        if (i.Element(0) != ElementType.Bool) throw i.Error($"takes Bool, not {i.Element(0)}");
        i.Output(ElementType.Bool, SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    private protected static unsafe void Combine<F>(Kernel k, F f) where F : struct, ILogic
    {
        Broadcasting plan = Elementwise.Plan(k);
        byte* a = k.In<byte>(0), b = k.In<byte>(1), y = k.Out<byte>(0);
        Broadcasting.Position at = plan.Start(0);
        for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
            for (int i = 0; i < plan.Inner; i++)
                *y++ = f.Invoke(a[at[0] + i * plan.Step(0)], b[at[1] + i * plan.Step(1)]);
    }

    private protected interface ILogic
    {
        byte Invoke(byte a, byte b);
    }
}
