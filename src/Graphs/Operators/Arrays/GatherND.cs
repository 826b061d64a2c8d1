using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Blocks of the first operand: each row of the second operand's last axis holds the indices of one block along the axes after the
/// first <paramref name="BatchDims"/>, which both operands share (ONNX GatherND).
/// </summary>
public sealed record GatherND(int BatchDims = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0), indices = i.Shape(1);
        i.RequireRank(1, 1 + BatchDims);
        Dim depth = indices[indices.Rank - 1];
        if (!depth.IsKnown) throw i.Error("the number of indices of a block is not known");
        if (BatchDims < 0 || BatchDims + depth.Value > x.Rank) throw i.Error($"{depth} indices after {BatchDims} shared axes are too many for {x}");
        for (int d = 0; d < BatchDims; d++) i.RequireEqual(x[d], indices[d], $"sizes along shared axis {d}");
        i.Output(i.Element(0), SymbolicShape.Of([.. indices.ToArray()[..^1], .. x.ToArray()[(BatchDims + depth.Value)..]]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        (IntPtr places, int block) = Places(k, k.Input(0).Shape, k.Input(1), BatchDims);
        var visitor = new Visitor(k, places, block);
        Items.Visit(k.Input(0).Type, ref visitor);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (BatchDims > 0) throw new NotSupportedException($"{g.Node}: the gradient with shared axes (batch_dims) is not supported.");
        g.Set(0, () => g.Graph.Add(new ScatterND("add"), g.Graph.Zeros(g.Input(0)), g.Input(1), g.Dy));
    }

    /// <summary>The offset of each block in scratch memory, and the blocks' size.</summary>
    internal static unsafe (IntPtr Places, int Block) Places(Kernel k, Shape x, Tensor indices, int batchDims)
    {
        int depth = indices.Shape[-1];
        long count = indices.Shape.CountBetween(0, indices.Shape.Rank - 1), perBatch = indices.Shape.CountBetween(batchDims, indices.Shape.Rank - 1);
        bool narrow = indices.Type == ElementType.Int32;
        long batch = x.CountBetween(batchDims, x.Rank);
        long* places = k.Scratch<long>(count);
        for (long n = 0; n < count; n++)
        {
            long offset = perBatch == 0 ? 0 : n / perBatch * batch;
            for (int d = 0; d < depth; d++)
            {
                long at = n * depth + d, i = narrow ? ((int*)indices.Pointer)[at] : ((long*)indices.Pointer)[at];
                int size = x[batchDims + d];
                if (i < -size || i >= size)
                    throw new ArgumentOutOfRangeException(nameof(k), $"{k.Node}: index {i} is outside axis {batchDims + d}, which has size {size}.");
                offset += (i < 0 ? i + size : i) * x.CountBetween(batchDims + d + 1, x.Rank);
            }
            places[n] = offset;
        }
        return ((IntPtr)places, checked((int)x.CountBetween(batchDims + depth, x.Rank)));
    }

    private readonly unsafe struct Visitor(Kernel k, IntPtr places, int block) : IItemVisitor
    {
        public void Visit<T>()
        {
            ref T x = ref k.Input(0).ItemsOf<T>();
            ref T y = ref k.Output(0).ItemsOf<T>();
            for (long n = 0; n < k.Output(0).Count / Math.Max(1, block); n++)
                for (int i = 0; i < block; i++)
                    Unsafe.Add(ref y, (nint)(n * block + i)) = Unsafe.Add(ref x, (nint)(((long*)places)[n] + i));
        }
    }
}

/// <summary>Applies <see cref="Graphs.GatherND"/>.</summary>
public static class GatherNDBuilder
{
    /// <summary>Blocks of this value, each found by a row of indices.</summary>
    public static Value GatherND(this Value x, Value indices, int batchDims = 0) => x.Graph.Add(new GatherND(batchDims), x, indices);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GatherND>();
}
