using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed unsafe class IntegerGemmTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 8, 11, 12, 13, 25, 31, 32, 33, 65, 97];

    [Fact]
    public void EveryWidthOfVectorsGivesTheSameSums()
    {
        var random = new Random(1);
        foreach (int rows in (int[])[1, 3, 4, 7, 12])
            foreach (bool add in (bool[])[false, true])
            {
                Check<Pairs512>(random, rows, add);
                Check<Pairs256>(random, rows, add);
                Check<Pairs128>(random, rows, add);
            }
    }

    [Fact]
    public void OddSizesAndAllSignsAreExact()
    {
        var random = new Random(2);
        foreach (int m in Sizes)
            foreach (int n in Sizes)
            {
                int k = random.Next(1, 70);
                bool aSigned = random.Next(2) == 0, bSigned = random.Next(2) == 0, transposed = random.Next(2) == 0;
                var a = new Numbers(random, m * k, aSigned);
                var b = new Numbers(random, k * n, bSigned);
                Product(m, n, k, a, b, transposed, Zeros(random, m, aSigned), Zeros(random, n, bSigned));
                Product(m, n, k, a, b, transposed, null, null);
            }
    }

    [Theory]
    [InlineData(200, 70, 2100)]
    [InlineData(5, 300, 4099)]
    public void SeveralBlocksAreExactWithExtremeNumbers(int m, int n, int k)
    {
        var a = new Numbers(new Random(3), m * k, false) { Zero = 0 };
        a.Tensor.AsBytes().Fill(255);
        var b = new Numbers(new Random(4), n * k, true) { Zero = 127 };
        b.Tensor.AsBytes().Fill(0x80);
        Product(m, n, k, a, b, false, null, null);
    }

    [Fact]
    public void ResultsAreRoundedHalfToEvenAndSaturated()
    {
        int[] sums = [.. Enumerable.Range(-40, 80), int.MaxValue, int.MinValue, 5, 3];
        float[] scales = [0.5f, 0.25f, 3f, 1e-9f, 1e30f];
        byte[] actual = new byte[sums.Length], one = new byte[1];
        foreach (float scale in scales)
            foreach ((int zero, int low, int high) in ((int, int, int)[])[(3, 0, 255), (128, 0, 255), (-5, -128, 127), (10, 10, 255)])
            {
                var finish = new IntegerFinish { Result = IntegerResult.Byte, Scale = scale, Zero = zero, Low = low, High = high };
                fixed (int* s = sums)
                fixed (byte* y = actual, single = one)
                {
                    finish.Row(s, 0, 0, sums.Length, y);
                    for (int j = 0; j < sums.Length; j++)
                    {
                        double expected = Math.Clamp(Math.Round((double)((float)sums[j] * scale), MidpointRounding.ToEven) + zero, low, high);
                        Assert.Equal((byte)(int)expected, y[j]);
                        finish.Row(s + j, 0, j, 1, single);
                        Assert.Equal(y[j], one[0]);
                    }
                }
            }
    }

    [Fact]
    public void NumbersAreQuantizedByDivisionAndComeBackWithinHalfAStep()
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 77).Select(_ => (float)(random.NextDouble() * 8 - 4)), 0.05f, 0.15f, 0.25f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e20f];
        byte[] y = new byte[x.Length], alone = new byte[1];
        float[] back = new float[x.Length];
        foreach (bool signed in (bool[])[false, true])
            fixed (float* px = x, pb = back)
            fixed (byte* py = y, single = alone)
            {
                (int zero, int low, int high) = signed ? (-3, -128, 127) : (100, 0, 255);
                QuantizationLoops.Quantize(px, py, x.Length, 0.1f, zero, low, high);
                QuantizationLoops.Dequantize(new QuantizedBytes((nint)py, signed, zero), pb, x.Length, 0.1f);
                for (int i = 0; i < x.Length; i++)
                {
                    QuantizationLoops.Quantize(px + i, single, 1, 0.1f, zero, low, high);
                    Assert.Equal(alone[0], y[i]);
                    if (Math.Abs(x[i]) < 4) Assert.InRange(back[i], x[i] - 0.0501f, x[i] + 0.0501f);
                }
                Assert.Equal(high, new QuantizedBytes((nint)py, signed, 0)[x.Length - 1]);
                Assert.Equal(low, new QuantizedBytes((nint)py, signed, 0)[x.Length - 2]);
            }
    }

    private static void Check<V>(Random random, int rows, bool add) where V : struct, IPairLanes<V>
    {
        const int depth = 37;
        int columns = 2 * V.Count;
        int[] a = [.. Enumerable.Range(0, rows * depth).Select(_ => Pair())], b = [.. Enumerable.Range(0, depth * columns).Select(_ => Pair())];
        int[] c = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next())], expected = [.. c];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                var sum = new PairScalar(add ? c[i * columns + j] : 0);
                for (int k = 0; k < depth; k++) sum = PairScalar.AddProducts(new PairScalar(a[i * depth + k]), new PairScalar(b[k * columns + j]), sum);
                fixed (int* e = &expected[i * columns + j]) sum.Store(e);
            }
        fixed (int* pa = a, pb = b, pc = c) PairTile.Multiply<V>(depth, pa, depth, 1, pb, pc, columns, rows, add);
        Assert.Equal(expected, c);

        int Pair() => PairPacking.Pair(random.Next(-255, 256), random.Next(-255, 256));
    }

    private static void Product(int m, int n, int k, Numbers a, Numbers b, bool transposed, int[]? rowZeros, int[]? columnZeros)
    {
        int[] expected = new int[m * n], actual = new int[m * n], room = new int[IntegerGemm.Room(m, k)];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int l = 0; l < k; l++)
                    expected[i * n + j] += (a.Raw(i * k + l) - (rowZeros?[i] ?? a.Zero)) * (b.Raw(transposed ? j * k + l : l * n + j) - (columnZeros?[j] ?? b.Zero));
        var matrix = new IntegerMatrix(k, n);
        fixed (int* y = actual, memory = room, rows = rowZeros, columns = columnZeros)
        {
            matrix.Pack(b.Bytes, transposed, columns);
            IntegerGemm.Run(m, a.Bytes, rows, matrix, y, new IntegerFinish { Result = IntegerResult.Int32 }, memory);
        }
        Assert.Equal(expected, actual);
    }

    private static int[] Zeros(Random random, int count, bool signed) => [.. Enumerable.Range(0, count).Select(_ => signed ? random.Next(-128, 128) : random.Next(256))];

    private sealed class Numbers
    {
        private readonly bool _signed;

        public Numbers(Random random, int count, bool signed)
        {
            _signed = signed;
            Tensor = new Tensor(signed ? ElementType.Int8 : ElementType.UInt8, Shape.Of(count));
            random.NextBytes(Tensor.AsBytes());
            Zero = signed ? random.Next(-128, 128) : random.Next(256);
        }

        public Tensor Tensor { get; }

        public int Zero { get; init; }

        public QuantizedBytes Bytes => new((nint)Tensor.Pointer, _signed, Zero);

        public int Raw(int index) => _signed ? Tensor.As<sbyte>()[index] : Tensor.As<byte>()[index];
    }
}
