using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Panels of a matrix in memory, for either operand. The panel's "columns" lie side by side (B as it is, or A transposed), or each
/// is contiguous over k (B transposed, or A as it is).
/// </summary>
internal readonly unsafe struct MatrixPanels(float* matrix, nint stride, bool contiguousOverK) : IPanelSource
{
    /// <summary>The distance of the matrix's rows in memory.</summary>
    public nint Stride => stride;

    /// <summary>Whether each of the panel's columns is contiguous over k.</summary>
    public bool ContiguousOverK => contiguousOverK;

    /// <summary>The distance from one k to the next.</summary>
    public nint StepOfK => contiguousOverK ? 1 : stride;

    /// <summary>The distance from one of the panel's columns to the next.</summary>
    public nint StepOfColumn => contiguousOverK ? stride : 1;

    /// <summary>Where the element of a column and a k stands.</summary>
    public float* At(int column, int k) => matrix + column * StepOfColumn + k * StepOfK;

    public void Pack(float* target, int width, int k0, int kCount, int column0, int columnCount)
    {
        if (columnCount < width) new Span<float>(target, kCount * width).Clear();
        if (contiguousOverK) Turn(matrix + column0 * stride + k0, target, width, kCount, columnCount);
        else Copy(matrix + k0 * stride + column0, target, width, kCount, columnCount);
    }

    private void Copy(float* source, float* target, int width, int kCount, int columnCount)
    {
        if (columnCount == 32 && Vector512.IsHardwareAccelerated) Copy32(source, target, kCount);
        else if (columnCount % 8 == 0)
        {
            for (int k = 0; k < kCount; k++, source += stride, target += width)
            {
                for (int j = 0; j < columnCount; j += 8) Vector256.Load(source + j).Store(target + j);
            }
        }
        else if (columnCount % 4 == 0)
        {
            for (int k = 0; k < kCount; k++, source += stride, target += width)
            {
                for (int j = 0; j < columnCount; j += 4) Vector128.Load(source + j).Store(target + j);
            }
        }
        else
        {
            for (int k = 0; k < kCount; k++, source += stride, target += width)
            {
                for (int j = 0; j < columnCount; j++) target[j] = source[j];
            }
        }
    }

    private void Copy32(float* source, float* target, int kCount)
    {
        nint step = stride;
        for (int k = 0; k < kCount; k++, source += step, target += 32)
        {
            Vector512<float> x = Vector512.Load(source), y = Vector512.Load(source + 16);
            x.Store(target);
            y.Store(target + 16);
        }
    }

    private void Turn(float* source, float* target, int width, int kCount, int columnCount)
    {
        nint step = stride;
        int j = 0;
        if (Transpose8.IsSupported)
        {
            for (; j <= columnCount - 8; j += 8, source += 8 * step)
            {
                int k = 0;
                for (; k <= kCount - 8; k += 8) Transpose8.Run(source + k, step, target + k * width + j, width);
                Rest(source, step, target + j, width, k, kCount, 8);
            }
        }
        for (; j <= columnCount - 4; j += 4, source += 4 * step)
        {
            int k = 0;
            if (Transpose4.IsSupported)
            {
                for (; k <= kCount - 4; k += 4) Transpose4.Run(source + k, step, target + k * width + j, width);
            }
            Rest(source, step, target + j, width, k, kCount, 4);
        }
        Rest(source, step, target + j, width, 0, kCount, columnCount - j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(float* source, nint step, float* target, int width, int k, int kCount, int columns)
    {
        for (; k < kCount; k++)
        {
            for (int i = 0; i < columns; i++) target[k * width + i] = source[i * step + k];
        }
    }
}
