using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Something that can be saved in a model file.</summary>
public interface ICanSaveModel
{
    /// <summary>Writes itself to the model file.</summary>
    void Save(ModelSaveContext ctx);
}

/// <summary>Turns data into other data: adds, changes or removes columns, or chooses rows.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each output row is computed from one input row, so that the transformer can be used on single rows.</summary>
    bool IsRowToRowMapper { get; }

    /// <summary>The schema of the output for an input of that schema; an exception where the transformer does not fit it.</summary>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The transformed data; its rows are computed when they are read.</summary>
    IDataView Transform(IDataView input);

    /// <summary>The computation on single rows; an <see cref="InvalidOperationException"/> unless <see cref="IsRowToRowMapper"/>.</summary>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}

/// <summary>Learns from data what a transformer needs to know.</summary>
/// <typeparam name="TTransformer">The transformer that comes out.</typeparam>
public interface IEstimator<out TTransformer> where TTransformer : ITransformer
{
    /// <summary>Learns from the data.</summary>
    TTransformer Fit(IDataView input);

    /// <summary>What the transformer will make of columns like these; an exception where the estimator does not fit them.</summary>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}

/// <summary>Loads data from a kind of source.</summary>
/// <typeparam name="TSource">The kind of source.</typeparam>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    /// <summary>The data of a source; its rows are loaded when they are read.</summary>
    IDataView Load(TSource input);

    /// <summary>The schema of the data.</summary>
    DataViewSchema GetOutputSchema();
}

/// <summary>Learns from a source how to load it.</summary>
/// <typeparam name="TSource">The kind of source.</typeparam>
/// <typeparam name="TLoader">The loader that comes out.</typeparam>
public interface IDataLoaderEstimator<in TSource, out TLoader> where TLoader : IDataLoader<TSource>
{
    /// <summary>Learns from the source.</summary>
    TLoader Fit(TSource input);

    /// <summary>What the loader's data will look like.</summary>
    SchemaShape GetOutputSchema();
}

/// <summary>A transformer around a trained model.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public interface IPredictionTransformer<out TModel> : ITransformer where TModel : class
{
    /// <summary>The model.</summary>
    TModel Model { get; }
}

/// <summary>A transformer around a trained model that reads one column of features.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel> where TModel : class
{
    /// <summary>The name of the feature column.</summary>
    string FeatureColumnName { get; }

    /// <summary>The type of the feature column.</summary>
    DataViewType FeatureColumnType { get; }
}
