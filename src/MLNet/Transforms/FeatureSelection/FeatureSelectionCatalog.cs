using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Choice of features.</summary>
public static class FeatureSelectionCatalog
{
    /// <summary>Keeps the slots of columns that tell most about the label.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns: numbers, truth values or keys, or vectors of these.</param>
    /// <param name="labelColumnName">The label: a number, a truth value or a key.</param>
    /// <param name="slotsInOutput">The most slots to keep, in all columns together.</param>
    /// <param name="numberOfBins">The most bins that numbers are put into.</param>
    public static MutualInformationFeatureSelectingEstimator SelectFeaturesBasedOnMutualInformation(this TransformsCatalog.FeatureSelectionTransforms catalog,
        InputOutputColumnPair[] columns, string labelColumnName = "Label", int slotsInOutput = 1000, int numberOfBins = 256)
        => new(columns, labelColumnName, slotsInOutput, numberOfBins);

    /// <summary>Keeps the slots of a column that tell most about the label.</summary>
    public static MutualInformationFeatureSelectingEstimator SelectFeaturesBasedOnMutualInformation(this TransformsCatalog.FeatureSelectionTransforms catalog,
        string outputColumnName, string? inputColumnName = null, string labelColumnName = "Label", int slotsInOutput = 1000, int numberOfBins = 256)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), labelColumnName, slotsInOutput, numberOfBins);

    /// <summary>Keeps the slots of columns in which enough rows have a value other than 0, empty text and the missing value.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns: Single, Double or text, or vectors of these.</param>
    /// <param name="count">The least number of such rows.</param>
    public static CountFeatureSelectingEstimator SelectFeaturesBasedOnCount(this TransformsCatalog.FeatureSelectionTransforms catalog, InputOutputColumnPair[] columns, long count = 1)
        => new(columns, count);

    /// <summary>Keeps the slots of a column in which enough rows have a value other than 0, empty text and the missing value.</summary>
    public static CountFeatureSelectingEstimator SelectFeaturesBasedOnCount(this TransformsCatalog.FeatureSelectionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, long count = 1)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), count);
}
