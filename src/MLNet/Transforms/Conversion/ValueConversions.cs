using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Conversions between primitive types: among numbers (cut off where they do not fit), between numbers and truth values, from and to text.</summary>
internal static class ValueConversions
{
    private static readonly Dictionary<(Type From, Type To), Delegate> Table = Build();

    /// <summary>A <see cref="Func{TIn, TOut}"/> between the two raw types, or null where there is none.</summary>
    public static Delegate? Find(Type from, Type to) => Table.GetValueOrDefault((from, to));

    private static Dictionary<(Type, Type), Delegate> Build()
    {
        Dictionary<(Type, Type), Delegate> table = [];
        From<sbyte>(table);
        From<byte>(table);
        From<short>(table);
        From<ushort>(table);
        From<int>(table);
        From<uint>(table);
        From<long>(table);
        From<ulong>(table);
        From<float>(table);
        From<double>(table);
        Add<bool, bool>(table, static value => value);
        Add<ReadOnlyMemory<char>, ReadOnlyMemory<char>>(table, static value => value);
        Add<ReadOnlyMemory<char>, bool>(table, static text => Truth(text.Span));
        Add<bool, ReadOnlyMemory<char>>(table, static value => (value ? "1" : "0").AsMemory());
        Time(table, static text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTime time) ? time : default);
        Time(table, static text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : default);
        Time(table, static text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : default);
        return table;
    }

    private delegate T TextParser<T>(ReadOnlySpan<char> text);

    private static void Time<T>(Dictionary<(Type, Type), Delegate> table, TextParser<T> parse)
    {
        Add<T, T>(table, static value => value);
        Add<ReadOnlyMemory<char>, T>(table, text => parse(text.Span));
        Add<T, ReadOnlyMemory<char>>(table, static value => ItemValues.Text(in value));
    }

    private static void From<T>(Dictionary<(Type, Type), Delegate> table) where T : struct, INumber<T>
    {
        Numbers<T, sbyte>(table);
        Numbers<T, byte>(table);
        Numbers<T, short>(table);
        Numbers<T, ushort>(table);
        Numbers<T, int>(table);
        Numbers<T, uint>(table);
        Numbers<T, long>(table);
        Numbers<T, ulong>(table);
        Numbers<T, float>(table);
        Numbers<T, double>(table);
        Add<T, bool>(table, static value => !T.IsZero(value));
        Add<bool, T>(table, static value => value ? T.One : T.Zero);
        Add<T, ReadOnlyMemory<char>>(table, static value => value.ToString(null, CultureInfo.InvariantCulture).AsMemory());
        Add<ReadOnlyMemory<char>, T>(table, static text => Number<T>(text.Span));
    }

    private static void Numbers<TIn, TOut>(Dictionary<(Type, Type), Delegate> table) where TIn : struct, INumber<TIn> where TOut : struct, INumber<TOut>
        => Add<TIn, TOut>(table, static value => TOut.CreateTruncating(value));

    private static void Add<TIn, TOut>(Dictionary<(Type, Type), Delegate> table, Func<TIn, TOut> convert) => table[(typeof(TIn), typeof(TOut))] = convert;

    // Text that is no number becomes the missing value: NaN for real numbers, 0 for whole ones.
    private static T Number<T>(ReadOnlySpan<char> text) where T : struct, INumber<T>
        => T.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out T number) ? number : ItemValues.Missing<T>();

    private static bool Truth(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (string word in (ReadOnlySpan<string>)["1", "+1", "true", "t", "yes", "y", "+"])
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
