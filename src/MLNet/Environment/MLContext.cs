using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The starting point: its catalogs make every operation, and the operations take their seeds from it and report to its
/// <see cref="Log"/>. Several contexts are independent of each other.
/// </summary>
public sealed class MLContext : IHostEnvironmentInternal
{
    private readonly Host _host;
    private readonly EnvironmentState _state;

    /// <summary>Makes a context.</summary>
    /// <param name="seed">The seed of all random choices; null makes them differ from run to run.</param>
    public MLContext(int? seed = null)
    {
        _state = new EnvironmentState(seed) { Listener = Raise };
        _host = new Host("", _state, null);
        Data = new DataOperationsCatalog(this);
        Transforms = new TransformsCatalog(this);
        Model = new ModelOperationsCatalog(this);
        BinaryClassification = new BinaryClassificationCatalog(this);
        MulticlassClassification = new MulticlassClassificationCatalog(this);
        Regression = new RegressionCatalog(this);
        Clustering = new ClusteringCatalog(this);
        Ranking = new RankingCatalog(this);
        AnomalyDetection = new AnomalyDetectionCatalog(this);
        Forecasting = new ForecastingCatalog(this);
    }

    /// <summary>Raised with every message of every operation; may be raised on several threads.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    /// <summary>Loading, splitting and filtering of data.</summary>
    public DataOperationsCatalog Data { get; }

    /// <summary>Transforms of data.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Saving, loading and use of models.</summary>
    public ModelOperationsCatalog Model { get; }

    /// <summary>Two-class problems: trainers and evaluation.</summary>
    public BinaryClassificationCatalog BinaryClassification { get; }

    /// <summary>Problems with several classes: trainers and evaluation.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Prediction of numbers: trainers and evaluation.</summary>
    public RegressionCatalog Regression { get; }

    /// <summary>Grouping of rows: trainers and evaluation.</summary>
    public ClusteringCatalog Clustering { get; }

    /// <summary>Ordering of rows within groups: trainers and evaluation.</summary>
    public RankingCatalog Ranking { get; }

    /// <summary>Finding of unusual rows: trainers and evaluation.</summary>
    public AnomalyDetectionCatalog AnomalyDetection { get; }

    /// <summary>Prediction of time series.</summary>
    public ForecastingCatalog Forecasting { get; }

    /// <summary>The components that model files refer to by name.</summary>
    public ComponentCatalog ComponentCatalog => _state.ComponentCatalog;

    /// <summary>The folder for temporary files; null uses the system's.</summary>
    public string? TempFilePath
    {
        get => _state.TempFilePath;
        set => _state.TempFilePath = value;
    }

    /// <summary>The GPU to run networks on. This runtime computes on the CPU whatever it says.</summary>
    public int? GpuDeviceId
    {
        get => _state.GpuDeviceId;
        set => _state.GpuDeviceId = value;
    }

    /// <summary>Whether the CPU is used where there is no such GPU; true at first.</summary>
    public bool FallbackToCpu
    {
        get => _state.FallbackToCpu;
        set => _state.FallbackToCpu = value;
    }

    EnvironmentState IHostEnvironmentInternal.State => _state;

    string IExceptionContext.ContextDescription => "MLContext";

    /// <summary>Sets a named option.</summary>
    public void SetOption<T>(string name, T value) => _state.Options[name] = value;

    /// <summary>Reads a named option; false where it was never set or holds another type.</summary>
    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _state.Options.TryGetValue(name, out object? stored) && stored is T;
        value = found ? (T)stored! : default!;
        return found;
    }

    /// <summary>Reads a named option, or the default where it was never set.</summary>
    public T GetOptionOrDefault<T>(string name) => TryGetOption(name, out T value) ? value : default!;

    /// <summary>Sets a named option that was not set before; false where it was.</summary>
    public bool TryAddOption<T>(string name, T value) => _state.Options.TryAdd(name, value);

    /// <summary>Removes a named option; false where there was none.</summary>
    public bool RemoveOption(string name) => _state.Options.TryRemove(name, out _);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _host.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _host.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _host.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _host.StartProgressChannel(name);

    TException IExceptionContext.Process<TException>(TException ex) => ex;

    private void Raise(ChannelMessage message, string source)
        => Log?.Invoke(this, new LoggingEventArgs(message.Message, message.Kind, source));
}
