using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The values of one line. What is wrong with a line is said, never passed over.</summary>
internal sealed class SvmLightRow
{
    /// <summary>The number of groups: the one of <c>qid:0</c> is key 1.</summary>
    public const ulong GroupCount = ulong.MaxValue - 1;

    private const int MaxShown = 60;

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t"u8);

    private readonly SvmLightFeatures _features;
    private readonly Action<string>? _learn;
    private readonly Dictionary<string, int> _places = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _place;
    private int[] _indices = new int[16];
    private float[] _values = new float[16];
    private char[] _name = new char[64];
    private int _count;
    private ReadOnlyMemory<byte> _comment;

    /// <summary>Makes a reader of lines.</summary>
    /// <param name="features">What the pairs mean.</param>
    /// <param name="learn">Is told each new name; null where the names are those of <paramref name="features"/> and others are left out.</param>
    public SvmLightRow(SvmLightFeatures features, Action<string>? learn = null)
    {
        _features = features;
        _learn = learn;
        _place = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        if (features.Names is { } names)
            for (int i = 0; i < names.Count; i++) _places.Add(names[i], i);
    }

    public float Label { get; private set; }

    public float Weight { get; private set; }

    /// <summary>The key of the group; 0 where it is missing.</summary>
    public ulong Group { get; private set; }

    /// <summary>The places of the values in ascending order.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    public string Comment => Encoding.UTF8.GetString(_comment.Span);

    /// <summary>How many pairs were left out so far because their places are beyond the vector, or their names not among its own.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line; the comment is read from it later.</param>
    /// <param name="isBlank">Whether there is nothing but white space and a comment.</param>
    /// <returns>What is wrong and what to do, or null.</returns>
    public string? Read(ReadOnlyMemory<byte> line, out bool isBlank)
    {
        int comment = line.Span.IndexOf((byte)'#');
        _comment = comment < 0 ? default : line[(comment + 1)..];
        ReadOnlySpan<byte> text = comment < 0 ? line.Span : line.Span[..comment];
        _count = 0;
        Group = 0;
        Weight = 1;
        isBlank = !TryToken(ref text, out ReadOnlySpan<byte> token);
        if (isBlank) return null;
        if (!RealNumbers.TryParse(token, (byte)'.', out float label))
            return $"the label {Shown(token)} is no number. A line starts with its label and goes on with {Pair} pairs; write ? for a label that is missing";
        Label = label;
        while (TryToken(ref text, out token))
            if (ReadPair(token) is { } fault) return fault;
        return Sort();
    }

    private string Pair => _features.Names is null ? "index:value" : "name:value";

    private string? ReadPair(ReadOnlySpan<byte> token)
    {
        int colon = token.IndexOf((byte)':');
        if (colon <= 0 || colon == token.Length - 1)
            return $"{Shown(token)} is no {Pair} pair. Write both sides of the colon without spaces, and # before a comment";
        ReadOnlySpan<byte> key = token[..colon], text = token[(colon + 1)..];
        if (key.SequenceEqual("sid"u8)) return null;
        if (key.SequenceEqual("qid"u8)) return ReadGroup(token, text);
        if (!RealNumbers.TryParse(text, (byte)'.', out float value)) return $"in {Shown(token)}, {Shown(text)} is no number. Correct it, or write ? for a value that is missing";
        if (key.SequenceEqual("cost"u8))
        {
            Weight = value;
            return null;
        }
        string? fault = null;
        int place = _features.Names is null ? PlaceOfIndex(token, key, out fault) : PlaceOfName(key);
        if (fault is not null) return fault;
        if ((uint)place >= (uint)_features.Count) LeftOut++;
        else Add(place, value);
        return null;
    }

    private string? ReadGroup(ReadOnlySpan<byte> token, ReadOnlySpan<byte> text)
    {
        // Groups below 0 are missing, as in the official loader.
        bool negative = text[0] == '-' && text.Length > 1;
        if (!IsWhole(negative ? text[1..] : text, out ulong group) || group >= GroupCount)
            return $"in {Shown(token)}, {Shown(text)} is no group: write a whole number from 0 to {GroupCount - 1}";
        Group = negative ? 0 : group + 1;
        return null;
    }

    private int PlaceOfIndex(ReadOnlySpan<byte> token, ReadOnlySpan<byte> key, out string? fault)
    {
        fault = null;
        if (!IsWhole(key, out ulong index))
            fault = $"in {Shown(token)}, {Shown(key)} is no index: write a whole number from {(_features.IsZeroBased ? 0 : 1)} on, or load the file with feature names";
        else if (index == 0 && !_features.IsZeroBased)
            fault = $"{Shown(token)} has index 0, but indices start with 1. Set zeroBased if they start with 0 in this file";
        else if (!_features.IsZeroBased) index--;
        return index < int.MaxValue ? (int)index : -1;
    }

    private int PlaceOfName(ReadOnlySpan<byte> key)
    {
        if (_name.Length < key.Length) _name = new char[2 * key.Length];
        ReadOnlySpan<char> name = _name.AsSpan(0, Encoding.UTF8.GetChars(key, _name));
        if (_place.TryGetValue(name, out int place)) return place;
        if (_learn is null) return -1;
        string learned = name.ToString();
        _places.Add(learned, _places.Count);
        _learn(learned);
        return _places.Count - 1;
    }

    private void Add(int place, float value)
    {
        if (_count == _indices.Length)
        {
            Array.Resize(ref _indices, 2 * _count);
            Array.Resize(ref _values, 2 * _count);
        }
        _indices[_count] = place;
        _values[_count++] = value;
    }

    private string? Sort()
    {
        bool ascends = true;
        for (int i = 1; i < _count && ascends; i++) ascends = _indices[i - 1] < _indices[i];
        if (ascends) return null;
        Array.Sort(_indices, _values, 0, _count);
        for (int i = 1; i < _count; i++)
            if (_indices[i - 1] == _indices[i])
                return $"the feature {Shown(_indices[i])} has two values. Leave one of them out, or add them up";
        return null;
    }

    private string Shown(int place) => _features.Names is null ? $"{place + (_features.IsZeroBased ? 0L : 1L)}" : $"'{_features.Names[place]}'";

    private static bool TryToken(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token)
    {
        int start = text.IndexOfAnyExcept(White);
        if (start < 0)
        {
            token = default;
            return false;
        }
        text = text[start..];
        int length = text.IndexOfAny(White);
        token = length < 0 ? text : text[..length];
        text = text[token.Length..];
        return true;
    }

    /// <summary>Whether there are digits only; a number that does not fit is the largest one.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> text, out ulong number)
    {
        number = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)) number = ulong.MaxValue;
        return true;
    }

    private static string Shown(ReadOnlySpan<byte> text)
        => $"'{Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxShown)])}{(text.Length > MaxShown ? "…" : "")}'";
}
