using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The first operand summed over the axes along which the second would be stretched to its shape: the gradient of broadcasting.</summary>
public sealed record SumTo : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape.Broadcast(i.Shape(0), i.Shape(1));
        i.Output(i.Element(0), i.Shape(1));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Input(0).Shape == k.Output(0).Shape)
        {
            k.Input(0).CopyTo(k.Output(0));
            return;
        }
        var sum = new Sum(k);
        ElementTypeVisitor.Number(k.Output(0).Type, ref sum);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy + g.Graph.Zeros(g.Input(0)));

    private readonly unsafe struct Sum(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            if (k.Kept is not Broadcasting plan) k.Kept = plan = new Broadcasting(k.Input(0).Shape, [k.Output(0).Shape], int.MaxValue);
            T* x = k.In<T>(0), y = k.Out<T>(0);
            k.Output(0).AsSpan<T>().Clear();
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at), x += plan.Inner)
            {
                T* target = y + at[0];
                if (plan.Step(0) == 0)
                {
                    T total = *target;
                    for (int i = 0; i < plan.Inner; i++) total += x[i];
                    *target = total;
                }
                else
                    for (int i = 0; i < plan.Inner; i++) target[i] += x[i];
            }
        }
    }
}

/// <summary>Applies <see cref="SumTo"/>.</summary>
public static class SumToBuilder
{
    /// <summary>The value summed down to the shape of <paramref name="like"/>; the value itself when the shapes are already the same.</summary>
    public static Value SumTo(this Value x, Value like) => x.Shape.Equals(like.Shape) ? x : x.Graph.Add(new SumTo(), x, like);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SumTo>(Operator.OwnDomain);
}
