using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The first operand to the power of the second, with broadcasting (ONNX Pow). The exponent's element type may differ; the result has
/// that of the base. Squares, cubes and square roots of Float32 are vector loops.
/// </summary>
public sealed record Pow : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference && k.Input(1).Count == 1 && k.Input(0).Shape == k.Output(0).Shape)
        {
            switch (Scalars.Number(k.Input(1)))
            {
                case 2: Elementwise.Run(k, default(Square)); return;
                case 3: Elementwise.Run(k, default(Cube)); return;
                case 0.5: Elementwise.Run(k, default(Root)); return;
            }
        }
        var power = new Power(k);
        ElementTypeVisitor.Number(k.Input(0).Type, ref power);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value x = g.Input(0), y = g.Input(1);
        g.SetBroadcast(0, () => g.Dy * y * x.Pow(y - 1));
        g.SetBroadcast(1, () => x.Greater(x.Like(0)).Where(g.Dy * g.Output(0) * x.Log(), x.Like(0)));
    }

    private readonly struct Square : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x * x;
    }

    private readonly struct Cube : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x * x * x;
    }

    // pow(-0, 0.5) is +0 and pow(-∞, 0.5) is +∞, where the square root gives -0 and NaN.
    private readonly struct Root : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Equal(x, V.Create(double.NegativeInfinity)), V.Create(double.PositiveInfinity), V.Sqrt(x) + V.Create(0));
    }

    private readonly unsafe struct Power(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            Broadcasting plan = Elementwise.Plan(k);
            T* x = k.In<T>(0), y = k.Out<T>(0);
            Tensor exponent = k.Input(1);
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
                for (int i = 0; i < plan.Inner; i++)
                    *y++ = T.CreateSaturating(Math.Pow(double.CreateSaturating(x[at[0] + i * plan.Step(0)]), Scalars.Number(exponent, at[1] + i * plan.Step(1))));
        }
    }
}

/// <summary>Applies <see cref="Graphs.Pow"/>.</summary>
public static class PowBuilder
{
    /// <summary>The power of this to <paramref name="exponent"/>, with broadcasting.</summary>
    public static Value Pow(this Value x, Value exponent) => x.Graph.Add(new Pow(), x, exponent);

    /// <summary>The power of this to <paramref name="exponent"/>.</summary>
    public static Value Pow(this Value x, double exponent) => x.Pow(x.Like(exponent));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Pow>();
}
