using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// An operator that computes each element of its result from the elements at the same place of one or two operands, which broadcast.
/// It only names its function; loops over whole tensors, or over blocks of a chain of such operators, are the caller's.
/// </summary>
public abstract record ElementwiseOperator : Operator
{
    /// <summary>Hands the function to a loop.</summary>
    public abstract void Apply<TLoop>(TLoop loop) where TLoop : struct, IElementwiseLoop;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        if (i.InputCount == 1) i.OutputLike(0);
        else i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), i.Shape(1)));
    }

    /// <inheritdoc/>
    public sealed override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public sealed override void Run(Kernel k) => Apply(new TensorLoop(k));

    private readonly struct TensorLoop(Kernel k) : IElementwiseLoop
    {
        public void Unary<F>(F f) where F : struct, IUnaryFunction => Elementwise.Run(k, f);

        public void UnaryArithmetic<F>(F f) where F : struct, IUnaryArithmeticFunction => Elementwise.RunUnaryArithmetic(k, f);

        public void Binary<F>(F f) where F : struct, IBinaryFunction => Elementwise.RunBinary(k, f);

        public void Arithmetic<F>(F f) where F : struct, IArithmeticFunction => Elementwise.RunArithmetic(k, f);
    }
}

/// <summary>What is done with the function of an <see cref="ElementwiseOperator"/>; the operator calls exactly one of these.</summary>
public interface IElementwiseLoop
{
    /// <summary>A function of one floating-point number.</summary>
    void Unary<F>(F f) where F : struct, IUnaryFunction;

    /// <summary>A function of one number of any type.</summary>
    void UnaryArithmetic<F>(F f) where F : struct, IUnaryArithmeticFunction;

    /// <summary>A function of two floating-point numbers.</summary>
    void Binary<F>(F f) where F : struct, IBinaryFunction;

    /// <summary>A function of two numbers of any type.</summary>
    void Arithmetic<F>(F f) where F : struct, IArithmeticFunction;
}
