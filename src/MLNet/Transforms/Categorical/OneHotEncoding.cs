using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the categories of columns and turns them into indicator vectors, counts, keys or bits.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly IEstimator<ITransformer> _steps;

    internal OneHotEncodingEstimator(IReadOnlyList<InputOutputColumnPair> columns, OutputKind kind, int maximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality, IDataView? keyData)
        => _steps = KeyEncoding.After(new ValueToKeyMappingEstimator(columns, maximumNumberOfKeys, keyOrdinality, asText: true, keyData), columns, kind);

    /// <summary>What a category becomes.</summary>
    public enum OutputKind : byte
    {
        /// <summary>How often each category occurs in the vector.</summary>
        Bag = 1,

        /// <summary>An indicator vector, for each item of a vector.</summary>
        Indicator = 2,

        /// <summary>A key.</summary>
        Key = 3,

        /// <summary>The bits of the key's number.</summary>
        Binary = 4,
    }

    /// <inheritdoc/>
    public OneHotEncodingTransformer Fit(IDataView input) => new(_steps.Fit(input));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _steps.GetOutputSchema(inputSchema);
}

/// <summary>Turns categories into vectors or keys; made by <see cref="OneHotEncodingEstimator"/>. It is saved as the steps it consists of.</summary>
public sealed class OneHotEncodingTransformer : ITransformer, ITransformerChainAccessor
{
    private readonly ITransformer _steps;

    internal OneHotEncodingTransformer(ITransformer steps) => _steps = steps;

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

/// <summary>What is done with keys once there are some.</summary>
internal static class KeyEncoding
{
    public static IEstimator<ITransformer> After(IEstimator<ITransformer> keys, IReadOnlyList<InputOutputColumnPair> columns, OneHotEncodingEstimator.OutputKind kind)
    {
        InputOutputColumnPair[] made = [.. columns.Select(pair => new InputOutputColumnPair(pair.OutputColumnName))];
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>().Append(keys);
        return kind switch
        {
            OneHotEncodingEstimator.OutputKind.Key => chain,
            OneHotEncodingEstimator.OutputKind.Binary => chain.Append(new KeyToBinaryVectorMappingEstimator(made)),
            OneHotEncodingEstimator.OutputKind.Bag or OneHotEncodingEstimator.OutputKind.Indicator
                => chain.Append(new KeyToVectorMappingEstimator(made, kind == OneHotEncodingEstimator.OutputKind.Bag)),
            _ => throw new ArgumentOutOfRangeException("outputKind", kind, "A category becomes a bag, an indicator, a key or bits."),
        };
    }
}
