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

    private readonly GridAxis<T> _outer, _middle, _inner;

    /// <summary>Prepares points of a grid over images [N, C, …].</summary>
    public GridTaps(Tensors.Shape image, string mode, string padding, bool align)
    {
        Axes = image.Rank - 2;
        // Axes that are not there count as outer ones of a single element, which each point takes whole.
        _outer = Axes > 2 ? new GridAxis<T>(image[2], mode, padding, align) : default;
        _middle = Axes > 1 ? new GridAxis<T>(image[Axes], mode, padding, align) : default;
        _inner = new GridAxis<T>(image[Axes + 1], mode, padding, align);
        Count = Taps(_outer) * Taps(_middle) * Taps(_inner);
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
        const int Most = GridAxis<T>.Most;
        int* index = stackalloc int[MostAxes * Most];
        T* weight = stackalloc T[MostAxes * Most], slope = stackalloc T[MostAxes * Most];
        for (int a = 0; a < MostAxes; a++) (index[a * Most], weight[a * Most], slope[a * Most]) = (0, T.One, T.Zero);
        if (Axes > 2) _outer.Fill(point[2], index, weight, slope);
        if (Axes > 1) _middle.Fill(point[1], index + Most, weight + Most, slope + Most);
        _inner.Fill(point[0], index + 2 * Most, weight + 2 * Most, slope + 2 * Most);
        int tap = 0, outer = Taps(_outer), middle = Taps(_middle), inner = Taps(_inner);
        for (int i = 0; i < outer; i++)
            for (int j = Most; j < Most + middle; j++)
            {
                int row = (index[i] | index[j]) < 0 ? -1 : index[i] * _middle.Size + index[j];
                T rows = weight[i] * weight[j];
                for (int l = 2 * Most; l < 2 * Most + inner; l++, tap++)
                {
                    offsets[tap * step] = (row | index[l]) < 0 ? -1 : row * _inner.Size + index[l];
                    weights[tap * step] = rows * weight[l];
                    if (slopes == null) continue;
                    slopes[((Axes - 1) * Count + tap) * step] = rows * slope[l];
                    if (Axes > 1) slopes[((Axes - 2) * Count + tap) * step] = weight[i] * slope[j] * weight[l];
                    if (Axes > 2) slopes[tap * step] = slope[i] * weight[j] * weight[l];
                }
            }
    }

    /// <summary>
    /// Finds the taps of a point as <see cref="Fill"/> does, but gives those outside of the image the place of one inside and no weight, so that sums need not ask; false
    /// when all are outside.
    /// </summary>
    public readonly bool FillInside(T* point, int step, int* offsets, T* weights)
    {
        Fill(point, step, offsets, weights, null);
        int inside = -1;
        bool all = true;
        for (int tap = 0; tap < Count * step; tap += step)
        {
            inside = Math.Max(inside, offsets[tap]);
            all &= offsets[tap] >= 0;
        }
        for (int tap = 0; tap < Count * step && !all; tap += step)
            if (offsets[tap] < 0) (offsets[tap], weights[tap]) = (Math.Max(0, inside), T.Zero);
        return inside >= 0;
    }

    private static int Taps(in GridAxis<T> axis) => axis.Size == 0 ? 1 : axis.Count;
}
