using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Each sequence of a batch with its first steps in reverse order, as many as the second operand says for it (ONNX ReverseSequence); later steps
/// stay where they are.
/// </summary>
/// <param name="BatchAxis">The axis of the sequences, 0 or 1.</param>
/// <param name="TimeAxis">The axis of the steps, the other of 0 and 1.</param>
public sealed record ReverseSequence(int BatchAxis = 1, int TimeAxis = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if ((BatchAxis, TimeAxis) is not ((0, 1) or (1, 0))) throw i.Error($"batch_axis {BatchAxis} and time_axis {TimeAxis} must be 0 and 1 or 1 and 0");
        i.RequireRank(0, 2);
        i.RequireRank(1, 1, 1);
        i.RequireEqual(i.Shape(0)[BatchAxis], i.Shape(1)[0], "sequences and lengths");
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Shape shape = k.Input(0).Shape;
        for (int b = 0; b < shape[BatchAxis]; b++)
            if (Scalars.Number(k.Input(1), b) is var length && !(length >= 0 && length <= shape[TimeAxis]))
                throw new ArgumentOutOfRangeException(nameof(k), $"Sequence {b} is said to have {length} steps, but there are {shape[TimeAxis]}.");
        var reverse = new Reverse(k, BatchAxis == 0);
        Items.Visit(k.Input(0).Type, ref reverse);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(this, g.Dy, g.Input(1)));

    private readonly struct Reverse(Kernel k, bool batchFirst) : IItemVisitor
    {
        public void Visit<T>()
        {
            Shape shape = k.Input(0).Shape;
            int step = checked((int)shape.CountBetween(2, shape.Rank));
            for (int i = 0; i < shape[0]; i++)
                for (int j = 0; j < shape[1]; j++)
                {
                    (int batch, int time) = batchFirst ? (i, j) : (j, i);
                    int length = (int)Scalars.Number(k.Input(1), batch), from = time < length ? length - 1 - time : time;
                    nint source = (nint)(batchFirst ? (long)i * shape[1] + from : (long)from * shape[1] + j) * step, target = (nint)((long)i * shape[1] + j) * step;
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref k.Input(0).ItemsOf<T>(), source), step)
                        .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref k.Output(0).ItemsOf<T>(), target), step));
                }
        }
    }
}

/// <summary>Applies <see cref="Graphs.ReverseSequence"/>.</summary>
public static class ReverseSequenceBuilder
{
    /// <summary>Each sequence with its first <paramref name="lengths"/> steps in reverse order.</summary>
    public static Value ReverseSequence(this Value x, Value lengths, bool batchFirst = false) =>
        x.Graph.Add(batchFirst ? new ReverseSequence(0, 1) : new ReverseSequence(), x, lengths);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ReverseSequence>();
}
