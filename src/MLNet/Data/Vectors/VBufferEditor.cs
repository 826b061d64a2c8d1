namespace Microsoft.ML.Data;

/// <summary>Opens vectors for writing.</summary>
public static class VBufferEditor
{
    /// <summary>Opens a vector for writing with the length and density it has.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination)
        => Create(ref destination, destination.Length, destination.GetValues().Length, keepOldOnResize: true);

    /// <summary>
    /// Opens a vector for writing. The arrays of <paramref name="destination"/> are used again where they are long enough; their
    /// old content is then still in them.
    /// </summary>
    /// <param name="destination">The vector whose arrays may be used.</param>
    /// <param name="newLogicalLength">The number of items.</param>
    /// <param name="valuesCount">The number of stored items; fewer than <paramref name="newLogicalLength"/> makes a sparse vector. Null stores all.</param>
    /// <param name="maxValuesCapacity">The most stored items there can ever be; arrays do not grow beyond it.</param>
    /// <param name="keepOldOnResize">Whether old content is copied where an array has to be replaced by a longer one.</param>
    /// <param name="requireIndicesOnDense">Whether there must be places for positions even where all items are stored.</param>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null,
        int? maxValuesCapacity = null, bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        int count = valuesCount ?? newLogicalLength;
        if (count < 0 || count > newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(valuesCount), count, $"A vector of {newLogicalLength} items stores 0 to {newLogicalLength} of them.");
        if (maxValuesCapacity is int most && (most < count || most > newLogicalLength))
            throw new ArgumentOutOfRangeException(nameof(maxValuesCapacity), most, $"The capacity lies between {count} and {newLogicalLength}.");

        T[]? values = Fit(destination.ValueArray, count, maxValuesCapacity, keepOldOnResize, out bool newValues);
        int[]? indices = destination.IndexArray;
        bool newIndices = false;
        bool needsIndices = count < newLogicalLength || requireIndicesOnDense;
        if (needsIndices) indices = Fit(indices, count, maxValuesCapacity, keepOldOnResize, out newIndices);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, needsIndices, newValues, newIndices);
    }

    private static TItem[]? Fit<TItem>(TItem[]? array, int count, int? most, bool keepOld, out bool created)
    {
        created = false;
        if ((array?.Length ?? 0) >= count) return array;
        created = true;
        // Growing to the limit at once saves the copies of a vector that is filled item by item.
        int capacity = most is int limit ? Math.Min(limit, Math.Max(count, 2 * (array?.Length ?? 0))) : count;
        TItem[] fitted = new TItem[capacity];
        if (keepOld && array is not null) array.CopyTo(fitted, 0);
        return fitted;
    }
}

/// <summary>A vector open for writing: fill <see cref="Values"/> (and <see cref="Indices"/> where sparse), then commit.</summary>
/// <typeparam name="T">The raw type of the items.</typeparam>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[]? _values;
    private readonly int[]? _indices;

    /// <summary>The places of the stored items.</summary>
    public readonly Span<T> Values;

    /// <summary>The places of the stored items' positions, to be filled in ascending order; empty where all items are stored.</summary>
    public readonly Span<int> Indices;

    internal VBufferEditor(int length, int count, T[]? values, int[]? indices, bool needsIndices, bool newValues, bool newIndices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = needsIndices ? indices.AsSpan(0, count) : default;
        CreatedNewValues = newValues;
        CreatedNewIndices = newIndices;
    }

    /// <summary>Whether the values lie in a new array.</summary>
    public bool CreatedNewValues { get; }

    /// <summary>Whether the positions lie in a new array.</summary>
    public bool CreatedNewIndices { get; }

    /// <summary>The finished vector.</summary>
    public VBuffer<T> Commit() => new(_values, _indices, _length, Values.Length);

    /// <summary>The finished vector with only the first <paramref name="physicalValuesCount"/> of the stored items.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        if ((uint)physicalValuesCount > (uint)Values.Length)
            throw new ArgumentOutOfRangeException(nameof(physicalValuesCount), physicalValuesCount, $"There are {Values.Length} stored items.");
        if (physicalValuesCount < _length && (_indices?.Length ?? 0) < physicalValuesCount)
            throw new InvalidOperationException("A vector that was opened as dense has no positions, so it cannot be committed as sparse.");
        return new VBuffer<T>(_values, _indices, _length, physicalValuesCount);
    }
}
