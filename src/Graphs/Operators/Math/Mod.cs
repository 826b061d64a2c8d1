using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The remainder of a division, with broadcasting (ONNX Mod): of the divisor's sign, or of the dividend's, as C's fmod, when
/// <paramref name="Fmod"/> is set.
/// </summary>
public sealed record Mod(bool Fmod = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var remainder = new Remainder(k, Fmod, Elementwise.Plan(k));
        ElementTypeVisitor.Number(k.Input(0).Type, ref remainder);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value a = g.Input(0), b = g.Input(1);
        g.SetBroadcast(0, () => g.Dy);
        g.SetBroadcast(1, () => g.Dy * ((g.Output(0) - a) / b).Round());
    }

    private readonly unsafe struct Remainder(Kernel k, bool fmod, Broadcasting plan) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* a = k.In<T>(0), b = k.In<T>(1), y = k.Out<T>(0);
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
                for (int i = 0; i < plan.Inner; i++)
                {
                    T divisor = b[at[1] + i * plan.Step(1)], rest = a[at[0] + i * plan.Step(0)] % divisor;
                    if (!fmod && rest != T.Zero && T.IsNegative(rest) != T.IsNegative(divisor)) rest += divisor;
                    *y++ = rest;
                }
        }
    }
}

/// <summary>Applies <see cref="Mod"/>.</summary>
public static class ModBuilder
{
    /// <summary>The remainder of a division, with broadcasting; of the divisor's sign unless <paramref name="fmod"/> is set.</summary>
    public static Value Mod(this Value a, Value b, bool fmod = false) => a.Graph.Add(new Mod(fmod), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Mod>();
}
