using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>More transforms of keys.</summary>
public static class ConversionsCatalog
{
    /// <summary>Turns keys into vectors of the bits of their numbers.</summary>
    public static KeyToBinaryVectorMappingEstimator MapKeyToBinaryVector(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName));
}
