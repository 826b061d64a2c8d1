using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Single-precision numbers kept or replaced by zero as bytes tell.</summary>
public static unsafe class VectorMask
{
    /// <summary>y[i] = x[i]·scale where mask[i] is not 0, else 0; x and y may be the same memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(byte* mask, float* x, float scale, float* y, int count)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i <= count - 16; i += 16)
            {
                Vector512<int> kept = Avx512F.ConvertToVector512Int32(Vector128.Load(mask + i));
                Vector512.ConditionalSelect(Vector512.Equals(kept, Vector512<int>.Zero).AsSingle(), Vector512<float>.Zero, Vector512.Load(x + i) * scale)
                    .Store(y + i);
            }
        }
        else
        {
            for (; i <= count - 8; i += 8)
            {
                Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(mask + i)).AsByte());
                Apply(Vector128.WidenLower(words), x + i, scale, y + i);
                Apply(Vector128.WidenUpper(words), x + i + 4, scale, y + i + 4);
            }
        }
        for (; i < count; i++) y[i] = mask[i] != 0 ? x[i] * scale : 0;
    }

    private static void Apply(Vector128<uint> kept, float* x, float scale, float* y) =>
        Vector128.ConditionalSelect(Vector128.Equals(kept, Vector128<uint>.Zero).AsSingle(), Vector128<float>.Zero, Vector128.Load(x) * scale).Store(y);
}
