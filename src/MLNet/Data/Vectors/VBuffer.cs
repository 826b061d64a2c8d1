using System.Collections;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector value, dense or sparse: <see cref="Length"/> items, of which a sparse one stores only some; the others are the default of
/// <typeparamref name="T"/>. It is written through <see cref="VBufferEditor"/>, which uses the arrays of the old value again.
/// </summary>
/// <typeparam name="T">The raw type of the items.</typeparam>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    /// <summary>The number of items, stored or not.</summary>
    public readonly int Length;

    /// <summary>Makes a dense vector that keeps <paramref name="values"/>.</summary>
    /// <param name="length">The number of items, at most the length of <paramref name="values"/>.</param>
    /// <param name="values">The items; may be null where <paramref name="length"/> is 0.</param>
    /// <param name="indices">An array kept for later use as a sparse vector; not read.</param>
    public VBuffer(int length, T[]? values, int[]? indices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((values?.Length ?? 0) < length)
            throw new ArgumentException($"{length} items do not fit in an array of {values?.Length ?? 0}.", nameof(values));
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    /// <summary>Makes a vector that keeps the arrays: sparse where <paramref name="count"/> is less than <paramref name="length"/>.</summary>
    /// <param name="length">The number of items.</param>
    /// <param name="count">The number of stored items.</param>
    /// <param name="values">The stored items.</param>
    /// <param name="indices">The positions of the stored items, ascending; not read where the vector is dense.</param>
    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length);
        if ((values?.Length ?? 0) < count)
            throw new ArgumentException($"{count} stored items do not fit in an array of {values?.Length ?? 0}.", nameof(values));
        if (count < length)
        {
            if ((indices?.Length ?? 0) < count)
                throw new ArgumentException($"{count} positions do not fit in an array of {indices?.Length ?? 0}.", nameof(indices));
            int previous = -1;
            for (int i = 0; i < count; i++)
            {
                if (indices![i] <= previous || indices[i] >= length)
                    throw new ArgumentException($"The positions must ascend from 0 to below {length}; found {indices[i]} after {previous}.", nameof(indices));
                previous = indices[i];
            }
        }
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    // The arrays are trusted: only the editor calls this, with positions that it has no way to check before the caller wrote them.
    internal VBuffer(T[]? values, int[]? indices, int length, int count)
    {
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    /// <summary>Whether all items are stored.</summary>
    public bool IsDense => _count == Length;

    internal T[]? ValueArray => _values;

    internal int[]? IndexArray => _indices;

    /// <summary>The stored items.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The positions of the stored items; empty where the vector is dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    /// <summary>Copies the vector, dense or sparse as it is, using the arrays of <paramref name="destination"/> where they fit.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>Copies the items from <paramref name="sourceIndex"/> on into a vector of <paramref name="length"/> items.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        CheckRange(sourceIndex, length);
        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            _values.AsSpan(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }
        ReadOnlySpan<int> indices = GetIndices();
        int first = LowerBound(indices, sourceIndex);
        int count = LowerBound(indices, sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(first, count).CopyTo(editor.Values);
        if (count < length)
            for (int i = 0; i < count; i++) editor.Indices[i] = indices[first + i] - sourceIndex;
        destination = editor.Commit();
    }

    /// <summary>Copies all items, stored or not, to the start of <paramref name="destination"/>, which must be long enough.</summary>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>Copies all items to <paramref name="destination"/> from <paramref name="destinationIndex"/> on.</summary>
    /// <param name="destination">Receives <see cref="Length"/> items.</param>
    /// <param name="destinationIndex">The place of the first item.</param>
    /// <param name="defaultValue">What to write for items that are not stored.</param>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        if (destinationIndex < 0 || destination.Length - destinationIndex < Length)
            throw new ArgumentException($"{Length} items do not fit in {destination.Length} from place {destinationIndex} on.", nameof(destination));
        Span<T> target = destination.Slice(destinationIndex, Length);
        ReadOnlySpan<T> values = GetValues();
        if (IsDense)
        {
            values.CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        ReadOnlySpan<int> indices = GetIndices();
        for (int i = 0; i < indices.Length; i++) target[indices[i]] = values[i];
    }

    /// <summary>Copies <paramref name="length"/> items of an array into a dense vector.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        ReadOnlySpan<T> items = source.AsSpan(sourceIndex, length);
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        items.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Copies the vector into a dense one.</summary>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBuffer<T> source = this;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        source.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The items with their positions: the stored ones, or all of them.</summary>
    /// <param name="all">Whether items that are not stored come too.</param>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (IsDense)
        {
            for (int i = 0; i < Length; i++) yield return new(i, _values![i]);
            yield break;
        }
        int next = 0;
        for (int i = 0; i < (all ? Length : _count); i++)
        {
            if (!all) yield return new(_indices![i], _values![i]);
            else if (next < _count && _indices![next] == i) yield return new(i, _values![next++]);
            else yield return new(i, default!);
        }
    }

    /// <summary>All items in order, stored or not.</summary>
    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    /// <summary>Goes through all items in order, stored or not.</summary>
    public IEnumerator GetEnumerator() => DenseValues().GetEnumerator();

    /// <summary>The item at <paramref name="index"/>, or the default where it is not stored.</summary>
    public T GetItemOrDefault(int index)
    {
        if ((uint)index >= (uint)Length) throw new ArgumentOutOfRangeException(nameof(index), index, $"The vector has {Length} items.");
        if (IsDense) return _values![index];
        int place = GetIndices().BinarySearch(index);
        return place < 0 ? default! : _values![place];
    }

    /// <summary>Writes the item at <paramref name="index"/>, or the default where it is not stored, to <paramref name="destination"/>.</summary>
    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    /// <summary>"Dense vector of size n", or "Sparse vector of size n, m explicit values".</summary>
    public override string ToString()
        => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private static int LowerBound(ReadOnlySpan<int> indices, int value)
    {
        int place = indices.BinarySearch(value);
        return place < 0 ? ~place : place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRange(int start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
            throw new ArgumentOutOfRangeException(nameof(start), $"Items {start} to {start + (long)length} are asked for; the vector has {Length}.");
    }
}
