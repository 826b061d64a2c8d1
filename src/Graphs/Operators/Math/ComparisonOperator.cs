using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>An operator that compares two operands of the same type, with broadcasting, and gives truth values. It has no gradient.</summary>
public abstract record ComparisonOperator : Operator
{
    /// <inheritdoc/>
    public sealed override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.Output(ElementType.Bool, SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    private protected static void Compare<F>(Kernel k, F f) where F : struct, IComparison
    {
        var visitor = new Visitor<F>(k, f, Elementwise.Plan(k));
        ElementType type = k.Input(0).Type;
        ElementTypeVisitor.Number(type == ElementType.Bool ? ElementType.UInt8 : type, ref visitor);
    }

    private protected interface IComparison
    {
        bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T>;
    }

    private readonly unsafe struct Visitor<F>(Kernel k, F f, Broadcasting plan) : INumberVisitor where F : struct, IComparison
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* a = k.In<T>(0), b = k.In<T>(1);
            bool* y = k.Out<bool>(0);
            int aStep = plan.Step(0), bStep = plan.Step(1), count = plan.Inner;
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at), y += count)
            {
                T* left = a + at[0], right = b + at[1];
                if (aStep == 1 && bStep == 1) for (int i = 0; i < count; i++) y[i] = f.Invoke(left[i], right[i]);
                else if (aStep == 1) for (int i = 0; i < count; i++) y[i] = f.Invoke(left[i], *right);
                else for (int i = 0; i < count; i++) y[i] = f.Invoke(*left, right[i * bStep]);
            }
        }
    }
}
