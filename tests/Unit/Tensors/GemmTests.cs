using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed unsafe class GemmTests
{
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 24, 31, 32, 33, 48, 49, 63, 64, 65, 67];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Odd_sizes_agree_with_the_reference(bool transposeA, bool transposeB)
    {
        var random = new Random(7);
        foreach (int m in Sizes)
        {
            foreach (int n in Sizes)
            {
                int k = random.Next(1, 68);
                var problem = new GemmProblem(m, n, k, transposeA, transposeB, random) { Alpha = random.Next(3) - 0.5f, Beta = random.Next(3) * 0.5f };
                problem.Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
            }
        }
    }

    [Theory]
    [InlineData(130, 300, 600)]
    [InlineData(200, 20, 513)]
    [InlineData(20, 1000, 257)]
    [InlineData(400, 270, 100)]
    [InlineData(1, 700, 300)]
    [InlineData(700, 1, 300)]
    [InlineData(5, 900, 1030)]
    [InlineData(600, 3, 1030)]
    [InlineData(9000, 2, 20)]
    [InlineData(3, 9000, 20)]
    public void Several_blocks_agree_with_the_reference(int m, int n, int k)
    {
        var random = new Random(m + n);
        foreach (bool transposeA in (bool[])[false, true])
        {
            foreach (bool transposeB in (bool[])[false, true])
            {
                var problem = new GemmProblem(m, n, k, transposeA, transposeB, random) { Beta = 0.25f, Epilogue = Activation.Relu, ColumnBias = true };
                problem.Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
            }
        }
    }

    [Theory]
    [InlineData(Activation.None, 0, 0)]
    [InlineData(Activation.Relu, 0, 0)]
    [InlineData(Activation.LeakyRelu, 0.1f, 0)]
    [InlineData(Activation.LeakyRelu, 1.5f, 0)]
    [InlineData(Activation.LeakyRelu, -0.5f, 0)]
    [InlineData(Activation.Clip, -0.5f, 1.5f)]
    [InlineData(Activation.Sigmoid, 0, 0)]
    [InlineData(Activation.Tanh, 0, 0)]
    [InlineData(Activation.HardSigmoid, 0.2f, 0.5f)]
    [InlineData(Activation.HardSwish, 0, 0)]
    [InlineData(Activation.Silu, 0, 0)]
    public void Epilogues_agree_with_the_formula(Activation activation, float alpha, float beta)
    {
        var random = new Random(11);
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (1, 37, 12), (37, 1, 12), (4, 16, 9), (12, 32, 300), (13, 45, 20), (64, 96, 30), (30, 10, 5) })
        {
            for (int bias = 0; bias < 4; bias++)
            {
                var problem = new GemmProblem(m, n, k, false, false, random)
                {
                    Epilogue = activation,
                    EpilogueAlpha = alpha,
                    EpilogueBeta = beta,
                    RowBias = (bias & 1) != 0,
                    ColumnBias = (bias & 2) != 0,
                };
                problem.Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
            }
        }
    }

    [Fact]
    public void Every_kernel_agrees_with_the_reference()
    {
        var random = new Random(3);
        for (int m = 1; m <= 30; m += m < 14 ? 1 : 5)
        {
            for (int n = 1; n <= 70; n += n < 34 ? 3 : 7)
            {
                var problem = new GemmProblem(m, n, random.Next(1, 50), m % 2 == 0, n % 2 == 0, random)
                {
                    Alpha = 0.75f,
                    Beta = n % 3,
                    RowBias = m % 3 == 0,
                    ColumnBias = n % 5 < 2,
                    Epilogue = (Activation)(m % 5),
                    EpilogueAlpha = 0.1f,
                    EpilogueBeta = 0.9f,
                };
                problem.Check(Blocked<Tile512>);
                problem.Check(Blocked<Tile256>);
                problem.Check(Blocked<Tile128>);
                problem.Check(Blocked<TileScalar>);
            }
        }
    }

    [Fact]
    public void Nothing_to_sum_leaves_beta_times_c_and_the_epilogue()
    {
        foreach ((int m, int n) in new[] { (1, 1), (1, 40), (40, 1), (13, 40) })
        {
            var problem = new GemmProblem(m, n, 0, false, false, new Random(1)) { Beta = 0.5f, Epilogue = Activation.Relu, ColumnBias = true };
            problem.Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
        }
        new GemmProblem(0, 5, 3, false, false, new Random(1)).Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
        new GemmProblem(5, 0, 3, false, false, new Random(1)).Check(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
    }

    [Theory]
    [InlineData(1, 50, 40)]
    [InlineData(50, 1, 40)]
    [InlineData(13, 50, 40)]
    [InlineData(64, 64, 300)]
    public void Not_a_number_and_infinity_go_where_they_belong(int m, int n, int k)
    {
        foreach (float special in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach (Activation activation in (Activation[])[Activation.None, Activation.Relu, Activation.Clip, Activation.LeakyRelu, Activation.Tanh, Activation.Sigmoid])
            {
                float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
                a.AsSpan().Fill(0.5f);
                b.AsSpan().Fill(0.25f);
                c.AsSpan().Fill(float.NaN);
                int row = m / 2;
                a[row * k + k / 3] = special;
                fixed (float* pa = a, pb = b, pc = c)
                {
                    Gemm.Run(new GemmArguments(m, n, k, pa, pb, pc), new Epilogue { Activation = activation, Alpha = 0.5f, Beta = 0.75f });
                }
                for (int i = 0; i < m; i++)
                {
                    double sum = i == row ? special : 0.125 * k;
                    float expected = (float)GemmProblem.Apply(activation, sum, 0.5f, 0.75f);
                    for (int j = 0; j < n; j++) Assert.Equal(expected, c[i * n + j], 1e-5f * MathF.Max(1, MathF.Abs(float.IsFinite(expected) ? expected : 0)));
                }
            }
        }
    }

    [Fact]
    public void One_and_several_threads_give_the_same_bits()
    {
        var random = new Random(5);
        foreach ((int m, int n, int k) in new[] { (500, 300, 700), (64, 1024, 576), (128, 512, 784), (1, 3000, 2000), (3000, 1, 2000), (7, 2000, 900) })
        {
            foreach (bool transpose in (bool[])[false, true])
            {
                var problem = new GemmProblem(m, n, k, transpose, transpose, random) { RowBias = true, Epilogue = Activation.Silu };
                float[] several = problem.Run(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
                using (Workers.Limit(1))
                {
                    float[] one = problem.Run(static (in GemmArguments g, in Epilogue e) => Gemm.Run(in g, in e));
                    Assert.True(several.AsSpan().SequenceEqual(one), $"{m} x {n} x {k}");
                }
            }
        }
    }

    [Fact]
    public void A_packed_operand_agrees_with_the_reference()
    {
        var random = new Random(9);
        foreach ((int m, int n, int k) in new[] { (1, 50, 30), (1, 300, 1203), (13, 45, 300), (200, 300, 513), (64, 196, 576), (50, 1, 60) })
        {
            foreach (bool transpose in (bool[])[false, true])
            {
                var problem = new GemmProblem(m, n, k, transpose, transpose, random) { ColumnBias = true, Epilogue = Activation.Relu };
                problem.Check(static (in GemmArguments g, in Epilogue e) =>
                    Gemm.Run(in g, PackedMatrix.Left(g.A, g.M, g.K, g.Lda, g.TransposeA), in e));
                problem.Check(static (in GemmArguments g, in Epilogue e) =>
                    Gemm.Run(in g, PackedMatrix.Right(g.B, g.K, g.N, g.Ldb, g.TransposeB), in e));
            }
        }
        Assert.Throws<ArgumentException>(() =>
        {
            float x = 0;
            Gemm.Run(new GemmArguments(1, 1, 2, &x, &x, &x), PackedMatrix.Left(&x, 1, 1, 1), default);
        });
    }

    [Fact]
    public void Nothing_is_touched_behind_the_matrices()
    {
        if (!GuardedMemory.IsSupported) return;
        foreach (int m in (int[])[1, 2, 4, 5, 8, 11, 12, 13, 24, 65])
        {
            foreach (int n in (int[])[1, 3, 8, 16, 17, 32, 33, 64, 100])
            {
                foreach (int k in (int[])[1, 3, 8, 17, 40])
                {
                    using GuardedMemory a = new(m * k), b = new(k * n), c = new(m * n);
                    for (int transposes = 0; transposes < 4; transposes++)
                    {
                        Gemm.Run(new GemmArguments(m, n, k, a.Data, b.Data, c.Data, (transposes & 1) != 0, (transposes & 2) != 0) { Beta = 1 });
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(3, 5, 7, 11)]
    [InlineData(64, 33, 40, 9)]
    [InlineData(300, 300, 300, 2)]
    [InlineData(1, 20, 30, 40)]
    [InlineData(4, 4, 4, 0)]
    public void Batches_agree_with_single_multiplies(int m, int n, int k, int count)
    {
        var random = new Random(count);
        float[] a = Fill(m * k * count, random), b = Fill(k * n, random), c = new float[m * n * count], listed = new float[m * n * count];
        float[] expected = new float[m * n * count];
        float** all = stackalloc float*[3 * count];
        fixed (float* pa = a, pb = b, pc = c, pl = listed, pe = expected)
        {
            var epilogue = new Epilogue { Activation = Activation.Relu };
            for (int i = 0; i < count; i++)
            {
                Gemm.Run(new GemmArguments(m, n, k, pa + i * m * k, pb, pe + i * m * n), in epilogue);
                all[i] = pa + i * m * k;
                all[count + i] = pb;
                all[2 * count + i] = pl + i * m * n;
            }
            Gemm.RunBatch(new GemmArguments(m, n, k, pa, pb, pc), count, m * k, 0, m * n, in epilogue);
            Gemm.RunBatch(new GemmArguments(m, n, k, null, null, null), all, all + count, all + 2 * count, count, in epilogue);
        }
        Assert.Equal(expected, c);
        Assert.Equal(expected, listed);
    }

    [Fact]
    public void Spans_are_multiplied_and_checked()
    {
        float[] c = new float[4];
        Gemm.Run(2, 2, 3, [1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1, 1], c, columnBias: [10, -20], activation: Activation.Relu);
        Assert.Equal([14, 0, 20, 0], c);
        Gemm.Run(2, 2, 3, [1, 4, 2, 5, 3, 6], [1, 0, 1, 0, 1, 1], c, transposeA: true, transposeB: true, alpha: 2, beta: 1);
        Assert.Equal([22, 10, 40, 22], c);

        var error = Assert.Throws<ArgumentException>(() => Gemm.Run(2, 2, 3, new float[5], new float[6], new float[4]));
        Assert.Contains("a has 5 numbers; a 2 x 3 matrix needs 6", error.Message);
        Assert.Throws<ArgumentException>(() => Gemm.Run(2, 2, 3, new float[6], new float[6], new float[3]));
        Assert.Throws<ArgumentException>(() => Gemm.Run(2, 2, 3, new float[6], new float[6], new float[4], columnBias: new float[1]));
        float[] shared = new float[8];
        Assert.Throws<ArgumentException>(() => Gemm.Run(2, 2, 2, shared.AsSpan(0, 4), new float[4], shared.AsSpan(3, 4)));
    }

    [Fact]
    public void A_warm_multiply_allocates_nothing()
    {
        float[] a = new float[300 * 300], b = new float[300 * 300], c = new float[300 * 300];
        fixed (float* pa = a, pb = b, pc = c)
        {
            var g = new GemmArguments(300, 300, 300, pa, pb, pc);
            for (int i = 0; i < 3; i++) Gemm.Run(in g);
            Assert.Equal(0, Allocations.Fewest(() => Gemm.Run(in g)));
        }
    }

    private static float[] Fill(int count, Random random)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle() - 0.5f;
        return values;
    }

    private static void Blocked<TKernel>(in GemmArguments g, in Epilogue e) where TKernel : struct, ITileKernel =>
        BlockedGemm<TKernel>.Run(
            g.M, g.N, g.K, new MatrixPanels(g.A, g.Lda, !g.TransposeA), null, new MatrixPanels(g.B, g.Ldb, g.TransposeB), null,
            g.Alpha, g.Beta, g.C, g.Ldc, in e);
}
