using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

/// <summary>A multiply on random matrices whose rows have gaps between them, with its result in double precision.</summary>
internal sealed unsafe class GemmProblem
{
    private const float Untouched = 12345;
    private readonly int _m, _n, _k;
    private readonly bool _transposeA, _transposeB;
    private readonly int _lda, _ldb, _ldc;
    private readonly float[] _a, _b, _c, _rowBias, _columnBias;

    public GemmProblem(int m, int n, int k, bool transposeA, bool transposeB, Random random)
    {
        (_m, _n, _k, _transposeA, _transposeB) = (m, n, k, transposeA, transposeB);
        _lda = (transposeA ? m : k) + random.Next(4);
        _ldb = (transposeB ? k : n) + random.Next(4);
        _ldc = n + random.Next(1, 4);
        _a = Fill(_lda * (transposeA ? k : m), random);
        _b = Fill(_ldb * (transposeB ? n : k), random);
        _c = Fill(_ldc * m, random);
        for (int i = 0; i < m; i++) _c.AsSpan(i * _ldc + n, _ldc - n).Fill(Untouched);
        _rowBias = Fill(m, random);
        _columnBias = Fill(n, random);
    }

    public delegate void Multiply(in GemmArguments arguments, in Epilogue epilogue);

    public float Alpha { get; init; } = 1;
    public float Beta { get; init; }
    public bool RowBias { get; init; }
    public bool ColumnBias { get; init; }
    public Activation Epilogue { get; init; }
    public float EpilogueAlpha { get; init; }
    public float EpilogueBeta { get; init; }

    public float[] Run(Multiply multiply)
    {
        float[] c = [.. _c];
        // With beta 0 whatever was in C must not matter.
        if (Beta == 0)
        {
            for (int i = 0; i < _m; i++) c.AsSpan(i * _ldc, _n).Fill(float.NaN);
        }
        fixed (float* a = _a, b = _b, pc = c, row = _rowBias, column = _columnBias)
        {
            var arguments = new GemmArguments
            {
                M = _m,
                N = _n,
                K = _k,
                Alpha = Alpha,
                Beta = Beta,
                A = a,
                Lda = _lda,
                TransposeA = _transposeA,
                B = b,
                Ldb = _ldb,
                TransposeB = _transposeB,
                C = pc,
                Ldc = _ldc,
            };
            var epilogue = new Epilogue
            {
                RowBias = RowBias ? row : null,
                ColumnBias = ColumnBias ? column : null,
                Activation = Epilogue,
                Alpha = EpilogueAlpha,
                Beta = EpilogueBeta,
            };
            multiply(in arguments, in epilogue);
        }
        return c;
    }

    public void Check(Multiply multiply)
    {
        float[] actual = Run(multiply);
        double[] expected = [.. _c.Select(x => (double)x)];
        Gemm.Reference(
            _m, _n, _k, Alpha, [.. _a.Select(x => (double)x)], _lda, _transposeA, [.. _b.Select(x => (double)x)], _ldb, _transposeB,
            Beta, expected, _ldc);
        double tolerance = 3e-7 * (8 + _k);
        for (int i = 0; i < _m; i++)
        {
            for (int j = 0; j < _ldc; j++)
            {
                int at = i * _ldc + j;
                if (j >= _n)
                {
                    Assert.True(actual[at] == Untouched, $"{this}: wrote beside C at row {i}, column {j}");
                    continue;
                }
                double x = expected[at] + (RowBias ? _rowBias[i] : 0) + (ColumnBias ? _columnBias[j] : 0);
                x = Apply(Epilogue, x, EpilogueAlpha, EpilogueBeta);
                if (!(Math.Abs(actual[at] - x) <= tolerance)) Assert.Fail($"{this}: row {i}, column {j} is {actual[at]}, not {x}");
            }
        }
    }

    public static double Apply(Activation activation, double x, double alpha, double beta) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(x, 0),
        Activation.LeakyRelu => x < 0 ? alpha * x : x,
        Activation.Clip => Math.Min(Math.Max(x, alpha), beta),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.HardSigmoid => Math.Max(0, Math.Min(1, alpha * x + beta)),
        Activation.HardSwish => x * Math.Max(0, Math.Min(1, x / 6 + 0.5)),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public override string ToString() =>
        $"{_m} x {_n} x {_k}{(_transposeA ? " Aᵀ" : "")}{(_transposeB ? " Bᵀ" : "")} alpha {Alpha} beta {Beta} bias {RowBias}/{ColumnBias} {Epilogue}";

    private static float[] Fill(int count, Random random)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle() * 2 - 1;
        return values;
    }
}
