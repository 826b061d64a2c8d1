using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms between types, and between values and keys.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Converts a column to another primitive type.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to convert; null for the output's name.</param>
    /// <param name="outputKind">The type to convert to.</param>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, DataKind outputKind = DataKind.Single)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), outputKind);

    /// <summary>Converts columns to another primitive type.</summary>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        DataKind outputKind = DataKind.Single)
        => new(columns, outputKind);

    /// <summary>Turns values into keys by hashing them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to hash; null for the output's name.</param>
    /// <param name="numberOfBits">The number of bits of the hash, 1 to 31.</param>
    /// <param name="maximumNumberOfInverts">How many of the values behind each key the annotation keeps: 0 for none, -1 for all.</param>
    public static HashingEstimator Hash(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int numberOfBits = 31, int maximumNumberOfInverts = 0)
        => new(new HashingEstimator.ColumnOptions(outputColumnName, inputColumnName, numberOfBits, maximumNumberOfInverts: maximumNumberOfInverts));

    /// <summary>Turns values of columns into keys by hashing them, each as its options say.</summary>
    public static HashingEstimator Hash(this TransformsCatalog.ConversionTransforms catalog, params HashingEstimator.ColumnOptions[] columns) => new(columns);

    /// <summary>Turns keys back into the values they stand for.</summary>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName));

    /// <summary>Turns keys back into the values they stand for.</summary>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns) => new(columns);

    /// <summary>Turns keys into indicator vectors.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The key column; null for the output's name.</param>
    /// <param name="outputCountVector">Whether a vector of keys becomes one vector of counts, instead of an indicator vector for each key.</param>
    public static KeyToVectorMappingEstimator MapKeyToVector(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, bool outputCountVector = false)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), outputCountVector);

    /// <summary>Turns keys into indicator vectors.</summary>
    public static KeyToVectorMappingEstimator MapKeyToVector(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        bool outputCountVector = false)
        => new(columns, outputCountVector);

    /// <summary>Turns values into keys, numbered from 1.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of values; null for the output's name.</param>
    /// <param name="maximumNumberOfKeys">The most values to learn; the others become the missing key.</param>
    /// <param name="keyOrdinality">The order in which values get their keys.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether the column's annotation holds the values as text, whatever type they are of.</param>
    /// <param name="keyData">A data view of one column that holds the values; null learns them from the data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);

    /// <summary>Turns values of several columns into keys, numbered from 1 in each.</summary>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null)
        => new(columns, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);

    /// <summary>Looks items up in a table.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="keyValuePairs">The table.</param>
    /// <param name="inputColumnName">The column to look up; null for the output's name.</param>
    /// <param name="treatValuesAsKeyType">Whether the new column is a key whose values are the table's values.</param>
    public static ValueMappingEstimator<TInputType, TOutputType> MapValue<TInputType, TOutputType>(this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName, IEnumerable<KeyValuePair<TInputType, TOutputType>> keyValuePairs, string? inputColumnName = null, bool treatValuesAsKeyType = false)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), ValueMapFactory.Of(keyValuePairs, treatValuesAsKeyType));

    /// <summary>Looks items up in a table of vectors.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="keyValuePairs">The table.</param>
    /// <param name="inputColumnName">The column to look up; null for the output's name.</param>
    public static ValueMappingEstimator<TInputType, TOutputType> MapValue<TInputType, TOutputType>(this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName, IEnumerable<KeyValuePair<TInputType, TOutputType[]>> keyValuePairs, string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), ValueMapFactory.Of(keyValuePairs));

    /// <summary>Looks items up in a table that is two columns of a data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="lookupMap">The data view.</param>
    /// <param name="keyColumn">Its column of items.</param>
    /// <param name="valueColumn">Its column of values.</param>
    /// <param name="inputColumnName">The column to look up; null for the output's name.</param>
    public static ValueMappingEstimator MapValue(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, IDataView lookupMap,
        DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(lookupMap);
        return new(InputOutputColumnPair.One(outputColumnName, inputColumnName), ValueMap.Of(lookupMap, keyColumn, valueColumn));
    }
}
