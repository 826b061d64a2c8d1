using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A file that is read or written, without saying where it lies.</summary>
public interface IFileHandle : IDisposable
{
    /// <summary>Whether it can be written.</summary>
    bool CanWrite { get; }

    /// <summary>Whether it can be read.</summary>
    bool CanRead { get; }

    /// <summary>Opens the file for writing; once.</summary>
    Stream CreateWriteStream();

    /// <summary>Opens the file for reading.</summary>
    Stream OpenReadStream();
}

/// <summary>A file on disk.</summary>
public sealed class SimpleFileHandle : IFileHandle
{
    private readonly string _path;
    private readonly bool _autoDelete;
    private bool _written;
    private bool _disposed;

    /// <summary>Makes a handle.</summary>
    /// <param name="ectx">Not used.</param>
    /// <param name="path">The file.</param>
    /// <param name="needsWrite">Whether it is to be written first; otherwise it must exist.</param>
    /// <param name="autoDelete">Whether it is deleted with the handle.</param>
    public SimpleFileHandle(IExceptionContext ectx, string path, bool needsWrite, bool autoDelete)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!needsWrite && !File.Exists(path)) throw new FileNotFoundException($"There is no file {path}.", path);
        _path = path;
        _written = !needsWrite;
        _autoDelete = autoDelete;
    }

    /// <inheritdoc/>
    public bool CanWrite => !_written && !_disposed;

    /// <inheritdoc/>
    public bool CanRead => _written && !_disposed;

    /// <inheritdoc/>
    public Stream CreateWriteStream()
    {
        if (!CanWrite) throw new InvalidOperationException($"{_path} was written before, or its handle was disposed.");
        _written = true;
        return new FileStream(_path, FileMode.Create, FileAccess.Write);
    }

    /// <inheritdoc/>
    public Stream OpenReadStream()
    {
        if (!CanRead) throw new InvalidOperationException($"{_path} was not written yet, or its handle was disposed.");
        return File.OpenRead(_path);
    }

    /// <summary>Deletes the file where that was asked for.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_autoDelete && File.Exists(_path)) File.Delete(_path);
    }
}
