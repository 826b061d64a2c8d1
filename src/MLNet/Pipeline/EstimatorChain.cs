using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators that are fitted one after the other, each on what the ones before made of the data.</summary>
/// <typeparam name="TLastTransformer">What the last of them becomes.</typeparam>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IEstimator<ITransformer>[] _estimators;
    private readonly TransformerScope[] _scopes;
    private readonly bool[] _cacheAfter;

    /// <summary>The last estimator.</summary>
    public readonly IEstimator<TLastTransformer> LastEstimator;

    /// <summary>Makes a chain without estimators.</summary>
    public EstimatorChain() : this([], [], []) { }

    private EstimatorChain(IEstimator<ITransformer>[] estimators, TransformerScope[] scopes, bool[] cacheAfter)
    {
        _estimators = estimators;
        _scopes = scopes;
        _cacheAfter = cacheAfter;
        LastEstimator = estimators.Length == 0 ? null! : (IEstimator<TLastTransformer>)estimators[^1];
    }

    /// <inheritdoc/>
    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // Misfits show before any training starts.
        GetOutputSchema(SchemaShape.Of(input.Schema));
        ITransformer[] transformers = new ITransformer[_estimators.Length];
        IDataView data = input;
        for (int i = 0; i < _estimators.Length; i++)
        {
            transformers[i] = _estimators[i].Fit(data);
            if (i == _estimators.Length - 1) break;
            data = transformers[i].Transform(data);
            if (_cacheAfter[i]) data = new CachedDataView(data, []);
        }
        return new TransformerChain<TLastTransformer>(transformers, _scopes);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (IEstimator<ITransformer> estimator in _estimators) inputSchema = estimator.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    /// <summary>This chain with one more estimator.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="scope">When its transformer is used.</param>
    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>([.. _estimators, estimator], [.. _scopes, scope], [.. _cacheAfter, false]);
    }

    /// <summary>This chain, keeping the data that its estimators so far make in memory for those that follow.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        if (_estimators.Length == 0) return this;
        bool[] cacheAfter = [.. _cacheAfter];
        cacheAfter[^1] = true;
        return new EstimatorChain<TLastTransformer>(_estimators, _scopes, cacheAfter);
    }
}
