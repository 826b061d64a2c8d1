using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Hashes the categories of columns and turns the hashes into indicator vectors, counts, keys or bits.</summary>
public sealed class OneHotHashEncodingEstimator : IEstimator<OneHotHashEncodingTransformer>
{
    private readonly IEstimator<ITransformer> _steps;

    internal OneHotHashEncodingEstimator(IReadOnlyList<InputOutputColumnPair> columns, OneHotEncodingEstimator.OutputKind kind, int numberOfBits, uint seed,
        bool useOrderedHashing, int maximumNumberOfInverts)
        => _steps = KeyEncoding.After(new HashingEstimator([.. columns.Select(pair => new HashingEstimator.ColumnOptions(pair.OutputColumnName, pair.InputColumnName,
            numberOfBits, seed, useOrderedHashing, maximumNumberOfInverts))]), columns, kind);

    /// <inheritdoc/>
    public OneHotHashEncodingTransformer Fit(IDataView input) => new(_steps.Fit(input));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _steps.GetOutputSchema(inputSchema);
}

/// <summary>Turns categories into vectors or keys by hashing; made by <see cref="OneHotHashEncodingEstimator"/>. It is saved as the steps it consists of.</summary>
public sealed class OneHotHashEncodingTransformer : ITransformer, ITransformerChainAccessor
{
    private readonly ITransformer _steps;

    internal OneHotHashEncodingTransformer(ITransformer steps) => _steps = steps;

    IReadOnlyList<ITransformer> ITransformerChainAccessor.Transformers => ((ITransformerChainAccessor)_steps).Transformers;

    IReadOnlyList<TransformerScope> ITransformerChainAccessor.Scopes => ((ITransformerChainAccessor)_steps).Scopes;

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _steps.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _steps.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _steps.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _steps.Save(ctx);
}
