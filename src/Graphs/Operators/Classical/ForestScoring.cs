using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What becomes of the scores of a row once all trees have been walked.</summary>
internal interface IForestResult
{
    /// <summary>Writes the results of a row.</summary>
    void Finish(int row, Span<double> scores);
}

/// <summary>Walks rows through a forest: blocks of rows in parallel, tree by tree, so that a tree stays in the cache for its block.</summary>
internal static unsafe class ForestScoring
{
    private const int BlockRows = 64;

    /// <summary>The number of rows of an operand: a vector is one row.</summary>
    public static Dim Rows(Inference i, int features)
    {
        SymbolicShape x = i.Shape(0);
        i.RequireRank(0, 1, 2);
        if (x[-1].IsKnown && x[-1].Value < features) throw i.Error($"the trees look at feature {features - 1}, but rows have {x[-1]}");
        if (i.Element(0) is not (ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.Int32 or ElementType.Int64))
            throw i.Error($"features must be Float32, Float64, Float16, Int32 or Int64, not {i.Element(0)}");
        return x.Rank == 1 ? 1 : x[0];
    }

    /// <summary>Scores all rows of the first operand.</summary>
    public static void Run<TResult>(Kernel k, Forest forest, Aggregate aggregate, TResult result) where TResult : struct, IForestResult
    {
        Shape shape = k.Input(0).Shape;
        int rows = shape.Rank == 1 ? 1 : shape[0];
        if (shape[-1] < forest.Features) throw new ShapeException($"{k.Node}: the trees look at feature {forest.Features - 1}, but rows have {shape[-1]}.");
        var visitor = new Visitor<TResult>(k, forest, aggregate, result, rows, shape[-1], k.Scratch<double>((long)rows * forest.Targets));
        ElementTypeVisitor.Number(k.Input(0).Type, ref visitor);
    }

    private readonly struct Visitor<TResult>(Kernel k, Forest forest, Aggregate aggregate, TResult result, int rows, int features, double* scores)
        : INumberVisitor where TResult : struct, IForestResult
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var block = new Block<T, TResult>(forest, k.Reference ? null : forest.Plain, aggregate, result, k.In<T>(0), features, scores);
            Workers.For(rows, BlockRows, ref block);
        }
    }

    private readonly struct Block<T, TResult>(Forest forest, PlainNode[]? plain, Aggregate aggregate, TResult result, T* x, int features, double* scores)
        : IRangeTask where T : unmanaged, INumber<T> where TResult : struct, IForestResult
    {
        public void Run(int start, int end)
        {
            int targets = forest.Targets;
            new Span<double>(scores + (long)start * targets, (end - start) * targets).Fill(aggregate <= Aggregate.Sum ? 0 : double.NaN);
            if (plain is not null && typeof(T) == typeof(float))
                fixed (PlainNode* nodes = plain)
                    foreach (int root in forest.Roots) WalkAll(nodes, root, start, end);
            else
                foreach (int root in forest.Roots)
                    for (int row = start; row < end; row++) forest.Take(~Walk(root, x + (long)row * features), scores + (long)row * targets, aggregate);
            for (int row = start; row < end; row++)
            {
                var line = new Span<double>(scores + (long)row * targets, targets);
                foreach (ref double score in line)
                    score = aggregate == Aggregate.Average ? score / forest.Roots.Length : double.IsNaN(score) && aggregate > Aggregate.Sum ? 0 : score;
                result.Finish(row, line);
            }
        }

        // Four rows side by side, because each step waits for the node that the one before has found.
        private void WalkAll(PlainNode* nodes, int root, int start, int end)
        {
            int* leaves = stackalloc int[4];
            for (int row = start; row < end; row += 4)
            {
                int count = Math.Min(4, end - row);
                float* x0 = (float*)x + (long)row * features, x1 = count > 1 ? x0 + features : x0, x2 = count > 2 ? x1 + features : x0, x3 = count > 3 ? x2 + features : x0;
                int a = root, b = root, c = root, d = root;
                while ((a | b | c | d) >= 0)
                {
                    a = Step(nodes + a, x0);
                    b = Step(nodes + b, x1);
                    c = Step(nodes + c, x2);
                    d = Step(nodes + d, x3);
                }
                while (a >= 0) a = Step(nodes + a, x0);
                while (b >= 0) b = Step(nodes + b, x1);
                while (c >= 0) c = Step(nodes + c, x2);
                while (d >= 0) d = Step(nodes + d, x3);
                (leaves[0], leaves[1], leaves[2], leaves[3]) = (~a, ~b, ~c, ~d);
                for (int r = 0; r < count; r++) forest.Take(leaves[r], scores + (long)(row + r) * forest.Targets, aggregate);
            }
        }

        // Picked by the comparison's 0 or 1, not by a branch: which way a row goes cannot be foretold.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int Step(PlainNode* node, float* x)
        {
            bool yes = x[node->Feature] <= node->Value;
            return (&node->No)[*(byte*)&yes];
        }

        private int Walk(int at, T* x)
        {
            while (at >= 0)
            {
                ref ForestNode node = ref forest.Nodes[at];
                at = forest.Decides(in node, double.CreateSaturating(x[node.Feature])) ? node.Yes : node.No;
            }
            return at;
        }
    }
}
