using System.Numerics;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The elements of an image, as offsets into a channel, that points of a grid take and their weights: for each point the products over all axes. Taps of
/// neighbouring points lie next to each other.
/// </summary>
internal unsafe struct GridTaps<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The most axes that an image can have.</summary>
    public const int MostAxes = 3;

    private readonly Tensors.Shape _image;
    private readonly string _mode, _padding;
    private readonly bool _align;

    /// <summary>Prepares points of a grid over images [N, C, …].</summary>
    public GridTaps(Tensors.Shape image, string mode, string padding, bool align)
    {
        (_image, _mode, _padding, _align) = (image, mode, padding, align);
        Axes = image.Rank - 2;
        Count = 1;
        for (int a = 0; a < Axes; a++) Count *= Axis(a).Count;
    }

    /// <summary>The number of axes.</summary>
    public int Axes { get; }

    /// <summary>The number of taps of a point.</summary>
    public int Count { get; }

    /// <summary>Finds the taps of a point; tap i stands at i · <paramref name="step"/>.</summary>
    /// <param name="point">Its coordinates, the last axis' first.</param>
    /// <param name="step">The distance of its taps in the lists.</param>
    /// <param name="offsets">Gets the taps' offsets, -1 for those outside of the image.</param>
    /// <param name="weights">Gets the taps' weights.</param>
    /// <param name="slopes">Gets, if not null, for each axis in turn how the weights change with the coordinate, all taps of an axis before the next.</param>
    public readonly void Fill(T* point, int step, int* offsets, T* weights, T* slopes)
    {
        int* index = stackalloc int[MostAxes * GridAxis<T>.Most];
        T* weight = stackalloc T[MostAxes * GridAxis<T>.Most], slope = stackalloc T[MostAxes * GridAxis<T>.Most];
        for (int a = 0; a < Axes; a++) Axis(a).Fill(point[Axes - 1 - a], index + a * GridAxis<T>.Most, weight + a * GridAxis<T>.Most, slope + a * GridAxis<T>.Most);
        int each = Axis(0).Count;
        T* change = stackalloc T[MostAxes];
        for (int tap = 0; tap < Count; tap++)
        {
            int offset = 0, rest = tap;
            T product = T.One;
            for (int b = 0; b < Axes; b++) change[b] = T.One;
            for (int a = 0, divisor = Count / each; a < Axes; a++, divisor = Math.Max(1, divisor / each))
            {
                int at = a * GridAxis<T>.Most + rest / divisor;
                rest %= divisor;
                offset = offset < 0 || index[at] < 0 ? -1 : offset * _image[a + 2] + index[at];
                product *= weight[at];
                for (int b = 0; b < Axes && slopes != null; b++) change[b] *= b == a ? slope[at] : weight[at];
            }
            offsets[tap * step] = offset;
            weights[tap * step] = product;
            for (int b = 0; b < Axes && slopes != null; b++) slopes[(b * Count + tap) * step] = change[b];
        }
    }

    private readonly GridAxis<T> Axis(int axis) => new(_image[axis + 2], _mode, _padding, _align);
}
