using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

/// <summary>Numbers that end where a page begins that must not be touched: reading or writing behind them ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3, None = 0, PrivateAnonymous = 0x22;
    private readonly nint _pages;
    private readonly nuint _size;

    public GuardedMemory(int count)
    {
        nuint page = (nuint)Environment.SystemPageSize, bytes = (nuint)count * sizeof(float);
        _size = (bytes + page - 1) / page * page + page;
        _pages = mmap(0, _size, ReadWrite, PrivateAnonymous, -1, 0);
        if (_pages == -1 || mprotect(_pages + (nint)(_size - page), page, None) != 0) throw new InvalidOperationException("No guarded memory.");
        Data = (float*)(_pages + (nint)(_size - page - bytes));
        for (int i = 0; i < count; i++) Data[i] = i % 7 * 0.25f - 0.5f;
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    public float* Data { get; }

    public void Dispose() => _ = munmap(_pages, _size);

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint length);
}
