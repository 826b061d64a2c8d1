using Microsoft.ML.Model;

namespace Microsoft.ML.Data;

/// <summary>The base of transformers around trained models.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable where TModel : class
{
    private protected PredictionTransformerBase(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
    }

    /// <inheritdoc/>
    public TModel Model { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(Bind(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx.Writer);
    }

    /// <summary>Does nothing: models are memory of the garbage collector.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    private protected abstract RowMapping Bind(DataViewSchema input);

    private protected abstract void SaveModel(ModelWriter writer);
}
