using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// x brought into a range whose ends are the optional scalar operands 1 (least) and 2 (greatest) (ONNX Clip). Where the least exceeds the
/// greatest, everything becomes the greatest; NaN stays NaN.
/// </summary>
public sealed record Clip : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            float low = k.HasInput(1) ? *k.In<float>(1) : float.NegativeInfinity, high = k.HasInput(2) ? *k.In<float>(2) : float.PositiveInfinity;
            Elementwise.Run(k, new Function(low, high));
            return;
        }
        var visitor = new Visitor(k);
        ElementTypeVisitor.Number(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value? low = g.HasInput(1) ? g.Input(1) : null, high = g.HasInput(2) ? g.Input(2) : null;
        g.Set(0, () => g.Graph.Add(new ClipGradient(), g.Dy, g.Input(0), low, high));
    }

    private readonly struct Function(float low, float high) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V raised = V.Select(V.Less(x, V.Create(low)), V.Create(low), x);
            return V.Select(V.Less(V.Create(high), raised), V.Create(high), raised);
        }
    }

    private readonly unsafe struct Visitor(Kernel k) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long i = 0; i < k.Output(0).Count; i++)
            {
                T value = x[i];
                if (k.HasInput(1) && value < *k.In<T>(1)) value = *k.In<T>(1);
                if (k.HasInput(2) && value > *k.In<T>(2)) value = *k.In<T>(2);
                y[i] = value;
            }
        }
    }
}

/// <summary>The gradient of <see cref="Clip"/> from (dy, x, least, greatest): dy where x is within the range, 0 elsewhere.</summary>
public sealed record ClipGradient : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input < 2;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        double low = k.HasInput(2) ? Scalars.Number(k.Input(2)) : double.NegativeInfinity;
        double high = k.HasInput(3) ? Scalars.Number(k.Input(3)) : double.PositiveInfinity;
        Elementwise.RunBinary(k, new Function(low, high));
    }

    private readonly struct Function(double low, double high) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(x, V.Create(low)), V.Create(0), V.Select(V.Less(V.Create(high), x), V.Create(0), dy));
    }
}

/// <summary>Applies <see cref="Graphs.Clip"/>.</summary>
public static class ClipBuilder
{
    /// <summary>x brought into low … high; either end may be a scalar value or absent.</summary>
    public static Value Clip(this Value x, Value? low, Value? high) => x.Graph.Add(new Clip(), x, low, high);

    /// <summary>x brought into low … high.</summary>
    public static Value Clip(this Value x, double low, double high) => x.Clip(x.Like(low), x.Like(high));

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Clip>();
        OperatorSet.Register<ClipGradient>(Operator.OwnDomain);
    }
}
