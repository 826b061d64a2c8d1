using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>How an operand or the result lies in memory: the size of each label, and the distance of neighbours along it. Axes of length 1 have none.</summary>
internal sealed record EinsumView(string Labels, Dictionary<char, int> Sizes, Dictionary<char, long> Strides)
{
    /// <summary>The view of a dense tensor.</summary>
    public static EinsumView Of(string labels, Shape shape)
    {
        Dictionary<char, int> sizes = [];
        Dictionary<char, long> strides = [];
        long[] steps = shape.Strides();
        string seen = "";
        for (int d = 0; d < labels.Length; d++)
        {
            if (shape[d] == 1) continue;
            // The diagonal advances along both axes at once.
            strides[labels[d]] = strides.GetValueOrDefault(labels[d]) + steps[d];
            if (sizes.TryAdd(labels[d], shape[d])) seen += labels[d];
        }
        return new EinsumView(seen, sizes, strides);
    }

    /// <summary>The view of a dense tensor whose labels have given sizes.</summary>
    public static EinsumView Dense(string labels, Func<char, int> size) => Of(labels, Shape.Of([.. labels.Select(size)]));

    /// <summary>The copy of elements to where another view has them.</summary>
    public StridedCopy CopyTo(EinsumView target, string labels) =>
        new([.. labels.Select(l => Sizes[l])], [.. labels.Select(l => Strides[l])], 0, [.. labels.Select(l => target.Strides[l])], 0);

    /// <summary>The number of elements along some labels.</summary>
    public int Count(string labels)
    {
        int count = 1;
        foreach (char label in labels) count = checked(count * Sizes[label]);
        return count;
    }

    /// <summary>The distance of neighbours when some labels are counted as one axis, the last fastest; null when their elements lie at no equal distances.</summary>
    public long? Step(string labels)
    {
        for (int i = 0; i + 1 < labels.Length; i++)
            if (Strides[labels[i]] != Strides[labels[i + 1]] * Sizes[labels[i + 1]]) return null;
        return labels.Length == 0 ? 1 : Strides[labels[^1]];
    }

    /// <summary>Where the elements along some labels stand, the last label fastest; labels that the view lacks do not move.</summary>
    public static long[] Offsets(string labels, Dictionary<char, int> sizes, EinsumView view)
    {
        long[] offsets = [0];
        foreach (char label in labels)
        {
            long stride = view.Strides.GetValueOrDefault(label);
            offsets = [.. offsets.SelectMany(o => Enumerable.Range(0, sizes[label]).Select(i => o + i * stride))];
        }
        return offsets;
    }
}
