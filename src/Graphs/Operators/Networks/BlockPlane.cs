using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>One channel of one image of a <see cref="Col2Im"/>.</summary>
internal readonly unsafe struct BlockPlane<T>(Kernel k, WindowAxis[] axes) : ITask where T : unmanaged, INumber<T>
{
    /// <inheritdoc/>
    public void Run(int plane)
    {
        int elements = 1, blocks = 1, pixels = 1;
        foreach (WindowAxis axis in axes) (elements, blocks, pixels) = (elements * axis.Kernel, blocks * axis.Output, pixels * axis.Input);
        T* x = k.In<T>(0) + (long)plane * elements * blocks, y = k.Out<T>(0) + (long)plane * pixels;
        if (blocks == 0) return;
        int length = axes[^1].Output, stride = axes[^1].Stride;
        for (int e = 0; e < elements; e++)
        {
            // Of a line of blocks, those whose element is inside of the image are neighbours.
            int shift = axes[^1].At(0, e % axes[^1].Kernel);
            int from = Math.Min(length, shift < 0 ? (-shift + stride - 1) / stride : 0);
            int to = Math.Max(from, Math.Min(length, shift < axes[^1].Input ? (axes[^1].Input - 1 - shift) / stride + 1 : 0));
            for (int line = 0; line < blocks / length; line++, x += length)
                if (Row(line, e) is >= 0 and var row) Add(x + from, y + row * axes[^1].Input + shift + from * stride, stride, to - from);
        }
    }

    // The line of pixels in which an element of a line of blocks stands; -1 outside of the image.
    private int Row(int line, int element)
    {
        int row = 0, step = 1;
        element /= axes[^1].Kernel;
        for (int a = axes.Length - 2; a >= 0; a--)
        {
            int i = axes[a].At(line % axes[a].Output, element % axes[a].Kernel);
            if ((uint)i >= (uint)axes[a].Input) return -1;
            (row, step, element, line) = (row + i * step, step * axes[a].Input, element / axes[a].Kernel, line / axes[a].Output);
        }
        return row;
    }

    private static void Add(T* x, T* y, int stride, int count)
    {
        if (typeof(T) == typeof(float) && stride == 1 && count > 0) Vectorized.Map(default(Sum), (float*)x, 1, (float*)y, 1, (float*)y, count);
        else for (int i = 0; i < count; i++) y[(long)i * stride] += x[i];
    }

    private readonly struct Sum : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }
}
