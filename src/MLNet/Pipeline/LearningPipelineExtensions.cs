using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Joins loaders, estimators and transformers into chains.</summary>
public static class LearningPipelineExtensions
{
    /// <summary>A chain of two estimators.</summary>
    /// <param name="start">The first.</param>
    /// <param name="estimator">The second, fitted on what the first makes of the data.</param>
    /// <param name="scope">When the second one's transformer is used.</param>
    public static EstimatorChain<TTrans> Append<TTrans>(this IEstimator<ITransformer> start, IEstimator<TTrans> estimator,
        TransformerScope scope = TransformerScope.Everything) where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return (start as EstimatorChain<ITransformer> ?? new EstimatorChain<ITransformer>().Append(start)).Append(estimator, scope);
    }

    /// <summary>A chain of two transformers.</summary>
    public static TransformerChain<TTrans> Append<TTrans>(this ITransformer start, TTrans transformer) where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return start is ITransformerChainAccessor chain
            ? new TransformerChain<ITransformer>(chain.Transformers, chain.Scopes).Append(transformer)
            : new TransformerChain<TTrans>(start, transformer);
    }

    /// <summary>A loader estimator followed by an estimator.</summary>
    public static CompositeLoaderEstimator<TSource, TTrans> Append<TSource, TTrans>(this IDataLoaderEstimator<TSource, IDataLoader<TSource>> start,
        IEstimator<TTrans> estimator) where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return (start as CompositeLoaderEstimator<TSource, ITransformer> ?? new CompositeLoaderEstimator<TSource, ITransformer>(start)).Append(estimator);
    }

    /// <summary>A loader followed by an estimator.</summary>
    public static CompositeLoaderEstimator<TSource, TTrans> Append<TSource, TTrans>(this IDataLoader<TSource> start, IEstimator<TTrans> estimator)
        where TTrans : class, ITransformer
        => new CompositeLoaderEstimator<TSource, ITransformer>(new KnownLoader<TSource>(start)).Append(estimator);

    /// <summary>A loader followed by a transformer.</summary>
    public static CompositeDataLoader<TSource, TTrans> Append<TSource, TTrans>(this IDataLoader<TSource> loader, TTrans transformer)
        where TTrans : class, ITransformer
        => new CompositeDataLoader<TSource, ITransformer>(loader).AppendTransformer(transformer);

    /// <summary>The estimator, followed by a place where data is kept in memory for the estimators that are appended.</summary>
    public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, IHostEnvironment env)
        where TTrans : class, ITransformer
        => new EstimatorChain<ITransformer>().Append(start).AppendCacheCheckpoint(env);

    /// <summary>The same estimator, which calls a delegate with each transformer that comes out of it.</summary>
    public static IEstimator<TTransformer> WithOnFitDelegate<TTransformer>(this IEstimator<TTransformer> estimator, Action<TTransformer> onFit)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(onFit);
        return new Observed<TTransformer>(estimator, onFit);
    }

    private sealed class Observed<TTransformer>(IEstimator<TTransformer> estimator, Action<TTransformer> onFit) : IEstimator<TTransformer>
        where TTransformer : class, ITransformer
    {
        public TTransformer Fit(IDataView input)
        {
            TTransformer transformer = estimator.Fit(input);
            onFit(transformer);
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }

    private sealed class KnownLoader<TSource>(IDataLoader<TSource> loader) : IDataLoaderEstimator<TSource, IDataLoader<TSource>>
    {
        public IDataLoader<TSource> Fit(TSource input) => loader;

        public SchemaShape GetOutputSchema() => SchemaShape.Of(loader.GetOutputSchema());
    }
}
