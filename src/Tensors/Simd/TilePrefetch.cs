using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Brings a tile of C into the cache while its sums are computed.</summary>
internal static unsafe class TilePrefetch
{
    private const int LineFloats = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* c, nint ldc, int rows, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < rows; i++, c += ldc)
        {
            for (int j = 0; j < columns; j += LineFloats) Sse.Prefetch0(c + j);
            Sse.Prefetch0(c + columns - 1);
        }
    }
}
