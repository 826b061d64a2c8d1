using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>
/// Reads real numbers from UTF-8, rounded correctly. Decimal digits whose value and power of ten are exact in binary need one operation
/// (Clinger, "How to read floating point numbers accurately", 1990); all others go to the base library.
/// </summary>
internal static class RealNumbers
{
    private const int MaxExactPower = 22;
    private const ulong MaxExact = 1UL << 53;

    private static ReadOnlySpan<double> Powers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    public static bool TryParse(ReadOnlySpan<byte> text, byte marker, out double value)
        => TryExact(text, marker, out value) || TryParseSlowly(text, marker, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, byte marker, out float value)
    {
        if (TryExact(text, marker, out double exact))
        {
            value = (float)exact;
            // Rounded twice, a number can only go wrong where the first rounding ended halfway between two results of the second.
            bool halfway = (BitConverter.DoubleToUInt64Bits(exact) & 0x1FFFFFFF) == 0x10000000;
            if (!halfway && (Math.Abs(exact) >= 1.2e-38 || exact == 0)) return true;
        }
        return TryParseSlowly(text, marker, out value);
    }

    private static bool TryParseSlowly<T>(ReadOnlySpan<byte> text, byte marker, out T value) where T : IFloatingPointIeee754<T>
    {
        Span<byte> buffer = stackalloc byte[256];
        ReadOnlySpan<byte> trimmed = Prepare(text, marker, buffer);
        if (Special(trimmed) is double special) value = T.CreateTruncating(special);
        else if (!T.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value!)) return false;
        return true;
    }

    private static bool TryExact(ReadOnlySpan<byte> text, byte marker, out double value)
    {
        value = 0;
        int place = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            place = 1;
        }
        ulong digits = 0;
        int start = place;
        for (; place < text.Length && (uint)(text[place] - '0') <= 9; place++) digits = digits * 10 + (uint)(text[place] - '0');
        int count = place - start, power = 0;
        if (place < text.Length && text[place] == marker)
        {
            int fraction = ++place;
            for (; place < text.Length && (uint)(text[place] - '0') <= 9; place++) digits = digits * 10 + (uint)(text[place] - '0');
            power = fraction - place;
            count += place - fraction;
        }
        // Nineteen digits always fit in 64 bits.
        if (count is 0 or > 19 || digits > MaxExact) return false;
        if (place < text.Length && text[place] is (byte)'e' or (byte)'E')
        {
            int sign = 1, exponent = 0;
            if (++place < text.Length && text[place] is (byte)'-' or (byte)'+') sign = text[place++] == '-' ? -1 : 1;
            int first = place;
            for (; place < text.Length && place - first < 4 && (uint)(text[place] - '0') <= 9; place++) exponent = exponent * 10 + (text[place] - '0');
            if (place == first) return false;
            power += sign * exponent;
        }
        if (place != text.Length || power is < -MaxExactPower or > MaxExactPower) return false;
        value = power < 0 ? digits / Powers[-power] : digits * Powers[power];
        if (negative) value = -value;
        return true;
    }

    private static ReadOnlySpan<byte> Prepare(ReadOnlySpan<byte> text, byte marker, Span<byte> buffer)
    {
        ReadOnlySpan<byte> trimmed = text.Trim((byte)' ');
        if (marker == '.' || !trimmed.Contains(marker)) return marker == '.' || !trimmed.Contains((byte)'.') ? trimmed : "-"u8;
        Span<byte> copy = trimmed.Length <= buffer.Length ? buffer[..trimmed.Length] : new byte[trimmed.Length];
        trimmed.CopyTo(copy);
        foreach (ref byte character in copy) character = character == marker ? (byte)'.' : character == '.' ? (byte)'#' : character;
        return copy;
    }

    /// <summary>What the words for missing and infinite stand for.</summary>
    private static double? Special(ReadOnlySpan<byte> text) => text.Length switch
    {
        1 when text[0] == '?' => double.NaN,
        2 or 3 when IsMissing(text) => double.NaN,
        >= 3 and <= 9 => Infinity(text),
        _ => null,
    };

    public static bool IsMissing(ReadOnlySpan<byte> text)
        => text.SequenceEqual("?"u8) || Is(text, "na"u8) || Is(text, "n/a"u8) || Is(text, "nan"u8);

    private static double? Infinity(ReadOnlySpan<byte> text)
    {
        bool negative = text[0] == '-';
        ReadOnlySpan<byte> word = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (!Is(word, "infinity"u8) && !Is(word, "inf"u8) && !word.SequenceEqual("∞"u8)) return null;
        return negative ? double.NegativeInfinity : double.PositiveInfinity;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(text, lower);
}
