using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>
/// Looks at regular times whether its source has changed. A model that cannot be loaded is logged and tried again; meanwhile the one before it serves.
/// </summary>
internal abstract class PolledModelLoader : ModelLoader
{
    private readonly Lock _looking = new();
    private readonly ILogger _logger;
    private readonly TimeSpan _period;
    private ModelReloadToken _token = new();
    private Timer? _timer;
    private ITransformer? _model;
    private string? _lastFault;

    protected PolledModelLoader(MLContext context, ILogger logger, TimeSpan period)
    {
        Context = context;
        _logger = logger;
        _period = period;
    }

    protected MLContext Context { get; }

    protected abstract string Place { get; }

    /// <summary>Loads the model where it differs from the one that was loaded last; null where it is the same.</summary>
    protected abstract ITransformer? LoadIfChanged();

    public override IChangeToken GetReloadToken() => _token;

    public override ITransformer GetModel()
    {
        lock (_looking)
        {
            if (_model is not null) return _model;
            _model = LoadIfChanged() ?? throw new InvalidOperationException($"{Place} gave no model.");
            if (_period > TimeSpan.Zero)
            {
                // The timer must not keep alive a loader whose pool is gone.
                WeakReference<PolledModelLoader> self = new(this);
                _timer = new Timer(static state =>
                {
                    if (((WeakReference<PolledModelLoader>)state!).TryGetTarget(out PolledModelLoader? loader)) loader.Look();
                }, self, _period, _period);
            }
            return _model;
        }
    }

    private void Look()
    {
        if (!_looking.TryEnter()) return;
        ModelReloadToken told;
        try
        {
            if (LoadIfChanged() is not { } model) return;
            _model = model;
            _lastFault = null;
            told = Interlocked.Exchange(ref _token, new ModelReloadToken());
        }
        catch (Exception fault)
        {
            if (fault.Message != _lastFault) _logger.LogError(fault, "The changed model of {Place} cannot be loaded; the one before it goes on serving.", Place);
            _lastFault = fault.Message;
            return;
        }
        finally
        {
            _looking.Exit();
        }
        _logger.LogInformation("The model of {Place} was loaded anew.", Place);
        told.OnReload();
    }
}

/// <summary>Loads a model from a file.</summary>
internal sealed class FileModelLoader(MLContext context, ILogger logger, string path, bool watch)
    : PolledModelLoader(context, logger, watch ? Period : TimeSpan.Zero)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private (DateTime Written, long Length) _loaded;

    protected override string Place => path;

    protected override ITransformer? LoadIfChanged()
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new FileNotFoundException($"There is no model file {path}.", path);
        (DateTime, long) found = (file.LastWriteTimeUtc, file.Length);
        if (found == _loaded) return null;
        ITransformer model = Context.Model.Load(path, out _);
        _loaded = found;
        return model;
    }
}

/// <summary>Loads a model over HTTP; whether it has changed is asked with the tag that came with it.</summary>
internal sealed class UriModelLoader(MLContext context, ILogger logger, Uri uri, TimeSpan period) : PolledModelLoader(context, logger, period)
{
    private static readonly HttpClient Client = new();

    private string? _tag;
    private DateTimeOffset? _modified;

    protected override string Place => uri.ToString();

    protected override ITransformer? LoadIfChanged()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        if (_tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", _tag);
        else if (_modified is not null) request.Headers.IfModifiedSince = _modified;
        using HttpResponseMessage response = Client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == System.Net.HttpStatusCode.NotModified) return null;
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{uri} answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        using Stream content = response.Content.ReadAsStream();
        ITransformer model = Context.Model.Load(content, out _);
        _tag = response.Headers.ETag?.ToString();
        _modified = response.Content.Headers.LastModified;
        return model;
    }
}
