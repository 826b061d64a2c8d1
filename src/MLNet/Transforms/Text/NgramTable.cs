using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Numbers sequences of keys in the order in which they are added, and finds them again.</summary>
internal sealed class NgramTable
{
    private readonly List<uint> _keys = [];
    private readonly List<int> _ends = [0];
    private int[] _places = new int[64];

    public int Count => _ends.Count - 1;

    public ReadOnlySpan<uint> this[int number] => CollectionsMarshal.AsSpan(_keys)[_ends[number].._ends[number + 1]];

    /// <summary>The number of a sequence, or -1.</summary>
    public int Find(ReadOnlySpan<uint> ngram) => _places[Place(ngram)] - 1;

    /// <summary>Adds a sequence that is not there yet, and returns its number.</summary>
    public int Add(ReadOnlySpan<uint> ngram)
    {
        if (2 * (Count + 1) > _places.Length) Grow();
        _keys.AddRange(ngram);
        _ends.Add(_keys.Count);
        _places[Place(ngram)] = Count;
        return Count - 1;
    }

    // Open addressing: a place holds a number plus 1, and 0 where it is free.
    private int Place(ReadOnlySpan<uint> ngram)
    {
        int mask = _places.Length - 1, place = (int)MurmurHash.OfKeys(0, ngram) & mask;
        while (_places[place] > 0 && !this[_places[place] - 1].SequenceEqual(ngram)) place = (place + 1) & mask;
        return place;
    }

    private void Grow()
    {
        int count = Count;
        _places = new int[2 * _places.Length];
        for (int number = 0; number < count; number++) _places[Place(this[number])] = number + 1;
    }
}

/// <summary>Goes through the n-grams of a sequence of keys: of each place those that start there, the shorter first.</summary>
/// <param name="length">The longest n-gram.</param>
/// <param name="skip">How many keys an n-gram may leave out in all.</param>
internal sealed class NgramReader(int length, int skip)
{
    private readonly uint[] _ngram = new uint[length];

    public delegate void Visitor(ReadOnlySpan<uint> ngram);

    public static void Check(int length, int skip)
    {
        if (length < 1) throw new ArgumentOutOfRangeException("ngramLength", length, "An n-gram has at least one key.");
        if (skip < 0 || length == 1 && skip > 0) throw new ArgumentOutOfRangeException("skipLength", skip, "Keys are left out only between those of an n-gram of two or more.");
        if (length + skip > 10) throw new ArgumentOutOfRangeException("skipLength", skip, $"n-grams of {length} with {skip} left out are too long: the sum is at most 10.");
    }

    public void Read(ReadOnlySpan<uint> keys, Visitor visit)
    {
        for (int start = 0; start < keys.Length; start++)
        {
            _ngram[0] = keys[start];
            visit(_ngram.AsSpan(0, 1));
            if (length > 1) Extend(keys, start + 1, 1, 0, visit);
        }
    }

    private void Extend(ReadOnlySpan<uint> keys, int next, int count, int skipped, Visitor visit)
    {
        for (int more = 0; skipped + more <= skip && next + more < keys.Length; more++)
        {
            _ngram[count] = keys[next + more];
            visit(_ngram.AsSpan(0, count + 1));
            if (count + 1 < length) Extend(keys, next + more + 1, count + 1, skipped + more, visit);
        }
    }
}

/// <summary>Reads a column of keys as numbers, in which those beyond the type's count are missing.</summary>
internal static class KeySequences
{
    public static Func<ReadOnlySpan<uint>> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        uint count = (uint)Math.Min(uint.MaxValue, AnnotationNames.KeyOf(column.Type)!.Count);
        ValueGetter<VBuffer<uint>> get = (ValueGetter<VBuffer<uint>>)KeyReader.Getter(row, column, key => key > count ? 0 : (uint)key);
        VBuffer<uint> keys = default, dense = default;
        return () =>
        {
            get(ref keys);
            if (keys.IsDense) return keys.GetValues();
            keys.CopyToDense(ref dense);
            return dense.GetValues();
        };
    }
}
