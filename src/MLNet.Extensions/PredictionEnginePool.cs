using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>
/// Gives prediction engines to requests, one for each model: an engine may be used by any number of threads at once. When a model is loaded
/// anew, the next request gets the new one.
/// </summary>
/// <typeparam name="TData">The class of the inputs.</typeparam>
/// <typeparam name="TPrediction">The class of the predictions.</typeparam>
public class PredictionEnginePool<TData, TPrediction> where TData : class where TPrediction : class, new()
{
    private readonly MLContext _context;
    private readonly IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> _options;
    private readonly ConcurrentDictionary<string, Lazy<Served>> _models = new();

    /// <summary>Makes a pool; a service container calls it.</summary>
    /// <param name="serviceProvider">Not used.</param>
    /// <param name="mlContextOptions">The context.</param>
    /// <param name="predictionEngineOptions">The models, by name.</param>
    public PredictionEnginePool(IServiceProvider serviceProvider, IOptions<MLOptions> mlContextOptions,
        IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> predictionEngineOptions)
    {
        ArgumentNullException.ThrowIfNull(mlContextOptions);
        ArgumentNullException.ThrowIfNull(predictionEngineOptions);
        _context = mlContextOptions.Value.MLContext;
        _options = predictionEngineOptions;
    }

    /// <summary>The model without a name.</summary>
    public ITransformer GetModel() => Find("").Model;

    /// <summary>The model of that name.</summary>
    public ITransformer GetModel(string modelName) => Find(modelName).Model;

    /// <summary>An engine for the model without a name.</summary>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine() => Find("").Engine;

    /// <summary>An engine for the model of that name.</summary>
    public PredictionEngine<TData, TPrediction> GetPredictionEngine(string modelName) => Find(modelName).Engine;

    /// <summary>Gives an engine back. Engines are shared, so there is nothing to be done.</summary>
    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine) => ReturnPredictionEngine("", engine);

    /// <summary>Gives an engine back. Engines are shared, so there is nothing to be done.</summary>
    public void ReturnPredictionEngine(string modelName, PredictionEngine<TData, TPrediction> engine)
    {
        ArgumentNullException.ThrowIfNull(modelName);
        ArgumentNullException.ThrowIfNull(engine);
    }

    private Current Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Lazy<Served> served = _models.GetOrAdd(name, static (key, pool) => new Lazy<Served>(() => new Served(pool._context, pool.LoaderOf(key))), this);
        try
        {
            return served.Value.Now;
        }
        catch
        {
            // A model that could not be loaded is tried again by the next request.
            _models.TryRemove(new KeyValuePair<string, Lazy<Served>>(name, served));
            throw;
        }
    }

    private ModelLoader LoaderOf(string name) => _options.Create(name).ModelLoader ?? throw new InvalidOperationException(name.Length == 0
        ? $"The pool of {typeof(TData).Name} and {typeof(TPrediction).Name} has no model without a name: add one with FromFile or FromUri, or ask for a model by its name."
        : $"The pool of {typeof(TData).Name} and {typeof(TPrediction).Name} has no model '{name}': add it with FromFile or FromUri.");

    private sealed record Current(ITransformer Model, PredictionEngine<TData, TPrediction> Engine);

    private sealed class Served
    {
        // What tells of newer models is reachable from here alone.
        private readonly ModelLoader _loader;
        private readonly IDisposable _registration;
        private volatile Current _now;

        public Served(MLContext context, ModelLoader loader)
        {
            _loader = loader;
            _now = Make(context, loader);
            _registration = ChangeToken.OnChange(loader.GetReloadToken, () => _now = Make(context, loader));
        }

        public Current Now => _now;

        private static Current Make(MLContext context, ModelLoader loader)
        {
            ITransformer model = loader.GetModel();
            return new Current(model, context.Model.CreatePredictionEngine<TData, TPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false }));
        }
    }
}

/// <summary>Predicts with a pool.</summary>
public static class PredictionEnginePoolExtensions
{
    /// <summary>The prediction of the model without a name.</summary>
    public static TPrediction Predict<TData, TPrediction>(this PredictionEnginePool<TData, TPrediction> predictionEnginePool, TData example)
        where TData : class where TPrediction : class, new()
        => predictionEnginePool.GetPredictionEngine().Predict(example);

    /// <summary>The prediction of the model of that name.</summary>
    public static TPrediction Predict<TData, TPrediction>(this PredictionEnginePool<TData, TPrediction> predictionEnginePool, string modelName, TData example)
        where TData : class where TPrediction : class, new()
        => predictionEnginePool.GetPredictionEngine(modelName).Predict(example);
}
