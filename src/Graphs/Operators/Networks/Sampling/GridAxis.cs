using System.Numerics;

namespace MlNetDeepLearning.Graphs;

/// <summary>How coordinates along one axis of a <see cref="GridSample"/> become elements and weights.</summary>
/// <param name="size">The elements along the axis.</param>
/// <param name="mode">linear, nearest or cubic.</param>
/// <param name="padding">zeros, border or reflection.</param>
/// <param name="align">Whether -1 and 1 are the middles of the outermost elements, and not their outer edges.</param>
internal readonly unsafe struct GridAxis<T>(int size, string mode, string padding, bool align) where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The most elements that one coordinate takes.</summary>
    public const int Most = 4;

    private readonly bool _cubic = mode == "cubic", _nearest = mode == "nearest", _border = padding == "border", _reflects = padding == "reflection";
    private readonly T _low = align ? T.Zero : T.CreateChecked(-0.5), _high = T.CreateChecked(align ? size - 1 : size - 0.5);

    /// <summary>The elements along the axis.</summary>
    public int Size => size;

    /// <summary>How many elements a coordinate takes.</summary>
    public int Count => _cubic ? Most : _nearest ? 1 : 2;

    /// <summary>Finds the elements of a coordinate (-1 where there is none), their weights, and how the weights change with the coordinate.</summary>
    public void Fill(T coordinate, int* index, T* weight, T* slope)
    {
        T one = T.One, half = T.CreateChecked(0.5), count = T.CreateChecked(size);
        T scale = (align ? count - one : count) * half, at = align ? (coordinate + one) * scale : ((coordinate + one) * count - one) * half;
        // Beyond that, and for what is no number, counting in integers would go wrong.
        if (!(T.Abs(at) < T.CreateChecked(1 << 30))) at = at > T.Zero ? T.CreateChecked(1 << 30) : T.CreateChecked(-(1 << 30));
        if (!_cubic && _reflects) at = Reflect(at, ref scale);
        if (!_cubic && (_border || _reflects))
        {
            if (at < T.Zero || at > count - one) scale = T.Zero;
            at = T.Clamp(at, T.Zero, count - one);
        }
        if (_nearest)
        {
            (weight[0], slope[0]) = (one, T.Zero);
            index[0] = Inside(int.CreateSaturating(T.Round(at, MidpointRounding.ToEven)));
            return;
        }
        T floor = T.Floor(at), t = at - floor;
        int first = int.CreateSaturating(floor);
        if (!_cubic)
        {
            (weight[0], weight[1], slope[0], slope[1]) = (one - t, t, -scale, scale);
            (index[0], index[1]) = (Inside(first), Inside(first + 1));
            return;
        }
        for (int i = 0; i < Most; i++)
        {
            index[i] = Padded(first + i - 1);
            T distance = t - T.CreateChecked(i - 1);
            weight[i] = Cubic(T.Abs(distance), out T change);
            slope[i] = change * scale * (distance < T.Zero ? -one : one);
        }
    }

    private int Inside(int i) => (uint)i < (uint)size ? i : -1;

    private int Padded(int i)
    {
        if (_border) return Math.Clamp(i, 0, size - 1);
        T unused = T.One;
        return _reflects ? Math.Clamp(int.CreateSaturating(Reflect(T.CreateChecked(i), ref unused)), 0, size - 1) : Inside(i);
    }

    private T Reflect(T at, ref T scale)
    {
        T range = _high - _low;
        if (range <= T.Zero) return T.Zero;
        T beyond = at < _low ? _low - at : at > _high ? at - _high : -T.One;
        if (beyond < T.Zero) return at;
        T turns = T.Floor(beyond / range), rest = beyond - turns * range;
        bool fromLow = at < _low == T.IsEvenInteger(turns);
        // Each turn changes the direction; towards the end that it came in by, it runs the other way.
        if (fromLow == at < _low) scale = -scale;
        return fromLow ? _low + rest : _high - rest;
    }

    // Keys' kernel with a = -0.75 for distances up to 2.
    private static T Cubic(T d, out T change)
    {
        T a = T.CreateChecked(-0.75), two = T.CreateChecked(2), three = T.CreateChecked(3);
        if (d <= T.One)
        {
            change = three * (a + two) * d * d - two * (a + three) * d;
            return ((a + two) * d - (a + three)) * d * d + T.One;
        }
        T five = T.CreateChecked(5), eight = T.CreateChecked(8), four = T.CreateChecked(4);
        change = three * a * d * d - two * five * a * d + eight * a;
        return ((a * d - five * a) * d + eight * a) * d - four * a;
    }
}
