using System.Numerics;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The lines that <see cref="DFT"/> and <see cref="STFT"/> transform. Line number l begins <c>l / Inner · Outer… + l % Inner · Inner…</c> elements behind the first; all
/// distances count elements.
/// </summary>
internal readonly record struct FourierLines
{
    public required int Count { get; init; }

    /// <summary>How many lines stand next to each other before the outer index advances.</summary>
    public required int Inner { get; init; }

    /// <summary>Distances of lines in the operand.</summary>
    public required (long Outer, long Inner) From { get; init; }

    /// <summary>Distances of lines in the result.</summary>
    public required (long Outer, long Inner) To { get; init; }

    /// <summary>The distance of neighbouring samples.</summary>
    public required long SampleStep { get; init; }

    /// <summary>The distance of neighbouring bins.</summary>
    public required long BinStep { get; init; }

    /// <summary>The samples that there are; beyond them are zeros.</summary>
    public required int Samples { get; init; }

    /// <summary>The bins that are wanted.</summary>
    public required int Bins { get; init; }

    /// <summary>Whether samples have an imaginary part behind the real one.</summary>
    public required bool Complex { get; init; }

    public bool Inverse { get; init; }

    private const int MaxPieces = 32;

    /// <summary>Transforms all lines of the first operand, their samples times the window's where there is one.</summary>
    public unsafe void Run(Kernel k, FourierPlan plan, Tensor? window)
    {
        int pieces = Math.Min(MaxPieces, Count), buffer = 2 * plan.Length + plan.Scratch;
        double* scratch = k.Scratch<double>((long)pieces * buffer + plan.Length), factors = scratch + (long)pieces * buffer;
        for (int i = 0; i < plan.Length; i++) factors[i] = window is null ? 1 : Scalars.Number(window, i);
        var transform = new Transform(k, this, plan, scratch, factors, pieces);
        ElementTypeVisitor.Float(k.Output(0).Type, ref transform);
    }

    private readonly unsafe struct Transform(Kernel k, FourierLines lines, FourierPlan plan, double* scratch, double* window, int pieces) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var task = new Piece<T> { Lines = lines, Plan = plan, Scratch = scratch, Window = window, Pieces = pieces, X = k.In<T>(0), Y = k.Out<T>(0) };
            Workers.Run(pieces, ref task);
        }
    }

    private unsafe struct Piece<T> : ITask where T : unmanaged, IFloatingPointIeee754<T>
    {
        public FourierLines Lines;
        public FourierPlan Plan;
        public double* Scratch, Window;
        public int Pieces;
        public T* X, Y;

        public readonly void Run(int piece)
        {
            double* re = Scratch + (long)piece * (2 * Plan.Length + Plan.Scratch), im = re + Plan.Length;
            long first = (long)Lines.Count * piece / Pieces, end = (long)Lines.Count * (piece + 1) / Pieces;
            for (long line = first; line < end; line++)
            {
                long outer = line / Lines.Inner, inner = line % Lines.Inner;
                Load(X + outer * Lines.From.Outer + inner * Lines.From.Inner, re, im);
                // Exchanging the parts before and after makes the inverse of the transform.
                if (Lines.Inverse) Plan.Run(im, re, im + Plan.Length);
                else Plan.Run(re, im, im + Plan.Length);
                double scale = Lines.Inverse ? 1.0 / Plan.Length : 1;
                T* y = Y + outer * Lines.To.Outer + inner * Lines.To.Inner;
                for (int b = 0; b < Lines.Bins; b++, y += Lines.BinStep) (y[0], y[1]) = (T.CreateSaturating(re[b] * scale), T.CreateSaturating(im[b] * scale));
            }
        }

        private readonly void Load(T* x, double* re, double* im)
        {
            int samples = Math.Min(Plan.Length, Lines.Samples);
            for (int i = 0; i < samples; i++, x += Lines.SampleStep)
                (re[i], im[i]) = (double.CreateSaturating(x[0]) * Window[i], Lines.Complex ? double.CreateSaturating(x[1]) * Window[i] : 0);
            for (int i = samples; i < Plan.Length; i++) re[i] = im[i] = 0;
        }
    }
}
