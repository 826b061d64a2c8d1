using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Packs panels of the matrix that a convolution multiplies its weights by, straight from <see cref="PaddedPlanes"/>: row k is what tap
/// k reads, column p is output pixel p.
/// </summary>
/// <param name="planes">The first number of the padded planes.</param>
/// <param name="offsets">Where each tap stands, relative to the pixel.</param>
/// <param name="rowStep">The distance of output rows in the planes.</param>
/// <param name="width">Output pixels in a row.</param>
internal readonly unsafe struct TapPanels(float* planes, int* offsets, int rowStep, int width)
{
    /// <summary>The longest panel: one copied vector may reach beyond the panel.</summary>
    public static int Room(int depth, int panelWidth) => depth * panelWidth + 16;

    /// <summary>Writes, for each of <paramref name="kCount"/> taps, the pixels from <paramref name="pixel"/> on.</summary>
    public void Pack(float* target, int panelWidth, int k0, int kCount, int pixel, int count)
    {
        int row = pixel / width, column = pixel - row * width;
        float* source = planes + row * rowStep + column;
        int* at = offsets + k0;
        if (column + count <= width && panelWidth == 32)
        {
            Halves(target, source, source + 16, at, kCount);
        }
        else if (width % 16 == 0 && panelWidth == 32)
        {
            int second = (column + 16) % width == 0 ? rowStep - width + 16 : 16;
            Halves(target, source, source + (count > 16 ? second : 0), at, kCount);
        }
        else if (width == 8 && panelWidth == 32)
        {
            Quarters(target, source, at, kCount, count);
        }
        else
        {
            Pieces(target, panelWidth, source, column, at, kCount, count);
        }
    }

    private static void Halves(float* target, float* first, float* second, int* at, int kCount)
    {
        for (int k = 0; k < kCount; k++, target += 32)
        {
            nint offset = at[k];
            Vector512<float> x = Vector512.Load(first + offset), y = Vector512.Load(second + offset);
            x.Store(target);
            y.Store(target + 16);
        }
    }

    private void Quarters(float* target, float* first, int* at, int kCount, int count)
    {
        float* second = first + (count > 8 ? rowStep : 0);
        float* third = first + (count > 16 ? 2 * rowStep : 0);
        float* fourth = first + (count > 24 ? 3 * rowStep : 0);
        for (int k = 0; k < kCount; k++, target += 32)
        {
            nint offset = at[k];
            Vector256<float> a = Vector256.Load(first + offset), b = Vector256.Load(second + offset);
            Vector256<float> c = Vector256.Load(third + offset), d = Vector256.Load(fourth + offset);
            a.Store(target);
            b.Store(target + 8);
            c.Store(target + 16);
            d.Store(target + 24);
        }
    }

    // Pieces of output rows one after another: a vector that reaches too far is overwritten by the next piece, or the next tap.
    private void Pieces(float* target, int panelWidth, float* source, int column, int* at, int kCount, int count)
    {
        int jump = rowStep - width;
        for (int k = 0; k < kCount; k++, target += panelWidth)
        {
            float* s = source + at[k], t = target;
            int left = count, piece = Math.Min(left, width - column);
            while (true)
            {
                int j = 0;
                for (; j < piece; j += 8) Vector256.Load(s + j).Store(t + j);
                left -= piece;
                if (left == 0) break;
                t += piece;
                s += piece + jump;
                piece = Math.Min(left, width);
            }
        }
    }
}
