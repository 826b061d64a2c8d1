using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;
using Multiply = MlNetDeepLearning.Tensors.Simd.Gemm;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shape rule and the kernels of <see cref="Gemm"/> and its fused form.</summary>
internal static unsafe class GemmRun
{
    public static void Infer(Inference i, bool transA, bool transB)
    {
        i.RequireSameElement();
        i.RequireRank(0, 2, 2);
        i.RequireRank(1, 2, 2);
        SymbolicShape a = i.Shape(0), b = i.Shape(1);
        i.RequireEqual(a[transA ? 0 : 1], b[transB ? 1 : 0], "inner sizes");
        SymbolicShape result = [a[transA ? 1 : 0], b[transB ? 0 : 1]];
        if (i.HasInput(2))
        {
            SymbolicShape c = i.Shape(2);
            if (c.Rank > 2) throw i.Error($"C has {c.Rank} dimensions, at most 2 broadcast to {result}");
            for (int d = 1; d <= c.Rank; d++)
                if (c[^d] != 1) i.RequireEqual(c[^d], result[^d], "C and the product");
        }
        i.Output(i.Element(0), result);
    }

    /// <param name="k">The kernel.</param>
    /// <param name="alpha">The factor on the product.</param>
    /// <param name="beta">The factor on C.</param>
    /// <param name="transA">Whether A is given transposed.</param>
    /// <param name="transB">Whether B is given transposed.</param>
    /// <param name="activation">An activation for the result.</param>
    public static void Run(Kernel k, float alpha, float beta, bool transA, bool transB, Epilogue activation)
    {
        // All axes before the last count as rows, which is what FusedLinear asks for.
        Shape y = k.Output(0).Shape;
        int m = checked((int)y.CountBetween(0, y.Rank - 1)), n = y[-1], depth = k.Input(0).Shape[transA ? 0 : -1];
        if (k.Output(0).Type != ElementType.Float32 || k.Reference)
        {
            var product = new Product(k, m, n, depth, alpha, beta, transA, transB);
            ElementTypeVisitor.Float(k.Output(0).Type, ref product);
            FusedActivation.Apply(k, in activation);
            return;
        }
        var g = new GemmArguments(m, n, depth, k.In<float>(0), k.In<float>(1), k.Out<float>(0), transA, transB) { Alpha = alpha };
        if (k.HasInput(2) && beta != 0) AddBias(k, m, n, beta, ref g, ref activation);
        if (k.IsFixed(1) && !transA) Multiply.Run(in g, Packed(k, n, depth, transB), in activation);
        else Multiply.Run(in g, in activation);
    }

    private static void AddBias(Kernel k, int m, int n, float beta, ref GemmArguments g, ref Epilogue epilogue)
    {
        float* c = k.In<float>(2);
        Shape shape = k.Input(2).Shape;
        bool row = shape.Count == n && (shape.Rank == 1 || shape[0] == 1), column = shape.Rank == 2 && shape[1] == 1 && shape.Count == m;
        if (row && beta == 1) epilogue.ColumnBias = c;
        else if (column && beta == 1) epilogue.RowBias = c;
        else
        {
            for (int i = 0; i < m; i++)
            {
                float* target = g.C + (long)i * n;
                if (column || shape.Count == 1) new Span<float>(target, n).Fill(c[column ? i : 0]);
                else Buffer.MemoryCopy(c + (row ? 0 : (long)i * n), target, n * sizeof(float), n * sizeof(float));
            }
            g.Beta = beta;
        }
    }

    private static PackedMatrix Packed(Kernel k, int n, int depth, bool transB)
    {
        long version = k.Version(1);
        if (k.Kept is Weights kept && kept.Version == version) return kept.Matrix;
        var matrix = PackedMatrix.Right(k.In<float>(1), depth, n, transB ? depth : n, transB);
        k.Kept = new Weights(version, matrix);
        return matrix;
    }

    private sealed record Weights(long Version, PackedMatrix Matrix);

    private readonly struct Product(Kernel k, int m, int n, int depth, float alpha, float beta, bool transA, bool transB) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* y = k.Out<T>(0);
            if (k.HasInput(2))
            {
                Shape shape = k.Input(2).Shape;
                int rowStep = shape.Rank < 2 || shape[0] == 1 ? 0 : shape[1], columnStep = shape.Rank == 0 || shape[-1] == 1 ? 0 : 1;
                for (int i = 0; i < m; i++)
                    for (int j = 0; j < n; j++) y[(long)i * n + j] = T.CreateSaturating(beta) * k.In<T>(2)[(long)i * rowStep + j * columnStep];
            }
            else k.Output(0).AsSpan<T>().Clear();
            MatrixView<T>.AddProduct(m, n, depth, T.CreateSaturating(alpha), MatrixView<T>.Dense(k.In<T>(0), m, depth, transA),
                MatrixView<T>.Dense(k.In<T>(1), depth, n, transB), MatrixView<T>.Dense(y, m, n, false));
        }
    }
}
