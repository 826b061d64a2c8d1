using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>A stretch of memory of the garbage collector, pinned and 64-byte aligned, that one or many tensors lie in.</summary>
public sealed unsafe class TensorMemory
{
    /// <summary>The alignment of every tensor, in bytes: one cache line, one AVX-512 register.</summary>
    public const int Alignment = 64;

    [StructLayout(LayoutKind.Sequential, Size = Alignment)]
    private struct Line;

    // Holding the array keeps the memory alive: the pointer alone would not. Its elements are lines, so it may be larger than 2 GB.
    private readonly Line[] _lines;

    /// <summary>Takes memory for <paramref name="bytes"/> bytes; zeroed unless <paramref name="zeroed"/> is false.</summary>
    public TensorMemory(long bytes, bool zeroed = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        int lines = checked((int)((bytes + Alignment - 1) / Alignment + 1));
        _lines = zeroed ? GC.AllocateArray<Line>(lines, pinned: true) : GC.AllocateUninitializedArray<Line>(lines, pinned: true);
        nint address = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_lines, 0);
        Pointer = (byte*)((address + Alignment - 1) & ~(Alignment - 1));
        Bytes = bytes;
    }

    /// <summary>The first byte. Valid as long as this object is reachable.</summary>
    public byte* Pointer { get; }

    /// <summary>The size in bytes.</summary>
    public long Bytes { get; }
}
