namespace Microsoft.ML.Data;

/// <summary>Which columns of a cursor are read.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if ((uint)column.Index >= (uint)active.Length || schema[column.Index].Name != column.Name)
                throw new ArgumentException($"Column '{column.Name}' (place {column.Index}) does not belong to this data view.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    public static void Check(bool[] active, DataViewSchema.Column column)
    {
        if ((uint)column.Index >= (uint)active.Length)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' (place {column.Index}) does not belong to this row.");
        if (!active[column.Index])
            throw new InvalidOperationException($"Column '{column.Name}' is not active in this cursor: name it in columnsNeeded when the cursor is opened.");
    }

    public static IEnumerable<DataViewSchema.Column> Select(DataViewSchema schema, bool[] active) => schema.Where(column => active[column.Index]);
}

/// <summary>Getters in their untyped form.</summary>
internal static class Getters
{
    /// <summary>The getter in the type that is asked for; an <see cref="InvalidOperationException"/> where the column is held in another.</summary>
    public static ValueGetter<TValue> As<TValue>(Delegate getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, held in {column.Type.RawType}, not in {typeof(TValue)}.");

    /// <summary>The row's getter of the column, in the column's own type.</summary>
    public static Delegate Of(DataViewRow row, DataViewSchema.Column column) => column.Type.Raw.Accept(new Opener(row, column));

    private sealed class Opener(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>() => row.GetGetter<T>(column);
    }
}
