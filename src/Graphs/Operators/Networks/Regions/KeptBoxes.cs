using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Graphs;

/// <summary>The boxes that a class keeps, by coordinate, so that a candidate is held against several at once.</summary>
internal sealed class KeptBoxes
{
    [ThreadStatic] private static KeptBoxes? _own;
    private float[] _top = [], _left = [], _bottom = [], _right = [], _area = [];

    /// <summary>This thread's, with none kept.</summary>
    public static KeptBoxes Empty()
    {
        _own ??= new KeptBoxes();
        _own.Count = 0;
        return _own;
    }

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a box.</summary>
    public void Add(in OverlapBox box)
    {
        if (Count + Vector256<float>.Count > _top.Length)
        {
            int length = Math.Max(64, 2 * _top.Length);
            Array.Resize(ref _top, length);
            Array.Resize(ref _left, length);
            Array.Resize(ref _bottom, length);
            Array.Resize(ref _right, length);
            Array.Resize(ref _area, length);
        }
        (_top[Count], _left[Count], _bottom[Count], _right[Count], _area[Count]) = (box.Top, box.Left, box.Bottom, box.Right, box.Area);
        Count++;
    }

    /// <summary>Whether a box shares more than a part of the area of either with one that is kept.</summary>
    public bool Overlap(in OverlapBox box, float part)
    {
        Vector256<float> top = Vector256.Create(box.Top), left = Vector256.Create(box.Left), bottom = Vector256.Create(box.Bottom), right = Vector256.Create(box.Right);
        Vector256<float> area = Vector256.Create(box.Area), limit = Vector256.Create(part);
        for (int i = 0; i < Count; i += Vector256<float>.Count)
        {
            Vector256<float> height = Vector256.Min(bottom, Vector256.Create(_bottom, i)) - Vector256.Max(top, Vector256.Create(_top, i));
            Vector256<float> width = Vector256.Min(right, Vector256.Create(_right, i)) - Vector256.Max(left, Vector256.Create(_left, i));
            Vector256<float> meets = Vector256.GreaterThan(height, Vector256<float>.Zero) & Vector256.GreaterThan(width, Vector256<float>.Zero);
            if (meets == Vector256<float>.Zero) continue;
            Vector256<float> both = height * width, either = area + Vector256.Create(_area, i) - both;
            meets &= Vector256.GreaterThan(either, Vector256<float>.Zero) & Vector256.GreaterThan(both / either, limit);
            // Places behind the last box hold what an earlier class left there.
            uint same = meets.ExtractMostSignificantBits();
            if (Count - i < Vector256<float>.Count) same &= (1u << (Count - i)) - 1;
            if (same != 0) return true;
        }
        return false;
    }
}
