using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The gradient of max pooling over 2 x 2 windows that do not overlap, with vectors.</summary>
internal static unsafe class PairedMaxGradient
{
    private const int Step = 128;

    /// <summary>True when every element belongs to one window at most.</summary>
    public static bool Fits(ConvolutionGeometry g) => Fits(g.Height) && Fits(g.Width);

    /// <summary>Takes one plane back.</summary>
    [SkipLocalsInit]
    public static void Plane(ConvolutionGeometry g, float* x, float* y, float* dy, float* dx)
    {
        int width = g.Width.Input, outputs = g.Width.Output;
        float* room = stackalloc float[8 * Step];
        for (int oh = 0; oh < g.Height.Output; oh++, x += 2 * width, dx += 2 * width, y += outputs, dy += outputs)
        {
            for (int i = 0; i < outputs; i += Step)
            {
                int pairs = Math.Min(Step, outputs - i);
                RowPhases.Split(x + 2 * i, room, room + Step, pairs);
                RowPhases.Split(x + width + 2 * i, room + 2 * Step, room + 3 * Step, pairs);
                Choose(room, y + i, dy + i, pairs);
                RowPhases.Join(room + 4 * Step, room + 5 * Step, dx + 2 * i, pairs);
                RowPhases.Join(room + 6 * Step, room + 7 * Step, dx + width + 2 * i, pairs);
            }
            for (int i = 2 * outputs; i < width; i++) dx[i] = dx[width + i] = 0;
        }
        new Span<float>(dx, (g.Height.Input - 2 * g.Height.Output) * width).Clear();
    }

    private static bool Fits(WindowAxis axis) => axis is { Kernel: 2, Stride: 2, Dilation: 1, Before: 0 } && axis.Output * 2 <= axis.Input;

    // The first of the four that equals the largest takes the gradient; the last takes it when no other does, so NaN has a place too.
    private static void Choose(float* x, float* y, float* dy, int count)
    {
        for (int i = 0; i < count; i += 8)
        {
            Vector256<float> largest, g;
            if (i <= count - 8) (largest, g) = (Vector256.Load(y + i), Vector256.Load(dy + i));
            else (largest, g) = (Partial(y + i, count - i), Partial(dy + i, count - i));
            Vector256<float> a = Vector256.Equals(Vector256.Load(x + i), largest);
            Vector256<float> b = Vector256.AndNot(Vector256.Equals(Vector256.Load(x + Step + i), largest), a);
            Vector256<float> ab = a | b;
            Vector256<float> c = Vector256.AndNot(Vector256.Equals(Vector256.Load(x + 2 * Step + i), largest), ab);
            (g & a).Store(x + 4 * Step + i);
            (g & b).Store(x + 5 * Step + i);
            (g & c).Store(x + 6 * Step + i);
            Vector256.AndNot(g, ab | c).Store(x + 7 * Step + i);
        }
    }

    private static Vector256<float> Partial(float* source, int count)
    {
        Vector256<float> all = default;
        for (int i = 0; i < count; i++) all = all.WithElement(i, source[i]);
        return all;
    }
}
