using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.ML;

/// <summary>Adds pools of prediction engines to a service container.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a pool; the result says where its models are.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(this IServiceCollection services)
        where TData : class where TPrediction : class, new()
    {
        services.AddRequiredPredictionEnginePoolServices();
        services.AddSingleton<PredictionEnginePool<TData, TPrediction>>();
        return new PredictionEnginePoolBuilder<TData, TPrediction>(services);
    }

    /// <summary>Adds a pool that a delegate makes.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(this IServiceCollection services,
        Func<IServiceProvider, PredictionEnginePool<TData, TPrediction>> implementationFactory) where TData : class where TPrediction : class, new()
    {
        services.AddRequiredPredictionEnginePoolServices();
        services.AddSingleton(implementationFactory);
        return new PredictionEnginePoolBuilder<TData, TPrediction>(services);
    }

    /// <summary>Adds what pools need: logging and options.</summary>
    public static IServiceCollection AddRequiredPredictionEnginePoolServices(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddLogging().AddOptions();
    }
}

/// <summary>Says where the models of a pool are.</summary>
/// <typeparam name="TData">The class of the inputs.</typeparam>
/// <typeparam name="TPrediction">The class of the predictions.</typeparam>
public class PredictionEnginePoolBuilder<TData, TPrediction> where TData : class where TPrediction : class, new()
{
    /// <summary>Makes a builder over a service container.</summary>
    public PredictionEnginePoolBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
    }

    /// <summary>The service container.</summary>
    public IServiceCollection Services { get; }
}

/// <summary>Adds models to pools.</summary>
public static class BuilderExtensions
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromMinutes(5);

    /// <summary>Adds the model of a file, which is loaded anew when the file changes.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string filePath) where TData : class where TPrediction : class, new() => builder.FromFile("", filePath, true);

    /// <summary>Adds the model of a file.</summary>
    /// <param name="builder">The pool.</param>
    /// <param name="filePath">The file.</param>
    /// <param name="watchForChanges">Whether it is loaded anew when the file changes.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string filePath, bool watchForChanges) where TData : class where TPrediction : class, new() => builder.FromFile("", filePath, watchForChanges);

    /// <summary>Adds the model of a file under a name; it is loaded anew when the file changes.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, string filePath) where TData : class where TPrediction : class, new() => builder.FromFile(modelName, filePath, true);

    /// <summary>Adds the model of a file under a name.</summary>
    /// <param name="builder">The pool.</param>
    /// <param name="modelName">The name; empty for none.</param>
    /// <param name="filePath">The file.</param>
    /// <param name="watchForChanges">Whether it is loaded anew when the file changes.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, string filePath, bool watchForChanges) where TData : class where TPrediction : class, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        return builder.With(modelName, (options, logger) => new FileModelLoader(options.MLContext, logger, filePath, watchForChanges));
    }

    /// <summary>Adds the model at an address, which is asked every five minutes whether the model has changed.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string uri) where TData : class where TPrediction : class, new() => builder.FromUri("", new Uri(uri), DefaultPeriod);

    /// <summary>Adds the model at an address.</summary>
    /// <param name="builder">The pool.</param>
    /// <param name="uri">The address.</param>
    /// <param name="period">How often it is asked whether the model has changed; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string uri, TimeSpan period) where TData : class where TPrediction : class, new() => builder.FromUri("", new Uri(uri), period);

    /// <summary>Adds the model at an address under a name; the address is asked every five minutes whether the model has changed.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, string uri) where TData : class where TPrediction : class, new() => builder.FromUri(modelName, new Uri(uri), DefaultPeriod);

    /// <summary>Adds the model at an address under a name.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, string uri, TimeSpan period) where TData : class where TPrediction : class, new() => builder.FromUri(modelName, new Uri(uri), period);

    /// <summary>Adds the model at an address under a name; the address is asked every five minutes whether the model has changed.</summary>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, Uri uri) where TData : class where TPrediction : class, new() => builder.FromUri(modelName, uri, DefaultPeriod);

    /// <summary>Adds the model at an address under a name.</summary>
    /// <param name="builder">The pool.</param>
    /// <param name="modelName">The name; empty for none.</param>
    /// <param name="uri">The address.</param>
    /// <param name="period">How often it is asked whether the model has changed; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string modelName, Uri uri, TimeSpan period) where TData : class where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(uri);
        return builder.With(modelName, (options, logger) => new UriModelLoader(options.MLContext, logger, uri, period));
    }

    private static PredictionEnginePoolBuilder<TData, TPrediction> With<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder,
        string name, Func<MLOptions, ILogger, ModelLoader> create) where TData : class where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.AddOptions<PredictionEnginePoolOptions<TData, TPrediction>>(name)
            .Configure<IOptions<MLOptions>, ILoggerFactory>((options, shared, loggers) => options.ModelLoader = create(shared.Value, loggers.CreateLogger(typeof(BuilderExtensions).Namespace!)));
        return builder;
    }
}
