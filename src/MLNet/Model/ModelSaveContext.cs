using Microsoft.ML.Model;

namespace Microsoft.ML;

/// <summary>The place in a model file where a component writes itself.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal ModelSaveContext(ModelWriter writer) => Writer = writer;

    internal ModelWriter Writer { get; }

    /// <summary>Does nothing: the model file is closed by the one who opened it.</summary>
    public void Dispose() { }
}
