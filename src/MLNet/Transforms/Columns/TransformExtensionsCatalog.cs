using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that join, copy, keep and drop columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Joins columns of the same item type, single or vectors, into one vector column.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnNames">The columns to join, in order; none for the column of the output's name.</param>
    public static ColumnConcatenatingEstimator Concatenate(this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames)
        => new(outputColumnName, inputColumnNames);

    /// <summary>Copies a column under another name.</summary>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Drops columns; hidden ones are dropped too.</summary>
    public static ColumnSelectingEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames) => new(null, columnNames, false);

    /// <summary>Keeps only these columns, in this order.</summary>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames) => new(columnNames, null, false);

    /// <summary>Keeps only these columns.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns.</param>
    /// <param name="keepHidden">Whether hidden columns of these names are kept too.</param>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, string[] columnNames, bool keepHidden) => new(columnNames, null, keepHidden);
}
