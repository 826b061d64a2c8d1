using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms of categories to numbers.</summary>
public static class CategoricalCatalog
{
    /// <summary>Turns the categories of a column into vectors or keys.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of categories; null for the output's name.</param>
    /// <param name="outputKind">What a category becomes.</param>
    /// <param name="maximumNumberOfKeys">The most categories to learn; the others are missing.</param>
    /// <param name="keyOrdinality">The order of the categories.</param>
    /// <param name="keyData">A data view of one column that holds the categories; null learns them from the data.</param>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog, string outputColumnName, string? inputColumnName = null,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, IDataView? keyData = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), outputKind, maximumNumberOfKeys, keyOrdinality, keyData);

    /// <summary>Turns the categories of columns into vectors or keys.</summary>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog, InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, IDataView? keyData = null)
        => new(columns, outputKind, maximumNumberOfKeys, keyOrdinality, keyData);

    /// <summary>Turns the categories of a column into vectors or keys by hashing them, without learning which there are.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of categories; null for the output's name.</param>
    /// <param name="outputKind">What a category becomes.</param>
    /// <param name="numberOfBits">The number of bits of the hash, 1 to 30.</param>
    /// <param name="seed">The seed of the hash.</param>
    /// <param name="useOrderedHashing">Whether the place of an item in its vector is hashed with it.</param>
    /// <param name="maximumNumberOfInverts">How many of the categories behind each slot its name keeps: 0 for none, -1 for all.</param>
    public static OneHotHashEncodingEstimator OneHotHashEncoding(this TransformsCatalog.CategoricalTransforms catalog, string outputColumnName, string? inputColumnName = null,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator, int numberOfBits = 16, uint seed = 314489979,
        bool useOrderedHashing = true, int maximumNumberOfInverts = 0)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), outputKind, numberOfBits, seed, useOrderedHashing, maximumNumberOfInverts);

    /// <summary>Turns the categories of columns into vectors or keys by hashing them.</summary>
    public static OneHotHashEncodingEstimator OneHotHashEncoding(this TransformsCatalog.CategoricalTransforms catalog, InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator, int numberOfBits = 16, uint seed = 314489979,
        bool useOrderedHashing = true, int maximumNumberOfInverts = 0)
        => new(columns, outputKind, numberOfBits, seed, useOrderedHashing, maximumNumberOfInverts);
}
