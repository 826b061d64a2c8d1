using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The shape rule and the kernels of matrix products over eight-bit integers, batched as those of MatMul are.</summary>
/// <param name="A">The left operand.</param>
/// <param name="AZero">Its zero point, or points, one a row.</param>
/// <param name="B">The right operand.</param>
/// <param name="BZero">Its zero point, or points, one a column.</param>
/// <param name="TransB">Whether the right operand is given transposed.</param>
internal readonly unsafe record struct IntegerMatMulRun(int A, int AZero, int B, int BZero, bool TransB = false)
{
    public void Infer(Inference i, ElementType result)
    {
        QuantizedTypes.RequireBytes(i, A);
        QuantizedTypes.RequireBytes(i, B);
        SymbolicShape a = i.Shape(A), b = i.Shape(B);
        QuantizedTypes.RequireNumbers(i, AZero, a.Rank > 1 ? a[-2] : (Dim?)null);
        QuantizedTypes.RequireNumbers(i, BZero, b.Rank > 1 ? b[TransB ? -2 : -1] : (Dim?)null);
        i.Output(result, MatMulRun.ResultShape(i, A, B, false, TransB));
    }

    /// <summary>Runs the product of operands that are eight-bit integers.</summary>
    public void Run(Kernel k, in IntegerFinish finish) =>
        Run(k, QuantizedTypes.Bytes(k, A, QuantizedTypes.Zero(k, AZero)), Sizes(k), in finish, null);

    /// <summary>Runs the product of a left operand that was quantized on the way; <paramref name="memory"/> has room for <see cref="Room"/>.</summary>
    public void Run(Kernel k, QuantizedBytes a, Kept kept, in IntegerFinish finish, int* memory)
    {
        MatrixBatches s = kept.Sizes;
        bool folds = s.Count == 1 || (s.SameB && s.EachAOnce);
        int products = folds ? 1 : s.Count, m = folds ? s.M * s.Count : s.M;
        if (memory == null) memory = k.Scratch<int>(Room(kept));
        int* rowZeros = memory + IntegerGemm.Room(s.M * s.Count, s.K), columnZeros = rowZeros + s.M * s.Count;
        int* ownRows = QuantizedTypes.Zeros(k, AZero, s.M, rowZeros), ownColumns = QuantizedTypes.Zeros(k, BZero, s.N, columnZeros);
        if (ownRows != null)
            for (int i = s.M; i < m; i++) ownRows[i] = ownRows[i % s.M];
        QuantizedBytes b = QuantizedTypes.Bytes(k, B, QuantizedTypes.Zero(k, BZero));
        for (int n = 0; n < products; n++)
        {
            QuantizedBytes left = a with { Data = a.Data + (nint)s.A(n) }, right = b with { Data = b.Data + (nint)s.B(n) };
            byte* c = k.Output(0).Pointer + s.C(n) * finish.Size;
            if (k.Reference)
            {
                Plain(s, m, left, ownRows, right, ownColumns, c, in finish);
                continue;
            }
            bool same = products == 1 && k.IsFixed(B) && (!k.HasInput(BZero) || k.IsFixed(BZero));
            if (!same || kept.Version != k.Version(B)) kept.Right.Pack(right, TransB, ownColumns);
            kept.Version = same ? k.Version(B) : -1;
            IntegerGemm.Run(m, left, ownRows, kept.Right, c, in finish, memory);
        }
    }

    /// <summary>Sets the factors of a finish, factor · scales / step, and gives memory for the run, with <paramref name="more"/> numbers behind it.</summary>
    public int* Scales(Kernel k, Kept kept, int operand, float factor, float step, ref IntegerFinish finish, long more = 0)
    {
        long room = Room(kept);
        int* memory = k.Scratch<int>(room + kept.Sizes.N + more);
        Tensor scales = k.Input(operand);
        finish.Scale = scales.Count == 1 ? factor * QuantizedTypes.Scale(scales) / step : 1;
        if (scales.Count == 1) return memory;
        finish.ColumnScales = (float*)(memory + room);
        for (int j = 0; j < kept.Sizes.N; j++) finish.ColumnScales[j] = factor * QuantizedTypes.Scale(scales, j) / step;
        return memory;
    }

    /// <summary>What the kernel keeps from run to run.</summary>
    public Kept Sizes(Kernel k)
    {
        if (k.Kept is Kept kept) return kept;
        var sizes = new MatrixBatches(k.Input(A).Shape, k.Input(B).Shape, false, TransB);
        k.Kept = kept = new Kept(sizes, new IntegerMatrix(sizes.K, sizes.N));
        return kept;
    }

    /// <summary>How many 32-bit numbers of memory a run needs.</summary>
    public static long Room(Kept kept) => IntegerGemm.Room(kept.Sizes.M * kept.Sizes.Count, kept.Sizes.K) + (long)kept.Sizes.M * kept.Sizes.Count + kept.Sizes.N;

    private void Plain(MatrixBatches s, int m, QuantizedBytes a, int* rowZeros, QuantizedBytes b, int* columnZeros, byte* c, in IntegerFinish finish)
    {
        for (int i = 0; i < m; i++)
            for (int j = 0; j < s.N; j++, c += finish.Size)
            {
                QuantizedBytes x = rowZeros == null ? a : a with { Zero = rowZeros[i] }, y = columnZeros == null ? b : b with { Zero = columnZeros[j] };
                int sum = 0;
                for (int l = 0; l < s.K; l++) sum += x[(long)i * s.K + l] * y[TransB ? (long)j * s.K + l : (long)l * s.N + j];
                finish.Row(&sum, i, j, 1, c);
            }
    }

    /// <summary>Sizes, the packed right operand and which version of it that is.</summary>
    public sealed record Kept(MatrixBatches Sizes, IntegerMatrix Right)
    {
        public long Version { get; set; } = -1;
    }
}
