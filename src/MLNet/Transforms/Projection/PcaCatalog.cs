using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static partial class PcaCatalog
{
    /// <summary>Describes vectors by how far they lie along the directions in which they differ most.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column, a vector of Single; null for the output's name.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="rank">The number of directions.</param>
    /// <param name="overSampling">How many more directions are tried to find them.</param>
    /// <param name="ensureZeroMean">Whether the mean is taken off first.</param>
    /// <param name="seed">The seed of the random directions; null takes the context's.</param>
    public static PrincipalComponentAnalyzer ProjectToPrincipalComponents(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        string? exampleWeightColumnName = null, int rank = 20, int overSampling = 20, bool ensureZeroMean = true, int? seed = null)
        => new(catalog.Environment, new InputOutputColumnPair(outputColumnName, inputColumnName), exampleWeightColumnName, rank, overSampling, ensureZeroMean, seed);
}
