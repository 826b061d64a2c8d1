using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Writes new steps into a cache (ONNX TensorScatter), as attention keeps its keys and values: operands are the cache [N, …, steps, …], the new steps, and
/// optionally for each of the N the step at which to begin (0 when left out).
/// </summary>
/// <param name="Axis">The axis of the steps; not the first.</param>
/// <param name="Mode"><c>linear</c>: all must fit; <c>circular</c>: behind the end they go on at the begin.</param>
public sealed record TensorScatter(int Axis = -2, string Mode = "linear") : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Mode is not ("linear" or "circular")) throw i.Error($"mode '{Mode}' is neither linear nor circular");
        SymbolicShape cache = i.Shape(0), update = i.Shape(1);
        i.RequireRank(0, 2);
        i.RequireRank(1, cache.Rank, cache.Rank);
        int axis = cache.Axis(Axis);
        if (axis == 0) throw i.Error("the axis of the steps cannot be the first");
        if (i.Element(0) != i.Element(1)) throw i.Error("cache and new steps hold different types");
        for (int d = 0; d < cache.Rank; d++)
            if (d != axis) i.RequireEqual(cache[d], update[d], $"cache and new steps along axis {d}");
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        var write = new Write(k, Axis < 0 ? Axis + k.Input(0).Shape.Rank : Axis, Mode == "circular");
        Items.Visit(k.Input(0).Type, ref write);
    }

    private readonly struct Write(Kernel k, int axis, bool circular) : IItemVisitor
    {
        public unsafe void Visit<T>()
        {
            Tensor cache = k.Input(0), update = k.Input(1), y = k.Output(0);
            if (y.Pointer != cache.Pointer || y.Type == ElementType.String) cache.CopyTo(y);
            int steps = cache.Shape[axis], count = update.Shape[axis], step = checked((int)cache.Shape.CountBetween(axis + 1, cache.Shape.Rank));
            long rows = cache.Shape.CountBetween(0, axis), perBatch = Math.Max(1, rows / Math.Max(1, cache.Shape[0]));
            for (long row = 0; row < rows; row++)
            {
                long first = k.HasInput(2) ? (long)Scalars.Number(k.Input(2), row / perBatch) : 0;
                if (first < 0 || (!circular && first + count > steps))
                    throw new ArgumentOutOfRangeException(nameof(k), $"{count} steps from step {first} on do not fit a cache of {steps}.");
                for (int s = 0; s < count; s++)
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref update.ItemsOf<T>(), (nint)((row * count + s) * step)), step)
                        .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y.ItemsOf<T>(), (nint)((row * steps + (first + s) % steps) * step)), step));
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.TensorScatter"/>.</summary>
public static class TensorScatterBuilder
{
    /// <summary>This cache with new steps written into it from the given step of each of the first axis on.</summary>
    public static Value TensorScatter(this Value cache, Value steps, Value? first = null, int axis = -2, bool circular = false) =>
        cache.Graph.Add(new TensorScatter(axis, circular ? "circular" : "linear"), cache, steps, first);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TensorScatter>();
}
