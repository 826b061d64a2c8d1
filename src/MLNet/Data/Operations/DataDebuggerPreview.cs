using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a data view, by row and by column, for a look in the debugger.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        Schema = data.Schema;
        using DataViewRowCursor cursor = data.GetRowCursor(Schema);
        Func<object?>[] readers = [.. Schema.Select(column => column.Type.Raw.Accept(new Reader(cursor, column)))];
        List<object?[]> rows = [];
        while (rows.Count < maxRows && cursor.MoveNext()) rows.Add([.. readers.Select(read => read())]);
        RowView = [.. rows.Select(row => new RowInfo([.. Schema.Select((column, i) => new KeyValuePair<string, object>(column.Name, row[i]!))]))];
        ColumnView = [.. Schema.Select((column, i) => new ColumnInfo(column, [.. rows.Select(row => row[i]!)]))];
    }

    /// <summary>The columns.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The values by column.</summary>
    public ImmutableArray<ColumnInfo> ColumnView { get; }

    /// <summary>The values by row.</summary>
    public ImmutableArray<RowInfo> RowView { get; }

    /// <summary>The numbers of columns and rows.</summary>
    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    /// <summary>One column.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        /// <summary>The column.</summary>
        public DataViewSchema.Column Column { get; }

        /// <summary>Its values in the first rows.</summary>
        public object[] Values { get; }

        /// <summary>The column's name and type.</summary>
        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }

    /// <summary>One row.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

        /// <summary>The values with the names of their columns.</summary>
        public KeyValuePair<string, object>[] Values { get; }

        /// <summary>The number of columns.</summary>
        public override string ToString() => $"{Values.Length} columns";
    }

    private sealed class Reader(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<Func<object?>>
    {
        public Func<object?> Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                get(ref value);
                return value;
            };
        }
    }
}
