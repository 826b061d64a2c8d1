using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms of missing values.</summary>
public static class ExtensionsCatalog
{
    /// <summary>Says of each item of a column whether it is missing (NaN).</summary>
    public static MissingValueIndicatorEstimator IndicateMissingValues(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Says of each item of columns whether it is missing (NaN).</summary>
    public static MissingValueIndicatorEstimator IndicateMissingValues(this TransformsCatalog catalog, InputOutputColumnPair[] columns) => new(columns);

    /// <summary>Puts something in the place of missing values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column, Single or Double or a vector of these; null for the output's name.</param>
    /// <param name="replacementMode">What is put there.</param>
    /// <param name="imputeBySlot">Whether it is worked out for each slot of a vector; otherwise from all slots together.</param>
    public static MissingValueReplacingEstimator ReplaceMissingValues(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.ReplacementMode.DefaultValue, bool imputeBySlot = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), replacementMode, imputeBySlot);

    /// <summary>Puts something in the place of missing values of columns.</summary>
    public static MissingValueReplacingEstimator ReplaceMissingValues(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.ReplacementMode.DefaultValue, bool imputeBySlot = true)
        => new(columns, replacementMode, imputeBySlot);
}
