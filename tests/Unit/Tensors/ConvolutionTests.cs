using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

/// <summary>The three passes of convolutions against sums in double precision, over sizes that reach every path.</summary>
public sealed unsafe class ConvolutionTests
{
    // batch, channels, filters, groups, height, width, kernel height, kernel width, stride, dilation, pad before, pad after.
    private static readonly int[][] Cases =
    [
        [3, 16, 16, 1, 32, 32, 3, 3, 1, 1, 1, 1],
        [5, 32, 16, 1, 16, 16, 3, 3, 1, 1, 1, 1],
        [9, 16, 48, 1, 8, 8, 3, 3, 1, 1, 1, 1],
        [2, 16, 32, 1, 13, 15, 3, 3, 1, 1, 0, 2],
        [1, 64, 80, 1, 7, 29, 3, 3, 1, 1, 2, 0],
        [2, 48, 16, 1, 4, 70, 3, 3, 1, 1, 1, 1],
        [4, 3, 16, 1, 32, 32, 3, 3, 1, 1, 1, 1],
        [2, 1, 32, 1, 28, 28, 3, 3, 1, 1, 1, 1],
        [3, 16, 32, 1, 32, 32, 3, 3, 2, 1, 1, 1],
        [2, 16, 32, 1, 16, 16, 1, 1, 2, 1, 0, 0],
        [2, 24, 40, 1, 9, 9, 1, 1, 1, 1, 0, 0],
        [1, 40, 300, 1, 7, 7, 1, 1, 1, 1, 0, 0],
        [1, 600, 90, 1, 5, 6, 1, 1, 1, 1, 0, 0],
        [1, 30, 24, 1, 56, 56, 1, 1, 1, 1, 0, 0],
        [1, 20, 36, 2, 48, 31, 1, 1, 1, 1, 0, 0],
        [1, 600, 33, 1, 30, 30, 1, 1, 1, 1, 0, 0],
        [3, 64, 70, 2, 3, 4, 1, 1, 1, 1, 0, 0],
        [9, 16, 32, 1, 1, 1, 1, 1, 1, 1, 0, 0],
        [70, 520, 45, 1, 1, 1, 1, 1, 1, 1, 0, 0],
        [11, 20, 100, 1, 2, 5, 1, 1, 1, 1, 0, 0],
        [7, 64, 64, 2, 1, 2, 1, 1, 1, 1, 0, 0],
        [1, 16, 3, 1, 8, 40, 1, 1, 1, 1, 0, 0],
        [1, 16, 2, 1, 8, 40, 1, 1, 1, 1, 0, 0],
        [1, 24, 100, 1, 6, 6, 3, 3, 2, 1, 1, 1],
        [1, 5, 7, 1, 11, 13, 5, 3, 1, 1, 2, 1],
        [2, 6, 9, 3, 10, 17, 3, 4, 2, 2, 3, 1],
        [2, 4, 6, 2, 20, 9, 2, 2, 3, 1, 0, 0],
        [2, 20, 20, 20, 14, 14, 3, 3, 1, 1, 1, 1],
        [2, 5, 5, 5, 1, 4, 3, 3, 1, 1, 1, 1],
        [2, 5, 5, 5, 2, 7, 3, 3, 1, 1, 1, 1],
        [1, 3, 3, 3, 5, 16, 3, 3, 1, 1, 1, 1],
        [1, 3, 3, 3, 6, 31, 3, 3, 1, 1, 1, 1],
        [1, 3, 3, 3, 3, 77, 3, 3, 1, 1, 1, 1],
        [2, 18, 18, 18, 15, 33, 3, 3, 2, 1, 1, 1],
        [2, 5, 5, 5, 8, 8, 3, 3, 2, 1, 1, 1],
        [1, 5, 5, 5, 9, 8, 3, 3, 2, 1, 0, 1],
        [2, 3, 3, 3, 9, 9, 3, 3, 2, 1, 0, 0],
        [1, 3, 3, 3, 16, 32, 3, 3, 2, 1, 0, 1],
        [1, 3, 3, 3, 17, 17, 3, 3, 2, 1, 1, 1],
        [1, 3, 3, 3, 4, 39, 3, 3, 2, 1, 1, 0],
        [1, 3, 3, 3, 9, 12, 3, 3, 2, 1, 1, 2],
        [1, 8, 16, 8, 9, 40, 5, 5, 1, 1, 2, 2],
        [2, 6, 6, 6, 12, 11, 3, 5, 1, 2, 2, 1],
        [1, 40, 3, 1, 50, 60, 7, 7, 2, 1, 3, 3],
        [1, 3, 2, 1, 1, 64, 1, 9, 1, 1, 0, 0],
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void ForwardEqualsItsSums(int number)
    {
        ConvolutionGeometry g = Geometry(Cases[number]);
        (float[] x, float[] w, float[] bias) = (Random(Inputs(g), 1), Random(Weights(g), 2), Random(g.Filters, 3));
        var expected = new double[Outputs(g)];
        for (int i = 0; i < expected.Length; i++) expected[i] = bias[i / g.OutputPixels % g.Filters];
        foreach ((int xi, int wi, int yi) in Meetings(g)) expected[yi] += (double)x[xi] * w[wi];
        var forward = new ConvolutionForward(g);
        Check(expected, y => Forward(forward, x, w, bias, y));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void InputGradientEqualsItsSums(int number)
    {
        ConvolutionGeometry g = Geometry(Cases[number]);
        (float[] w, float[] dy) = (Random(Weights(g), 2), Random(Outputs(g), 4));
        var expected = new double[Inputs(g)];
        foreach ((int xi, int wi, int yi) in Meetings(g)) expected[xi] += (double)w[wi] * dy[yi];
        var pass = new ConvolutionGradientInput(g);
        Check(expected, dx =>
        {
            fixed (float* pw = w, pdy = dy, pdx = dx) pass.Run(pw, pdy, pdx, default);
        });
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void WeightGradientEqualsItsSums(int number)
    {
        ConvolutionGeometry g = Geometry(Cases[number]);
        (float[] x, float[] dy) = (Random(Inputs(g), 1), Random(Outputs(g), 4));
        var expected = new double[Weights(g)];
        foreach ((int xi, int wi, int yi) in Meetings(g)) expected[wi] += (double)x[xi] * dy[yi];
        var pass = new ConvolutionGradientWeight(g);
        var scratch = new Tensor(ElementType.Float32, Shape.Of((int)pass.ScratchCount));
        Check(expected, dw =>
        {
            fixed (float* px = x, pdy = dy, pdw = dw) pass.Run(px, pdy, pdw, scratch.As<float>());
        });
    }

    [Fact]
    public void KeptWeightsAreUsedUntilTheirVersionChanges()
    {
        foreach (int number in (int[])[0, 6])
        {
            ConvolutionGeometry g = Geometry(Cases[number]);
            (float[] x, float[] w) = (Random(Inputs(g), 1), Random(Weights(g), 2));
            float[] y = new float[Outputs(g)], again = new float[y.Length];
            var forward = new ConvolutionForward(g);
            fixed (float* px = x, pw = w, py = y, pa = again)
            {
                forward.Run(px, pw, py, default, version: 3);
                Array.Clear(w);
                forward.Run(px, pw, pa, default, version: 3);
                Assert.Equal(y, again);
                forward.Run(px, pw, pa, default, version: 4);
                Assert.All(again, v => Assert.Equal(0, v));
            }
        }
    }

    private static void Forward(ConvolutionForward forward, float[] x, float[] w, float[] bias, float[] y)
    {
        fixed (float* px = x, pw = w, pb = bias, py = y) forward.Run(px, pw, py, new Epilogue { RowBias = pb });
    }

    // Right within rounding, the same bits on one thread and on all, and nothing allocated once warm.
    private static void Check(double[] expected, Action<float[]> run)
    {
        float[] all = new float[expected.Length], one = new float[expected.Length];
        Array.Fill(all, float.NaN);
        run(all);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(all[i] - expected[i]) <= 1e-5 * scale, $"[{i}] is {all[i]}, expected {expected[i]} (largest {scale})");
        using (Workers.Limit(1))
        {
            run(one);
            // The runtime itself may allocate on this thread while it compiles the loops anew, so one run of a few must be clean.
            Assert.Contains(Enumerable.Range(0, 5), _ =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                run(one);
                return GC.GetAllocatedBytesForCurrentThread() == before;
            });
        }
        Assert.Equal(all, one);
    }

    private static IEnumerable<(int X, int W, int Y)> Meetings(ConvolutionGeometry g)
    {
        for (int n = 0; n < g.Batch; n++)
            for (int m = 0; m < g.Filters; m++)
                for (int c = 0; c < g.GroupChannels; c++)
                    for (int oh = 0; oh < g.Height.Output; oh++)
                        for (int ow = 0; ow < g.Width.Output; ow++)
                            for (int tap = 0; tap < g.Taps; tap++)
                            {
                                int h = g.Height.At(oh, tap / g.Width.Kernel), w = g.Width.At(ow, tap % g.Width.Kernel);
                                if (h < 0 || h >= g.Height.Input || w < 0 || w >= g.Width.Input) continue;
                                int channel = n * g.Channels + m / g.GroupFilters * g.GroupChannels + c;
                                yield return ((channel * g.Height.Input + h) * g.Width.Input + w, (m * g.GroupChannels + c) * g.Taps + tap,
                                    ((n * g.Filters + m) * g.Height.Output + oh) * g.Width.Output + ow);
                            }
    }

    private static ConvolutionGeometry Geometry(int[] c) =>
        new(c[0], c[1], c[2], c[3], WindowAxis.None, Axis(c[4], c[6], c[8], c[9], c[10], c[11]), Axis(c[5], c[7], c[8], c[9], c[10], c[11]));

    private static WindowAxis Axis(int input, int kernel, int stride, int dilation, int before, int after) =>
        new(input, (input + before + after - (kernel - 1) * dilation - 1) / stride + 1, kernel, stride, dilation, before, after);

    private static int Inputs(ConvolutionGeometry g) => g.Batch * g.Channels * g.InputPixels;

    private static int Outputs(ConvolutionGeometry g) => g.Batch * g.Filters * g.OutputPixels;

    private static int Weights(ConvolutionGeometry g) => g.Filters * g.GroupChannels * g.Taps;

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
