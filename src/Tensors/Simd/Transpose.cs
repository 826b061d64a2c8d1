using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Transposes a block of 4 x 4 floats.</summary>
internal static unsafe class Transpose4
{
    public static bool IsSupported => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* source, nint sourceStep, float* target, nint targetStep)
    {
        Vector128<float> a = Vector128.Load(source), b = Vector128.Load(source + sourceStep);
        Vector128<float> c = Vector128.Load(source + 2 * sourceStep), d = Vector128.Load(source + 3 * sourceStep);
        Vector128<float> ac = Low(a, c), ca = High(a, c), bd = Low(b, d), db = High(b, d);
        Low(ac, bd).Store(target);
        High(ac, bd).Store(target + targetStep);
        Low(ca, db).Store(target + 2 * targetStep);
        High(ca, db).Store(target + 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
}

/// <summary>Transposes a block of 8 x 8 floats.</summary>
internal static unsafe class Transpose8
{
    public static bool IsSupported => Avx.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* source, nint sourceStep, float* target, nint targetStep)
    {
        Half(source, sourceStep, target, targetStep);
        Half(source + 4, sourceStep, target + 4 * targetStep, targetStep);
    }

    /// <summary>Transposes a block of 8 rows and 4 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half(float* source, nint sourceStep, float* target, nint targetStep)
    {
        // Rows i and i + 4 share a register from the loads on, so that all exchanges stay within the halves.
        Vector256<float> a = Pair(source, sourceStep, 0), b = Pair(source, sourceStep, 1);
        Vector256<float> c = Pair(source, sourceStep, 2), d = Pair(source, sourceStep, 3);
        Quarter(a, b, c, d, target, targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* source, nint step, int row) =>
        Vector256.Create(Vector128.Load(source + row * step), Vector128.Load(source + (row + 4) * step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* target, nint step)
    {
        Vector256<float> ac = Avx.UnpackLow(a, c), ca = Avx.UnpackHigh(a, c), bd = Avx.UnpackLow(b, d), db = Avx.UnpackHigh(b, d);
        Avx.UnpackLow(ac, bd).Store(target);
        Avx.UnpackHigh(ac, bd).Store(target + step);
        Avx.UnpackLow(ca, db).Store(target + 2 * step);
        Avx.UnpackHigh(ca, db).Store(target + 3 * step);
    }
}
