using System.Globalization;

namespace Microsoft.ML.Transforms;

/// <summary>What items of a primitive type have in common: equality, order, missing values and text.</summary>
internal static class ItemValues
{
    public static IEqualityComparer<T> Equality<T>()
        => typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)TextEquality.Instance : EqualityComparer<T>.Default;

    public static Comparison<T> Order<T>()
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (Comparison<T>)(object)(Comparison<ReadOnlyMemory<char>>)((a, b) => a.Span.SequenceCompareTo(b.Span));
        return Comparer<T>.Default.Compare;
    }

    /// <summary>Whether an item stands for "unknown": NaN, empty text, key 0.</summary>
    public static bool IsMissing<T>(in T item, bool isKey) => item switch
    {
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        ReadOnlyMemory<char> text => text.IsEmpty,
        _ => isKey && EqualityComparer<T>.Default.Equals(item, default!),
    };

    /// <summary>The item that stands for "unknown": NaN for real numbers, the default for everything else.</summary>
    public static T Missing<T>()
        => typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default!;

    public static ReadOnlyMemory<char> Text<T>(in T item) => item switch
    {
        ReadOnlyMemory<char> text => text,
        bool truth => (truth ? "True" : "False").AsMemory(),
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture).AsMemory(),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture).AsMemory(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture).AsMemory(),
        _ => (item?.ToString() ?? "").AsMemory(),
    };

    private sealed class TextEquality : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public static readonly TextEquality Instance = new();

        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
