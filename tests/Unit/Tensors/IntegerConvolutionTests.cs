using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed unsafe class IntegerConvolutionTests
{
    [Theory]
    [InlineData(8, 9, 12, 11)]
    [InlineData(898, 8, 10, 10)]
    [InlineData(5, 3, 9, 40)]
    public void TheLargestNumbersAreExact(int channels, int filters, int height, int width)
    {
        WindowAxis h = new(height, height, 3, 1, 1, 1, 1), w = new(width, width, 3, 1, 1, 1, 1);
        var g = new ConvolutionGeometry(1, channels, filters, 1, WindowAxis.None, h, w);
        var convolution = new IntegerConvolution(g);
        byte[] x = new byte[channels * g.InputPixels], weights = new byte[filters * channels * 9];
        Array.Fill(x, (byte)255);
        Array.Fill(weights, (byte)255);
        int[] y = new int[filters * g.OutputPixels], room = new int[convolution.Room];
        foreach ((int xZero, int wZero) in ((int, int)[])[(0, 0), (255, 0), (0, 255), (13, 200)])
        {
            fixed (byte* px = x, pw = weights)
            fixed (int* py = y, memory = room)
                convolution.Run(new((nint)px, false, xZero), new((nint)pw, false, wZero), null, py, new IntegerFinish { Result = IntegerResult.Int32 }, memory);
            int one = (255 - xZero) * (255 - wZero) * channels;
            for (int o = 0; o < y.Length; o++)
            {
                int row = o / width % height, column = o % width;
                int taps = (row is 0 || row == height - 1 ? 2 : 3) * (column is 0 || column == width - 1 ? 2 : 3);
                Assert.Equal(one * taps, y[o]);
            }
        }
    }

    [Fact]
    public void TheSameBitsOnAnyNumberOfThreads()
    {
        WindowAxis h = new(20, 20, 3, 1, 1, 1, 1), w = new(33, 33, 3, 1, 1, 1, 1);
        var g = new ConvolutionGeometry(3, 16, 20, 1, WindowAxis.None, h, w);
        byte[] x = new byte[3 * 16 * g.InputPixels], weights = new byte[20 * 16 * 9];
        new Random(1).NextBytes(x);
        new Random(2).NextBytes(weights);
        byte[][] results = [.. new[] { 1, 2, 4 }.Select(threads =>
        {
            using Workers.LimitScope limit = Workers.Limit(threads);
            var convolution = new IntegerConvolution(g);
            byte[] y = new byte[3 * 20 * g.OutputPixels];
            int[] room = new int[convolution.Room];
            fixed (byte* px = x, pw = weights, py = y)
            fixed (int* memory = room)
                convolution.Run(new((nint)px, false, 100), new((nint)pw, true, 0), null, py,
                    new IntegerFinish { Result = IntegerResult.Byte, Scale = 1e-3f, Zero = 128, High = 255 }, memory);
            return y;
        })];
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
        Assert.True(results[0].Distinct().Count() > 100);
    }
}
