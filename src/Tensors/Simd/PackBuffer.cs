using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Memory for packed panels, three pieces a thread, kept for the next call.</summary>
internal static unsafe class PackBuffer
{
    [ThreadStatic] private static float[]? _rows;
    [ThreadStatic] private static float[]? _columns;
    [ThreadStatic] private static float[]? _between;

    /// <summary>This thread's room for panels of A: <paramref name="count"/> numbers, aligned to 64 bytes, not cleared.</summary>
    public static float* Rows(long count) => Aligned(ref _rows, count);

    /// <summary>This thread's room for panels of B: <paramref name="count"/> numbers, aligned to 64 bytes, not cleared.</summary>
    public static float* Columns(long count) => Aligned(ref _columns, count);

    /// <summary>This thread's room for a product that goes into another one: <paramref name="count"/> numbers, aligned to 64 bytes, not cleared.</summary>
    public static float* Between(long count) => Aligned(ref _between, count);

    /// <summary>Copies numbers that stand apart to this thread's room for panels of A.</summary>
    public static float* Gather(float* source, nint step, int count)
    {
        float* target = Rows(count);
        for (int i = 0; i < count; i++) target[i] = source[i * step];
        return target;
    }

    /// <summary>The first address in a pinned array that is a multiple of 64.</summary>
    public static float* Align(float[] pinned)
    {
        nint address = (nint)Unsafe.AsPointer(ref pinned[0]);
        return (float*)((address + 63) & ~63);
    }

    private static float* Aligned(ref float[]? buffer, long count)
    {
        if (buffer is null || buffer.Length < count + 16)
        {
            buffer = GC.AllocateUninitializedArray<float>(checked((int)(count + count / 4 + 16)), pinned: true);
        }
        return Align(buffer);
    }
}
