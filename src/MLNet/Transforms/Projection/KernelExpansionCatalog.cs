using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Random features that approximate kernels.</summary>
public static class KernelExpansionCatalog
{
    /// <summary>Maps vectors so that the inner product of two results is about the kernel of the two vectors.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column, a vector of Single; null for the output's name.</param>
    /// <param name="rank">The number of random directions.</param>
    /// <param name="useCosAndSinBases">Whether each direction gives its cosine and its sine, instead of one cosine with a random phase.</param>
    /// <param name="generator">The kernel; null for <see cref="GaussianKernel"/>.</param>
    /// <param name="seed">The seed of the random directions; null takes the context's.</param>
    public static ApproximatedKernelMappingEstimator ApproximatedKernelMap(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, int rank = 1000,
        bool useCosAndSinBases = false, KernelBase? generator = null, int? seed = null)
        => new(catalog.Environment, new InputOutputColumnPair(outputColumnName, inputColumnName), rank, useCosAndSinBases, generator, seed);
}
