using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>What packages with pretrained networks for pictures hang their extension methods on; it has nothing of its own.</summary>
public sealed class DnnImageModelSelector
{
    /// <summary>Makes the selector.</summary>
    public DnnImageModelSelector() { }
}

/// <summary>What a package with a pretrained network is told: the columns to read and to write.</summary>
public sealed class DnnImageFeaturizerInput
{
    internal DnnImageFeaturizerInput(string outputColumn, string inputColumn)
    {
        OutputColumn = outputColumn;
        InputColumn = inputColumn;
    }

    /// <summary>The column to read: vectors of pixels.</summary>
    public string InputColumn { get; }

    /// <summary>The selector whose extension methods choose the network.</summary>
    public DnnImageModelSelector ModelSelector { get; } = new();

    /// <summary>The column to write: vectors of features.</summary>
    public string OutputColumn { get; }
}

/// <summary>Computes features of pictures with a pretrained network, which a chain of <see cref="OnnxScoringEstimator"/> and copied columns applies.</summary>
public sealed class DnnImageFeaturizerEstimator : IEstimator<TransformerChain<ColumnCopyingTransformer>>
{
    private readonly EstimatorChain<ColumnCopyingTransformer> _chain;

    internal DnnImageFeaturizerEstimator(string outputColumn, Func<DnnImageFeaturizerInput, EstimatorChain<ColumnCopyingTransformer>> modelFactory, string? inputColumn)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        ArgumentNullException.ThrowIfNull(modelFactory);
        _chain = modelFactory(new DnnImageFeaturizerInput(outputColumn, inputColumn ?? outputColumn))
            ?? throw new ArgumentException("The model factory gave no chain of estimators.", nameof(modelFactory));
    }

    /// <summary>The chain, after a check that it fits the data; there is nothing to learn.</summary>
    public TransformerChain<ColumnCopyingTransformer> Fit(IDataView input) => _chain.Fit(input);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _chain.GetOutputSchema(inputSchema);
}
