using System.Globalization;
using System.Numerics;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Reads the values of one type from fields.</summary>
/// <typeparam name="T">The raw type.</typeparam>
internal interface IFieldParser<T>
{
    /// <summary>What a field that is empty or not there stands for.</summary>
    T Empty { get; }

    /// <summary>What a field that cannot be read stands for, where the type has a missing value.</summary>
    bool HasMissing { get; }

    /// <summary>Reads a field that is not empty; where that fails, <paramref name="value"/> is the missing value.</summary>
    bool TryParse(ReadOnlySpan<byte> field, out T value);
}

internal readonly struct SingleParser(TextSyntax syntax) : IFieldParser<float>
{
    private readonly byte _marker = syntax.DecimalMarker;

    public float Empty { get; } = syntax.MissingRealsAsNaN ? float.NaN : 0;

    public bool HasMissing => true;

    public bool TryParse(ReadOnlySpan<byte> field, out float value)
    {
        if (RealNumbers.TryParse(field, _marker, out value)) return true;
        value = float.NaN;
        return false;
    }
}

internal readonly struct DoubleParser(TextSyntax syntax) : IFieldParser<double>
{
    private readonly byte _marker = syntax.DecimalMarker;

    public double Empty { get; } = syntax.MissingRealsAsNaN ? double.NaN : 0;

    public bool HasMissing => true;

    public bool TryParse(ReadOnlySpan<byte> field, out double value)
    {
        if (RealNumbers.TryParse(field, _marker, out value)) return true;
        value = double.NaN;
        return false;
    }
}

internal readonly struct IntegerParser<T> : IFieldParser<T> where T : struct, IBinaryInteger<T>
{
    public T Empty => T.Zero;

    public bool HasMissing => false;

    public bool TryParse(ReadOnlySpan<byte> field, out T value)
        => T.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
}

/// <summary>Reads keys: the file numbers them from 0, and what is missing or outside the set is key 0.</summary>
internal readonly struct KeyParser<T>(ulong count) : IFieldParser<T> where T : struct, IBinaryInteger<T>
{
    public T Empty => T.Zero;

    public bool HasMissing => true;

    public bool TryParse(ReadOnlySpan<byte> field, out T value)
    {
        field = field.Trim((byte)' ');
        bool inSet = ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out ulong member) && member < count;
        value = inSet ? T.CreateTruncating(member + 1) : T.Zero;
        return inSet || RealNumbers.IsMissing(field);
    }
}

internal readonly struct BooleanParser : IFieldParser<bool>
{
    public bool Empty => false;

    public bool HasMissing => false;

    public bool TryParse(ReadOnlySpan<byte> field, out bool value)
    {
        Span<byte> lower = stackalloc byte[5];
        field = field.Trim((byte)' ');
        value = false;
        if (field.Length > lower.Length) return false;
        Ascii.ToLower(field, lower, out int length);
        ReadOnlySpan<byte> word = lower[..length];
        value = word.SequenceEqual("true"u8) || word.SequenceEqual("t"u8) || word.SequenceEqual("yes"u8) || word.SequenceEqual("y"u8)
            || word.SequenceEqual("1"u8) || word.SequenceEqual("+1"u8) || word.SequenceEqual("+"u8);
        return value || word.SequenceEqual("false"u8) || word.SequenceEqual("f"u8) || word.SequenceEqual("no"u8) || word.SequenceEqual("n"u8)
            || word.SequenceEqual("0"u8) || word.SequenceEqual("-1"u8) || word.SequenceEqual("-"u8);
    }
}

/// <summary>Reads points and lengths of time as the invariant culture writes them; without an offset they are in UTC.</summary>
internal readonly struct TimeParser : IFieldParser<DateTime>, IFieldParser<DateTimeOffset>, IFieldParser<TimeSpan>
{
    private const int MaxLength = 64;

    DateTime IFieldParser<DateTime>.Empty => default;

    DateTimeOffset IFieldParser<DateTimeOffset>.Empty => default;

    TimeSpan IFieldParser<TimeSpan>.Empty => default;

    public bool HasMissing => false;

    public bool TryParse(ReadOnlySpan<byte> field, out DateTime value)
    {
        value = default;
        Span<char> text = stackalloc char[MaxLength];
        return Decode(field, ref text)
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }

    public bool TryParse(ReadOnlySpan<byte> field, out DateTimeOffset value)
    {
        value = default;
        Span<char> text = stackalloc char[MaxLength];
        return Decode(field, ref text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    public bool TryParse(ReadOnlySpan<byte> field, out TimeSpan value)
    {
        value = default;
        Span<char> text = stackalloc char[MaxLength];
        return Decode(field, ref text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static bool Decode(ReadOnlySpan<byte> field, ref Span<char> text)
    {
        if (field.Length > MaxLength) return false;
        text = text[..Encoding.UTF8.GetChars(field, text)];
        return true;
    }
}

/// <summary>Reads texts. Short ones that come again, as categories do, are the same string, so that they cost no memory.</summary>
internal readonly struct TextParser() : IFieldParser<ReadOnlyMemory<char>>
{
    private const int Places = 1024;
    private const int MaxKept = 32;

    private readonly (byte[] Bytes, string Text)[] _kept = new (byte[], string)[Places];

    public ReadOnlyMemory<char> Empty => default;

    public bool HasMissing => false;

    public bool TryParse(ReadOnlySpan<byte> field, out ReadOnlyMemory<char> value)
    {
        if (field.Length > MaxKept)
        {
            value = Encoding.UTF8.GetString(field).AsMemory();
            return true;
        }
        uint hash = 2166136261;
        foreach (byte item in field) hash = (hash ^ item) * 16777619;
        ref (byte[] Bytes, string Text) place = ref _kept[(hash ^ (hash >> 16)) & (Places - 1)];
        if (place.Text is null || !field.SequenceEqual(place.Bytes)) place = (field.ToArray(), Encoding.UTF8.GetString(field));
        value = place.Text.AsMemory();
        return true;
    }
}
