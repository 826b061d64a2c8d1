using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Pooling over 2 x 2 windows that do not overlap, in registers from the rows to the results.</summary>
internal static unsafe class PairedPooling
{
    /// <summary>True when every element belongs to one window at most, and rows are long enough for vectors.</summary>
    public static bool Fits(ConvolutionGeometry g) =>
        Fits(g.Height) && Fits(g.Width) && ((Avx2.IsSupported && g.Width.Output >= 8) || (IsSupported && g.Width.Output >= 4));

    /// <summary>The largest element of each window of a plane.</summary>
    public static void Max(ConvolutionGeometry g, float* x, float* y)
    {
        int width = g.Width.Input, outputs = g.Width.Output;
        for (int oh = 0; oh < g.Height.Output; oh++, x += 2 * width, y += outputs)
        {
            if (Avx2.IsSupported && outputs >= 8)
                for (int i = 0; i < outputs; i += 8)
                {
                    // The last vectors overlap those before.
                    i = Math.Min(i, outputs - 8);
                    float* s = x + 2 * i;
                    Vector256<float> a = Vector256.Max(Vector256.Load(s), Vector256.Load(s + width));
                    Vector256<float> b = Vector256.Max(Vector256.Load(s + 8), Vector256.Load(s + width + 8));
                    Vector256.Max(Even(a, b), Odd(a, b)).Store(y + i);
                }
            else
                for (int i = 0; i < outputs; i += 4)
                {
                    i = Math.Min(i, outputs - 4);
                    float* s = x + 2 * i;
                    Vector128<float> a = Vector128.Max(Vector128.Load(s), Vector128.Load(s + width));
                    Vector128<float> b = Vector128.Max(Vector128.Load(s + 4), Vector128.Load(s + width + 4));
                    Vector128.Max(Even(a, b), Odd(a, b)).Store(y + i);
                }
        }
    }

    /// <summary>
    /// Takes one plane back: the first of the four that equals the largest takes the gradient, the last takes it when no other does, so
    /// NaN has a place too.
    /// </summary>
    public static void MaxGradient(ConvolutionGeometry g, float* x, float* y, float* dy, float* dx)
    {
        int width = g.Width.Input, outputs = g.Width.Output;
        for (int oh = 0; oh < g.Height.Output; oh++, x += 2 * width, dx += 2 * width, y += outputs, dy += outputs)
        {
            if (Avx2.IsSupported && outputs >= 8)
                for (int i = 0; i < outputs; i += 8)
                {
                    i = Math.Min(i, outputs - 8);
                    Wide(x + 2 * i, dx + 2 * i, width, Vector256.Load(y + i), Vector256.Load(dy + i));
                }
            else
                for (int i = 0; i < outputs; i += 4)
                {
                    i = Math.Min(i, outputs - 4);
                    Narrow(x + 2 * i, dx + 2 * i, width, Vector128.Load(y + i), Vector128.Load(dy + i));
                }
            for (int i = 2 * outputs; i < width; i++) dx[i] = dx[width + i] = 0;
        }
        new Span<float>(dx, (g.Height.Input - 2 * g.Height.Output) * width).Clear();
    }

    private static bool IsSupported => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    private static bool Fits(WindowAxis axis) => axis is { Kernel: 2, Stride: 2, Dilation: 1, Before: 0 } && axis.Output * 2 <= axis.Input;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wide(float* x, float* dx, int width, Vector256<float> largest, Vector256<float> g)
    {
        Vector256<float> p = Vector256.Load(x), q = Vector256.Load(x + 8), r = Vector256.Load(x + width);
        Vector256<float> a = Vector256.Equals(Even(p, q), largest), b = Vector256.AndNot(Vector256.Equals(Odd(p, q), largest), a), ab = a | b;
        Vector256<float> c = Vector256.AndNot(Vector256.Equals(Even(r, Vector256.Load(x + width + 8)), largest), ab);
        Zip(g & a, g & b, dx);
        Zip(g & c, Vector256.AndNot(g, ab | c), dx + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(float* x, float* dx, int width, Vector128<float> largest, Vector128<float> g)
    {
        Vector128<float> p = Vector128.Load(x), q = Vector128.Load(x + 4), r = Vector128.Load(x + width);
        Vector128<float> a = Vector128.Equals(Even(p, q), largest), b = Vector128.AndNot(Vector128.Equals(Odd(p, q), largest), a), ab = a | b;
        Vector128<float> c = Vector128.AndNot(Vector128.Equals(Even(r, Vector128.Load(x + width + 4)), largest), ab);
        Zip(g & a, g & b, dx);
        Zip(g & c, Vector128.AndNot(g, ab | c), dx + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Even(Vector256<float> a, Vector256<float> b) =>
        Avx2.Permute4x64(Avx.Shuffle(a, b, 0x88).AsDouble(), 0b11_01_10_00).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Odd(Vector256<float> a, Vector256<float> b) =>
        Avx2.Permute4x64(Avx.Shuffle(a, b, 0xDD).AsDouble(), 0b11_01_10_00).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip(Vector256<float> even, Vector256<float> odd, float* x)
    {
        Vector256<float> low = Avx.UnpackLow(even, odd), high = Avx.UnpackHigh(even, odd);
        Avx.Permute2x128(low, high, 0x20).Store(x);
        Avx.Permute2x128(low, high, 0x31).Store(x + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Even(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Shuffle(a, b, 0x88) : AdvSimd.Arm64.UnzipEven(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Odd(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Shuffle(a, b, 0xDD) : AdvSimd.Arm64.UnzipOdd(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip(Vector128<float> even, Vector128<float> odd, float* x)
    {
        (Sse.IsSupported ? Sse.UnpackLow(even, odd) : AdvSimd.Arm64.ZipLow(even, odd)).Store(x);
        (Sse.IsSupported ? Sse.UnpackHigh(even, odd) : AdvSimd.Arm64.ZipHigh(even, odd)).Store(x + 4);
    }
}
