namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A thread's memory for padded planes, panels and tiles, kept for the next call.</summary>
internal static unsafe class ConvolutionBuffer
{
    [ThreadStatic] private static TensorMemory? _memory;

    /// <summary>Room for <paramref name="count"/> numbers, aligned to 64 bytes, not cleared.</summary>
    public static float* Take(long count)
    {
        if (_memory is null || _memory.Bytes < count * sizeof(float)) _memory = new TensorMemory(count * sizeof(float), zeroed: false);
        return (float*)_memory.Pointer;
    }

    /// <summary>The count rounded up so that what follows is aligned.</summary>
    public static long Aligned(long count) => (count + 15) & ~15L;
}
