using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>One operator of an <see cref="ElementwiseChain"/>.</summary>
/// <param name="Operator">What it computes.</param>
/// <param name="A">Its first operand: the number of an operand of the chain, or the complement (~) of the number of an earlier step.</param>
/// <param name="B">Its second operand, if it has one.</param>
public sealed record ChainStep(ElementwiseOperator Operator, int A, int? B = null);

/// <summary>The steps of an <see cref="ElementwiseChain"/>, the last of which gives its result. Immutable, compared by value.</summary>
public sealed class ChainProgram : IEquatable<ChainProgram>
{
    private readonly ChainStep[] _steps;
    private readonly int[] _buffers;
    private readonly ChainLoop[] _loops;

    /// <summary>Prepares the loops of the steps and shares out the buffers that hold what one step hands to another.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="whole">The number of an operand that has the result's shape.</param>
    public ChainProgram(IReadOnlyList<ChainStep> steps, int whole)
    {
        _steps = [.. steps];
        Whole = whole;
        _loops = [.. _steps.Select(s => ChainLoop.Of(s.Operator))];
        _buffers = new int[_steps.Length];
        List<int> lastUses = [];
        for (int s = 0; s < _steps.Length - 1; s++)
        {
            int last = LastUse(s), free = lastUses.FindIndex(u => u < s);
            if (free < 0)
            {
                free = lastUses.Count;
                lastUses.Add(last);
            }
            lastUses[free] = last;
            _buffers[s] = free;
        }
        _buffers[^1] = -1;
        Buffers = lastUses.Count;
    }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<ChainStep> Steps => _steps;

    /// <summary>The number of an operand that has the result's shape.</summary>
    public int Whole { get; }

    /// <summary>How many buffers are needed.</summary>
    public int Buffers { get; }

    /// <summary>The buffer that a step writes to; -1 for the last one, which writes the result.</summary>
    public int BufferOf(int step) => _buffers[step];

    internal ChainLoop Loop(int step) => _loops[step];

    private int LastUse(int step)
    {
        for (int s = _steps.Length - 1; s > step; s--)
            if (_steps[s].A == ~step || _steps[s].B == ~step) return s;
        return step;
    }

    /// <inheritdoc/>
    public bool Equals(ChainProgram? other) => other is not null && Whole == other.Whole && _steps.SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChainProgram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_steps.Length, _steps[^1], Whole);

    /// <summary>The operators' names.</summary>
    public override string ToString() => string.Join(", ", _steps.Select(s => s.Operator.OpType));
}

/// <summary>An operator's function in its vector loop, behind one virtual call for each block.</summary>
internal abstract unsafe class ChainLoop
{
    public abstract void Run(float* a, int aStep, float* b, int bStep, float* y, int count);

    public static ChainLoop Of(ElementwiseOperator op)
    {
        var maker = new Maker(new ChainLoop[1]);
        op.Apply(maker);
        return maker.Made;
    }

    private readonly struct Maker(ChainLoop[] made) : IElementwiseLoop
    {
        public ChainLoop Made => made[0];

        public void Unary<F>(F f) where F : struct, IUnaryFunction => made[0] = new UnaryLoop<F>(f);

        public void UnaryArithmetic<F>(F f) where F : struct, IUnaryArithmeticFunction => Unary(new Elementwise.UnaryFloating<F>(f));

        public void Binary<F>(F f) where F : struct, IBinaryFunction => made[0] = new BinaryLoop<F>(f);

        public void Arithmetic<F>(F f) where F : struct, IArithmeticFunction => Binary(new Elementwise.Floating<F>(f));
    }

    private sealed class UnaryLoop<F>(F f) : ChainLoop where F : struct, IUnaryFunction
    {
        public override void Run(float* a, int aStep, float* b, int bStep, float* y, int count) => Vectorized.Map(f, a, y, count);
    }

    private sealed class BinaryLoop<F>(F f) : ChainLoop where F : struct, IBinaryFunction
    {
        public override void Run(float* a, int aStep, float* b, int bStep, float* y, int count) => Vectorized.Map(f, a, aStep, b, bStep, y, count);
    }
}
