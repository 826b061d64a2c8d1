using System.Collections;
using Microsoft.ML.Model;

namespace Microsoft.ML.Data;

/// <summary>A chain of transformers without its last one's type, for those who save, load or take it apart.</summary>
internal interface ITransformerChainAccessor
{
    IReadOnlyList<ITransformer> Transformers { get; }

    IReadOnlyList<TransformerScope> Scopes { get; }
}

/// <summary>Transformers that are applied one after the other.</summary>
/// <typeparam name="TLastTransformer">The last of them.</typeparam>
public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable, ITransformerChainAccessor
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;
    private bool _disposed;

    /// <summary>The last transformer.</summary>
    public readonly TLastTransformer LastTransformer;

    /// <summary>Makes a chain.</summary>
    /// <param name="transformers">The transformers in order.</param>
    /// <param name="scopes">When each is used.</param>
    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(transformers);
        ArgumentNullException.ThrowIfNull(scopes);
        _transformers = [.. transformers];
        _scopes = [.. scopes];
        if (_transformers.Length != _scopes.Length)
            throw new ArgumentException($"There are {_transformers.Length} transformers and {_scopes.Length} scopes.", nameof(scopes));
        LastTransformer = Last();
    }

    /// <summary>Makes a chain whose transformers are always used.</summary>
    public TransformerChain(params ITransformer[] transformers)
        : this(transformers, Enumerable.Repeat(TransformerScope.Everything, transformers?.Length ?? 0)) { }

    IReadOnlyList<ITransformer> ITransformerChainAccessor.Transformers => _transformers;

    IReadOnlyList<TransformerScope> ITransformerChainAccessor.Scopes => _scopes;

    bool ITransformer.IsRowToRowMapper => _transformers.All(transformer => transformer.IsRowToRowMapper);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (ITransformer transformer in _transformers) inputSchema = transformer.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    /// <summary>The schema that the transformers of a scope make of an input.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema, TransformerScope scope) => GetModelFor(scope).GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (ITransformer transformer in _transformers) input = transformer.Transform(input);
        return input;
    }

    /// <summary>What the transformers of a scope make of data.</summary>
    public IDataView Transform(IDataView input, TransformerScope scope) => GetModelFor(scope).Transform(input);

    /// <summary>The chain of those transformers that are used in a scope.</summary>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        int[] chosen = [.. Enumerable.Range(0, _scopes.Length).Where(i => (_scopes[i] & scopeFilter) == scopeFilter)];
        return new TransformerChain<ITransformer>(chosen.Select(i => _transformers[i]), chosen.Select(i => _scopes[i]));
    }

    /// <summary>This chain with one more transformer.</summary>
    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNewLast>(_transformers.Append(transformer), _scopes.Append(scope));
    }

    /// <summary>Goes through the transformers in order.</summary>
    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        IRowToRowMapper[] mappers = new IRowToRowMapper[_transformers.Length];
        DataViewSchema schema = inputSchema;
        for (int i = 0; i < mappers.Length; i++)
        {
            if (!_transformers[i].IsRowToRowMapper)
                throw new InvalidOperationException($"{_transformers[i].GetType().Name}, number {i} of the chain, does not work on single rows.");
            mappers[i] = _transformers[i].GetRowToRowMapper(schema);
            schema = mappers[i].OutputSchema;
        }
        return new RowMapperChain(inputSchema, mappers);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ChainFormat.Write(ctx.Writer, this);

    /// <summary>Disposes those of the transformers that can be disposed.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (ITransformer transformer in _transformers) (transformer as IDisposable)?.Dispose();
    }

    private TLastTransformer Last()
    {
        if (_transformers.Length == 0) return null!;
        return _transformers[^1] as TLastTransformer
            ?? throw new ArgumentException($"The last transformer is {_transformers[^1].GetType().Name}, not {typeof(TLastTransformer).Name}.");
    }
}
