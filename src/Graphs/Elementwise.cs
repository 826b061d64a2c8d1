using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shared loops of elementwise operators: broadcasting, threads, the vector path for Float32 and the generic one for all types.</summary>
public static unsafe class Elementwise
{
    // Elements per piece of work: large enough to pay for the hand-off, small enough to stay in the first-level cache.
    private const int Grain = 16384;

    /// <summary>y = f(x) for floating-point elements.</summary>
    public static void Run<F>(Kernel k, F f) where F : struct, IUnaryFunction
    {
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            var task = new MapTask<F>(f, k.In<float>(0), k.Out<float>(0));
            Workers.For(checked((int)k.Output(0).Count), Grain, ref task);
            return;
        }
        var visitor = new UnaryVisitor<F>(k, f);
        ElementTypeVisitor.Float(k.Input(0).Type, ref visitor);
    }

    /// <summary>y = f(x) for elements of any numeric type.</summary>
    public static void RunUnaryArithmetic<F>(Kernel k, F f) where F : struct, IUnaryArithmeticFunction
    {
        if (k.Input(0).Type.IsFloat())
        {
            Run(k, new UnaryFloating<F>(f));
            return;
        }
        var visitor = new UnaryArithmeticVisitor<F>(k, f);
        ElementTypeVisitor.Number(k.Input(0).Type, ref visitor);
    }

    /// <summary>y = f(a, b) with broadcasting, for floating-point elements.</summary>
    public static void RunBinary<F>(Kernel k, F f) where F : struct, IBinaryFunction
    {
        Broadcasting plan = Plan(k);
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            var task = new BinaryTask<F>(f, plan, k.In<float>(0), k.In<float>(1), k.Out<float>(0));
            Workers.Run(plan.Pieces, ref task);
            return;
        }
        var visitor = new BinaryVisitor<F>(k, f, plan);
        ElementTypeVisitor.Float(k.Input(0).Type, ref visitor);
    }

    /// <summary>y = f(a, b) with broadcasting, for elements of any numeric type.</summary>
    public static void RunArithmetic<F>(Kernel k, F f) where F : struct, IArithmeticFunction
    {
        if (k.Input(0).Type.IsFloat())
        {
            RunBinary(k, new Floating<F>(f));
            return;
        }
        var visitor = new ArithmeticVisitor<F>(k, f, Plan(k));
        ElementTypeVisitor.Number(k.Input(0).Type, ref visitor);
    }

    /// <summary>The shape rule of operators with any number of operands of one type, which broadcast.</summary>
    public static void InferVariadic(Inference i)
    {
        i.RequireSameElement();
        SymbolicShape shape = i.Shape(0);
        for (int n = 1; n < i.InputCount; n++) shape = SymbolicShape.Broadcast(shape, i.Shape(n));
        i.Output(i.Element(0), shape);
    }

    /// <summary>y = f(… f(f(x0, x1), x2) …) with broadcasting, for any number of operands; with one, a copy.</summary>
    public static void RunVariadic<F>(Kernel k, F f) where F : struct, IArithmeticFunction
    {
        if (k.InputCount == 1)
        {
            k.Input(0).CopyTo(k.Output(0));
            return;
        }
        Kernel[] steps = Steps(k);
        for (int n = 1; n < steps.Length; n++)
        {
            steps[n].Bind(0, n == 1 ? k.Input(0) : k.Output(0));
            steps[n].Bind(1, k.Input(n));
            RunArithmetic(steps[n], f);
        }
    }

    /// <summary>y = f(y) on the first result of an operator with any number of operands, for floating-point elements.</summary>
    public static void RunInPlace<F>(Kernel k, F f) where F : struct, IUnaryFunction => Run(Steps(k)[0], f);

    // Kernels that fold one operand after the other into the result; number 0 works on the result alone.
    private static Kernel[] Steps(Kernel k)
    {
        if (k.Kept is Kernel[] kept) return kept;
        var steps = new Kernel[k.InputCount];
        for (int n = 0; n < steps.Length; n++)
            steps[n] = new Kernel(k.Node, [n == 1 ? k.Input(0) : k.Output(0), k.Input(n)], [k.Output(0)], [false, false], k.State);
        k.Kept = steps;
        return steps;
    }

    /// <summary>The broadcasting loop nest of the first two operands, kept from run to run.</summary>
    public static Broadcasting Plan(Kernel k)
    {
        if (k.Kept is Broadcasting kept) return kept;
        var plan = new Broadcasting(k.Output(0).Shape, [k.Input(0).Shape, k.Input(1).Shape], Grain);
        k.Kept = plan;
        return plan;
    }

    internal readonly struct UnaryFloating<F>(F f) : IUnaryFunction where F : struct, IUnaryArithmeticFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => f.Invoke(x);
    }

    private readonly struct UnaryArithmeticVisitor<F>(Kernel k, F f) : INumberVisitor where F : struct, IUnaryArithmeticFunction
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long i = 0; i < k.Output(0).Count; i++) y[i] = f.Invoke(new Number<T>(x[i])).Value;
        }
    }

    internal readonly struct Floating<F>(F f) : IBinaryFunction where F : struct, IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => f.Invoke(a, b);
    }

    private readonly struct MapTask<F>(F f, float* x, float* y) : IRangeTask where F : struct, IUnaryFunction
    {
        public void Run(int start, int end) => Vectorized.Map(f, x + start, y + start, end - start);
    }

    private readonly struct BinaryTask<F>(F f, Broadcasting plan, float* a, float* b, float* y) : ITask where F : struct, IBinaryFunction
    {
        public void Run(int piece)
        {
            (long first, long end) = plan.Rows(piece);
            Broadcasting.Position at = plan.Start(first);
            int from = plan.From(piece), count = plan.To(piece) - from, aStep = plan.Step(0), bStep = plan.Step(1);
            for (long row = first; row < end; row++, plan.Next(ref at))
                Vectorized.Map(f, a + at[0] + from * aStep, aStep, b + at[1] + from * bStep, bStep, y + row * plan.Inner + from, count);
        }
    }

    private readonly struct UnaryVisitor<F>(Kernel k, F f) : IFloatVisitor where F : struct, IUnaryFunction
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (long i = 0; i < k.Output(0).Count; i++) y[i] = f.Invoke(new FloatNumber<T>(x[i])).Value;
        }
    }

    private readonly struct BinaryVisitor<F>(Kernel k, F f, Broadcasting plan) : IFloatVisitor where F : struct, IBinaryFunction
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* a = k.In<T>(0), b = k.In<T>(1), y = k.Out<T>(0);
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
                for (int i = 0; i < plan.Inner; i++)
                    *y++ = f.Invoke(new FloatNumber<T>(a[at[0] + i * plan.Step(0)]), new FloatNumber<T>(b[at[1] + i * plan.Step(1)])).Value;
        }
    }

    private readonly struct ArithmeticVisitor<F>(Kernel k, F f, Broadcasting plan) : INumberVisitor where F : struct, IArithmeticFunction
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* a = k.In<T>(0), b = k.In<T>(1), y = k.Out<T>(0);
            Broadcasting.Position at = plan.Start(0);
            for (long row = 0; row < plan.Outer; row++, plan.Next(ref at))
                for (int i = 0; i < plan.Inner; i++)
                    *y++ = f.Invoke(new Number<T>(a[at[0] + i * plan.Step(0)]), new Number<T>(b[at[1] + i * plan.Step(1)])).Value;
        }
    }
}
