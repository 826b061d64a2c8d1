using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed unsafe class BytePoolingTests
{
    [Theory]
    [InlineData(7, 9, 2, 2, 0)]
    [InlineData(9, 70, 3, 2, 1)]
    [InlineData(5, 33, 3, 1, 2)]
    [InlineData(4, 5000, 2, 3, 0)]
    public void TheLargestOfEachWindowIsTheSearchedOne(int height, int width, int kernel, int stride, int pad)
    {
        WindowAxis h = Axis(height), w = Axis(width);
        var g = new ConvolutionGeometry(2, 3, 3, 1, WindowAxis.None, h, w);
        byte[] x = new byte[6 * g.InputPixels], y = new byte[6 * g.OutputPixels];
        new Random(height).NextBytes(x);
        foreach (bool signed in (bool[])[false, true])
        {
            fixed (byte* px = x, py = y) BytePooling.Max(g, px, py, signed);
            for (int o = 0; o < y.Length; o++)
            {
                int best = signed ? -128 : 0;
                for (int t = 0; t < kernel * kernel; t++)
                {
                    int row = h.At(o / w.Output % h.Output, t / kernel), column = w.At(o % w.Output, t % kernel);
                    if ((uint)row >= (uint)height || (uint)column >= (uint)width) continue;
                    byte b = x[o / g.OutputPixels * g.InputPixels + row * width + column];
                    best = Math.Max(best, signed ? (sbyte)b : b);
                }
                Assert.Equal((byte)best, y[o]);
            }
        }

        WindowAxis Axis(int size) => new(size, (size + 2 * pad - kernel) / stride + 1, kernel, stride, 1, pad, pad);
    }

    [Fact]
    public void TablesAreLookedUpInEveryLength()
    {
        var random = new Random(1);
        byte[] table = new byte[256];
        random.NextBytes(table);
        foreach (int count in (int[])[0, 1, 63, 64, 65, 200, 300])
        {
            byte[] x = new byte[count], y = new byte[count];
            random.NextBytes(x);
            fixed (byte* px = x, py = y, pt = table) ByteLoops.Lookup(px, py, count, pt);
            Assert.Equal(x.Select(b => table[b]), y);
        }
    }

    [Fact]
    public void SumsAreExact()
    {
        byte[] x = new byte[5000];
        new Random(2).NextBytes(x);
        fixed (byte* p = x)
            foreach (int count in (int[])[0, 1, 15, 16, 17, 4999])
            {
                Assert.Equal(x[1..(count + 1)].Sum(b => b - 77), ByteLoops.Sum(new QuantizedBytes((nint)p, false, 77), 1, count));
                Assert.Equal(x[1..(count + 1)].Sum(b => (sbyte)b + 5), ByteLoops.Sum(new QuantizedBytes((nint)p, true, -5), 1, count));
            }
    }
}
