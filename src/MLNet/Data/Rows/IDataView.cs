namespace Microsoft.ML;

/// <summary>
/// A table that is read through cursors: columns with names and types, rows computed when they are asked for. Data views are
/// immutable, may be read by several threads and may be larger than memory.
/// </summary>
public interface IDataView
{
    /// <summary>Whether a cursor can go through the rows in random order.</summary>
    bool CanShuffle { get; }

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>The number of rows, or null where it is not known without reading them all.</summary>
    long? GetRowCount();

    /// <summary>Opens a cursor before the first row.</summary>
    /// <param name="columnsNeeded">The columns that will be read; others may be inactive in the cursor.</param>
    /// <param name="rand">Where given and <see cref="CanShuffle"/>, the rows come in an order drawn from it.</param>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    /// <summary>Opens up to <paramref name="n"/> cursors that together go through all rows, each row in one of them.</summary>
    /// <param name="columnsNeeded">The columns that will be read; others may be inactive in the cursors.</param>
    /// <param name="n">The number of cursors that would be useful; fewer may come.</param>
    /// <param name="rand">Where given and <see cref="CanShuffle"/>, the rows come in an order drawn from it.</param>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);
}
