using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Loads a model, and says when there is a newer one.</summary>
public abstract class ModelLoader
{
    /// <summary>Makes the loader.</summary>
    protected ModelLoader() { }

    /// <summary>A token that tells when the next model can be had.</summary>
    public abstract IChangeToken GetReloadToken();

    /// <summary>The newest model.</summary>
    public abstract ITransformer GetModel();
}

/// <summary>Tells once that there is a newer model.</summary>
public class ModelReloadToken : IChangeToken
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Makes a token that has told nothing yet.</summary>
    public ModelReloadToken() { }

    /// <summary>True: callbacks are always called.</summary>
    public bool ActiveChangeCallbacks => true;

    /// <summary>Whether there is a newer model.</summary>
    public bool HasChanged => _source.IsCancellationRequested;

    /// <summary>Registers a callback for when there is a newer model; disposing the result takes it back.</summary>
    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => _source.Token.Register(callback, state);

    /// <summary>Tells that there is a newer model.</summary>
    public void OnReload() => _source.Cancel();
}
