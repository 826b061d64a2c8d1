namespace Microsoft.ML.Data;

/// <summary>Computes an output row from one input row.</summary>
public interface IRowToRowMapper
{
    /// <summary>The columns of the input.</summary>
    DataViewSchema InputSchema { get; }

    /// <summary>The columns of the output.</summary>
    DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that must be read to compute these output columns.</summary>
    IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns);

    /// <summary>The output row of an input row; it follows when the input row moves.</summary>
    /// <param name="input">The input row.</param>
    /// <param name="activeColumns">The output columns that will be read.</param>
    DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);
}
