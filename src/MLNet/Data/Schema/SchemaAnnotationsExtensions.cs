namespace Microsoft.ML.Data;

/// <summary>Reads the usual annotations of columns.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether the column is a vector whose items have names.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column)
        => column.Type is VectorDataViewType { IsKnownSize: true } vector
            && column.Annotations.Schema.GetColumnOrNull(AnnotationNames.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
            && names.Size == vector.Size;

    /// <summary>The names of the vector's items.</summary>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames)
        => column.Annotations.GetValue(AnnotationNames.SlotNames, ref slotNames);

    /// <summary>Whether the column consists of keys that stand for values which are known.</summary>
    /// <param name="column">The column.</param>
    /// <param name="keyValueItemType">The type the values must have; null for text.</param>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType? keyValueItemType = null)
        => column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type is VectorDataViewType values
            && AnnotationNames.KeyOf(column.Type) is { } key && (ulong)values.Size == key.Count
            && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

    /// <summary>The values that the keys stand for, the one of key 1 first.</summary>
    /// <typeparam name="TValue">The raw type of the values.</typeparam>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues)
        => column.Annotations.GetValue(AnnotationNames.KeyValues, ref keyValues);

    /// <summary>Whether the column is known to be normalized.</summary>
    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationNames.IsNormalized)?.Type is not BooleanDataViewType) return false;
        bool normalized = false;
        column.Annotations.GetValue(AnnotationNames.IsNormalized, ref normalized);
        return normalized;
    }
}

/// <summary>The names of the usual annotations, as ML.NET has them.</summary>
internal static class AnnotationNames
{
    public const string SlotNames = "SlotNames";
    public const string KeyValues = "KeyValues";
    public const string IsNormalized = "IsNormalized";
    public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";
    public const string ScoreColumnSetId = "ScoreColumnSetId";
    public const string TrainingLabelValues = "TrainingLabelValues";

    public static KeyDataViewType? KeyOf(DataViewType type) => (type as VectorDataViewType)?.ItemType as KeyDataViewType ?? type as KeyDataViewType;

    public static void AddTexts(this DataViewSchema.Annotations.Builder builder, string name, IReadOnlyList<ReadOnlyMemory<char>> texts)
        => builder.AddVector(name, TextDataViewType.Instance, [.. texts]);

    /// <summary>Adds texts that are made when they are first asked for.</summary>
    public static void AddTexts(this DataViewSchema.Annotations.Builder builder, string name, int count, Func<ReadOnlyMemory<char>[]> make)
    {
        Lazy<ReadOnlyMemory<char>[]> texts = new(make);
        builder.Add(name, new VectorDataViewType(TextDataViewType.Instance, count), (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(texts.Value, 0, ref value, count));
    }

    public static void AddVector<T>(this DataViewSchema.Annotations.Builder builder, string name, PrimitiveDataViewType itemType, T[] items)
        => builder.Add(name, new VectorDataViewType(itemType, items.Length), (ref VBuffer<T> value) => VBuffer<T>.Copy(items, 0, ref value, items.Length));
}
