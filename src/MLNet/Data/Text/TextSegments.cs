namespace Microsoft.ML.Data;

/// <summary>Fields of a row next to each other: from <paramref name="Min"/> to below <paramref name="Limit"/>, or to the end of each row.</summary>
internal readonly record struct TextSegment(int Min, int Limit, bool IsVector)
{
    /// <summary>The limit of a segment that goes to the end of each row.</summary>
    public const int Open = int.MaxValue;

    public bool IsOpen => Limit == Open;
}

/// <summary>A column of a text loader with its ranges worked out.</summary>
internal sealed record TextColumn(string Name, PrimitiveDataViewType ItemType, TextSegment[] Segments)
{
    /// <summary>The number of items of the segments that do not go to the end of the row.</summary>
    public int FixedSize { get; } = Segments.Where(segment => !segment.IsOpen).Sum(segment => segment.Limit - segment.Min);

    public bool IsOpen => Segments.Any(segment => segment.IsOpen);

    public DataViewType Type => IsOpen ? new VectorDataViewType(ItemType)
        : FixedSize > 1 || Segments[0].IsVector ? new VectorDataViewType(ItemType, FixedSize) : ItemType;

    /// <summary>The number of fields that a row must be cut into for this column.</summary>
    public int FieldsNeeded => Segments.Max(segment => segment.Limit);
}

/// <summary>Works out which fields the columns take.</summary>
internal static class TextColumnRanges
{
    private const int MaxField = int.MaxValue - 2;

    /// <summary>Whether the number of fields must be found out from the data.</summary>
    public static bool NeedInputSize(TextLoader.Column[] columns)
        => columns.Any(column => (column.Source ?? []).Any(range => range is { AutoEnd: true, Max: null }));

    public static TextColumn[] Resolve(TextLoader.Column[] columns, int inputSize)
    {
        (TextLoader.Column Column, TextLoader.Range Range)[] others = [.. columns.SelectMany(column => (column.Source ?? []).Where(range => range.AllOther).Select(range => (column, range)))];
        if (others.Length > 1) throw new ArgumentException($"Columns {string.Join(" and ", others.Select(other => $"'{other.Column.Name}'"))} both take all other fields; only one range can.");
        TextSegment[] taken = [.. columns.SelectMany(column => Sources(column).Where(range => !range.AllOther).Select(range => Segment(column, range, inputSize)))];
        return [.. columns.Select(column => Resolve(column, taken, inputSize))];
    }

    private static TextColumn Resolve(TextLoader.Column column, TextSegment[] taken, int inputSize)
    {
        if (string.IsNullOrWhiteSpace(column.Name)) throw new ArgumentException("Every column needs a name.");
        TextSegment[] segments = [.. Sources(column).SelectMany(range => range.AllOther
            ? Remaining(Segment(column, range, inputSize), taken) : [Segment(column, range, inputSize)])];
        if (segments.Length == 0) throw new ArgumentException($"Column '{column.Name}' takes all other fields, but the other columns take all there are.");
        TextSegment[] sorted = [.. segments.OrderBy(segment => segment.Min)];
        for (int i = 1; i < sorted.Length; i++)
            if (sorted[i].Min < sorted[i - 1].Limit) throw new ArgumentException($"Column '{column.Name}' takes field {sorted[i].Min} twice.");
        if (sorted.Sum(segment => segment.IsOpen ? 0L : segment.Limit - segment.Min) > int.MaxValue - 64)
            throw new ArgumentException($"Column '{column.Name}' takes more fields than a vector can hold.");
        PrimitiveDataViewType item = KeyCount.ItemType(TypeNames.Of(column.DataKind == default ? DataKind.Single : column.DataKind), column.KeyCount, column.Name);
        return new TextColumn(column.Name.Trim(), item, segments);
    }

    private static TextLoader.Range[] Sources(TextLoader.Column column) => column.Source is { Length: > 0 } source
        ? source
        : throw new ArgumentException($"Column '{column.Name}' says no fields that it takes.");

    private static TextSegment Segment(TextLoader.Column column, TextLoader.Range range, int inputSize)
    {
        if (range.Min < 0 || range.Min > MaxField) throw new ArgumentException($"Column '{column.Name}' takes field {range.Min}, which cannot be.");
        if (range.Max is int max)
            return max >= range.Min && max <= MaxField ? new(range.Min, max + 1, range.ForceVector)
                : throw new ArgumentException($"Column '{column.Name}' takes the fields {range.Min} to {max}, which cannot be.");
        if (range.AutoEnd)
            return range.Min < inputSize ? new(range.Min, inputSize, true)
                : throw new ArgumentException($"Column '{column.Name}' starts at field {range.Min}, but the data has only {inputSize} fields (numbered from 0). Is the separator right?");
        return range.VariableEnd ? new(range.Min, TextSegment.Open, true) : new(range.Min, range.Min + 1, range.ForceVector);
    }

    private static IEnumerable<TextSegment> Remaining(TextSegment all, TextSegment[] taken)
    {
        int place = all.Min;
        foreach (TextSegment segment in taken.OrderBy(segment => segment.Min))
        {
            if (segment.Min >= all.Limit) break;
            if (segment.Min > place) yield return new TextSegment(place, segment.Min, true);
            place = Math.Max(place, segment.Limit);
        }
        if (place < all.Limit) yield return new TextSegment(place, all.Limit, true);
    }
}
