using Microsoft.ML.Data;

namespace Microsoft.ML;


/// <summary>One row of values with a schema.</summary>
public abstract class DataViewRow : IDisposable
{
    private bool _disposed;

    /// <summary>Makes the row.</summary>
    protected DataViewRow() { }

    /// <summary>The number of this row in its source, from 0; -1 before the first row of a cursor.</summary>
    public abstract long Position { get; }

    /// <summary>Orders the rows of a cursor set: rows of a smaller batch come first.</summary>
    public abstract long Batch { get; }

    /// <summary>The columns.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>Whether the column's values can be read; the ones not asked for when a cursor was opened may not be.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>A delegate that reads the column's value in the current row, for use in every row of a cursor.</summary>
    /// <typeparam name="TValue">The raw type of the column; any other is an <see cref="InvalidOperationException"/>.</typeparam>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <summary>A delegate that reads the identity of the current row, which stays the same in every order of reading.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <summary>Frees what the row holds.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the row holds.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }
}

/// <summary>Goes through the rows of a data view, forwards, once. It starts before the first row.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Makes the cursor.</summary>
    protected DataViewRowCursor() { }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public abstract bool MoveNext();
}
