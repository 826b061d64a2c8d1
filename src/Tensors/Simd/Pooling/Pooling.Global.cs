using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

public static unsafe partial class Pooling
{
    /// <summary>y[i] = the mean of plane i of <paramref name="pixels"/> numbers.</summary>
    public static void GlobalAverage(float* x, int planes, int pixels, float* y)
    {
        var task = new Means { X = x, Pixels = pixels, Y = y };
        Workers.For(planes, 4 * PlanesOfTask, ref task);
    }

    /// <summary>y[i] = the largest number of plane i of <paramref name="pixels"/> numbers; NaN when it holds one.</summary>
    public static void GlobalMax(float* x, int planes, int pixels, float* y)
    {
        var task = new Maxima { X = x, Pixels = pixels, Y = y };
        Workers.For(planes, 4 * PlanesOfTask, ref task);
    }

    /// <summary>The gradient of <see cref="GlobalAverage"/>: each plane filled with its share.</summary>
    public static void GlobalAverageGradient(float* dy, int planes, int pixels, float* dx)
    {
        var task = new Shares { Dy = dy, Pixels = pixels, Dx = dx };
        Workers.For(planes, 4 * PlanesOfTask, ref task);
    }

    private struct Means : IRangeTask
    {
        public float* X;
        public int Pixels;
        public float* Y;

        public readonly void Run(int start, int end)
        {
            for (int i = start; i < end; i++) Y[i] = ChannelSums.Sum(X + (long)i * Pixels, Pixels) / Pixels;
        }
    }

    private struct Shares : IRangeTask
    {
        public float* Dy;
        public int Pixels;
        public float* Dx;

        public readonly void Run(int start, int end)
        {
            for (int i = start; i < end; i++) new Span<float>(Dx + (long)i * Pixels, Pixels).Fill(Dy[i] / Pixels);
        }
    }

    private struct Maxima : IRangeTask
    {
        public float* X;
        public int Pixels;
        public float* Y;

        public readonly void Run(int start, int end)
        {
            for (int i = start; i < end; i++) Y[i] = Largest(X + (long)i * Pixels);
        }

        private readonly float Largest(float* x)
        {
            var all = new Vector<float>(float.NegativeInfinity);
            float one = float.NegativeInfinity;
            int i = 0;
            for (; i <= Pixels - Vector<float>.Count; i += Vector<float>.Count) all = Vector.Max(all, Vector.Load(x + i));
            for (; i < Pixels; i++) one = Math.Max(one, x[i]);
            for (int l = 0; l < Vector<float>.Count; l++) one = Math.Max(one, all[l]);
            return one;
        }
    }
}
