using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;
using Multiply = MlNetDeepLearning.Tensors.Simd.Gemm;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shape rule and the kernels of <see cref="MatMul"/>, <see cref="FusedMatMul"/> and their gradients.</summary>
internal static unsafe class MatMulRun
{
    // From so many products on, threads take whole products; with fewer they share each one.
    private const int ManyProducts = 4;

    public static void Infer(Inference i, bool transA, bool transB)
    {
        i.RequireSameElement();
        i.Output(i.Element(0), ResultShape(i, 0, 1, transA, transB));
    }

    /// <summary>The shape of the product of two operands.</summary>
    public static SymbolicShape ResultShape(Inference i, int left, int right, bool transA, bool transB)
    {
        i.RequireRank(left, 1);
        i.RequireRank(right, 1);
        SymbolicShape a = i.Shape(left), b = i.Shape(right);
        (Dim? m, Dim ka) = a.Rank == 1 ? (null, a[0]) : transA ? (a[-1], a[-2]) : ((Dim?)a[-2], a[-1]);
        (Dim kb, Dim? n) = b.Rank == 1 ? (b[0], null) : transB ? (b[-1], b[-2]) : (b[-2], (Dim?)b[-1]);
        i.RequireEqual(ka, kb, "inner sizes");
        SymbolicShape outer = SymbolicShape.Broadcast([.. a.Dims[..Math.Max(0, a.Rank - 2)]], [.. b.Dims[..Math.Max(0, b.Rank - 2)]]);
        List<Dim> dims = [.. outer.Dims];
        if (m is not null) dims.Add(m.Value);
        if (n is not null) dims.Add(n.Value);
        return [.. dims];
    }

    public static void Forward(Kernel k, float alpha, bool transA, bool transB)
    {
        MatrixBatches s = Sizes(k, transA, transB);
        if (!Fast(k))
        {
            var product = new Product(k, s, alpha);
            ElementTypeVisitor.Float(k.Output(0).Type, ref product);
            return;
        }
        float* a = k.In<float>(0), b = k.In<float>(1), c = k.Out<float>(0);
        if (s.SameB && !s.TransposeA && s.EachAOnce)
            Multiply.Run(new GemmArguments(s.M * s.Count, s.N, s.K, a, b, c, false, s.TransposeB) { Alpha = alpha });
        else
            Run(s.Count, new Batch(s, alpha, -1, a, b, c));
    }

    public static void Gradient(Kernel k, int operand, float alpha, bool transA, bool transB)
    {
        MatrixBatches s = Sizes(k, transA, transB);
        if (!Fast(k))
        {
            var gradient = new ProductGradient(k, s, alpha, operand);
            ElementTypeVisitor.Float(k.Output(0).Type, ref gradient);
            return;
        }
        float* a = k.In<float>(0), b = k.In<float>(1), dc = k.In<float>(2), target = k.Out<float>(0);
        bool folds = s.SameB && !s.TransposeA && s.EachAOnce;
        if (folds && operand == 0)
            Multiply.Run(new GemmArguments(s.M * s.Count, s.K, s.N, dc, b, target, false, !s.TransposeB) { Alpha = alpha });
        else if (folds)
        {
            int rows = s.M * s.Count;
            Multiply.Run(s.TransposeB
                ? new GemmArguments(s.N, s.K, rows, dc, a, target, true) { Alpha = alpha }
                : new GemmArguments(s.K, s.N, rows, a, dc, target, true) { Alpha = alpha });
        }
        else
        {
            var batch = operand == 0 ? new Batch(s, alpha, 0, target, b, dc) : new Batch(s, alpha, 1, a, target, dc);
            if (operand == 0 ? s.EachAOnce : s.EachBOnce) Run(s.Count, batch);
            else
            {
                k.Output(0).AsSpan<float>().Clear();
                batch.Beta = 1;
                for (int n = 0; n < s.Count; n++) batch.Run(n);
            }
        }
    }

    private static void Run(int count, Batch batch)
    {
        if (count >= ManyProducts) Workers.Run(count, ref batch);
        else
            for (int n = 0; n < count; n++) batch.Run(n);
    }

    private static MatrixBatches Sizes(Kernel k, bool transA, bool transB)
    {
        if (k.Kept is MatrixBatches kept) return kept;
        var sizes = new MatrixBatches(k.Input(0).Shape, k.Input(1).Shape, transA, transB);
        k.Kept = sizes;
        return sizes;
    }

    private static bool Fast(Kernel k) => k.Output(0).Type == ElementType.Float32 && !k.Reference;

    // One product, or its gradient by operand 0 or 1, which then is the target.
    private struct Batch(MatrixBatches s, float alpha, int operand, float* a, float* b, float* c) : ITask
    {
        public float Beta;

        public readonly void Run(int n)
        {
            float* x = a + s.A(n), y = b + s.B(n), z = c + s.C(n);
            bool ta = s.TransposeA, tb = s.TransposeB;
            GemmArguments g = operand switch
            {
                0 when ta => new(s.K, s.M, s.N, y, z, x, tb, true),
                0 => new(s.M, s.K, s.N, z, y, x, false, !tb),
                1 when tb => new(s.N, s.K, s.M, z, x, y, true, ta),
                1 => new(s.K, s.N, s.M, x, z, y, !ta),
                _ => new(s.M, s.N, s.K, x, y, z, ta, tb),
            };
            g.Alpha = alpha;
            g.Beta = Beta;
            Multiply.Run(in g);
        }
    }

    private readonly struct Product(Kernel k, MatrixBatches s, float alpha) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            k.Output(0).AsSpan<T>().Clear();
            for (int n = 0; n < s.Count; n++)
                MatrixView<T>.AddProduct(s.M, s.N, s.K, T.CreateSaturating(alpha),
                    MatrixView<T>.Dense(k.In<T>(0) + s.A(n), s.M, s.K, s.TransposeA),
                    MatrixView<T>.Dense(k.In<T>(1) + s.B(n), s.K, s.N, s.TransposeB),
                    MatrixView<T>.Dense(k.Out<T>(0) + s.C(n), s.M, s.N, false));
        }
    }

    private readonly struct ProductGradient(Kernel k, MatrixBatches s, float alpha, int operand) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            k.Output(0).AsSpan<T>().Clear();
            T factor = T.CreateSaturating(alpha);
            for (int n = 0; n < s.Count; n++)
            {
                T* a = operand == 0 ? k.Out<T>(0) : k.In<T>(0), b = operand == 1 ? k.Out<T>(0) : k.In<T>(1);
                MatrixView<T> x = MatrixView<T>.Dense(a + s.A(n), s.M, s.K, s.TransposeA);
                MatrixView<T> y = MatrixView<T>.Dense(b + s.B(n), s.K, s.N, s.TransposeB);
                MatrixView<T> dc = MatrixView<T>.Dense(k.In<T>(2) + s.C(n), s.M, s.N, false);
                if (operand == 0) MatrixView<T>.AddProduct(s.M, s.K, s.N, factor, dc, y.Turned, x);
                else MatrixView<T>.AddProduct(s.K, s.N, s.M, factor, x.Turned, dc, y);
            }
        }
    }
}
