namespace Microsoft.ML.Data;

/// <summary>
/// Gives each row a number in [0, 1) that decides on which side of a split it falls: from its identity, or from a key that keeps rows together.
/// The same seed and data give the same numbers in every order of reading.
/// </summary>
internal static class RowSampling
{
    /// <summary>The rows whose number lies in [<paramref name="from"/>, <paramref name="to"/>), or those outside.</summary>
    public static IDataView Select(IDataView data, string? keyColumn, int seed, double from, double to, bool outside = false)
    {
        DataViewSchema.Column? key = keyColumn is null ? null : data.Schema[keyColumn];
        return new FilteredDataView(data, key is { } column ? [column] : [], row =>
        {
            Func<ulong> hash = key is { } known ? known.Type.Raw.Accept(new KeyHash(row, known)) : IdHash(row);
            ulong salt = DataViewRowId.Mix((ulong)seed + 0x9E3779B97F4A7C15);
            return () =>
            {
                double number = (DataViewRowId.Mix(hash() ^ salt) >> 11) * (1.0 / (1UL << 53));
                return (number >= from && number < to) != outside;
            };
        });
    }

    private static Func<ulong> IdHash(DataViewRow row)
    {
        ValueGetter<DataViewRowId> get = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            get(ref id);
            return DataViewRowId.Mix(id.Low + 0x9E3779B97F4A7C15) ^ id.High;
        };
    }

    private sealed class KeyHash(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<Func<ulong>>
    {
        public Func<ulong> Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                get(ref value);
                return value switch
                {
                    ReadOnlyMemory<char> text => StableHash.Of(text.Span),
                    IFormattable item => StableHash.Of(item.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
                    bool truth => truth ? 1UL : 0UL,
                    _ => throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} cannot keep rows together: use text, a key or a number."),
                };
            };
        }
    }
}

/// <summary>A hash of text that is the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class StableHash
{
    // FNV-1a over UTF-16 units (Fowler, Noll, Vo), spread by the SplitMix64 finalizer.
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in text) hash = (hash ^ unit) * 1099511628211;
        return DataViewRowId.Mix(hash);
    }
}
