using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving, loading and use of models.</summary>
public sealed class ModelOperationsCatalog
{
    internal ModelOperationsCatalog(IHostEnvironment environment) => Environment = environment;

    internal IHostEnvironment Environment { get; }

    /// <summary>Saves a model and the schema of its input to a stream.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the data that the model is applied to; may be null.</param>
    /// <param name="stream">Receives the zip; it stays open.</param>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream) => ModelArchiveWriter.Save(stream, model, inputSchema, null);

    /// <summary>Saves a model and the schema of its input to a file, which is replaced only once the whole model is written.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the data that the model is applied to; may be null.</param>
    /// <param name="filePath">The file.</param>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath) => ToFile(filePath, stream => Save(model, inputSchema, stream));

    /// <summary>Saves a model and the loader of its data to a stream.</summary>
    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ModelArchiveWriter.Save(stream, model, loader.GetOutputSchema(), loader);
    }

    /// <summary>Saves a model and the loader of its data to a file.</summary>
    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, string filePath) => ToFile(filePath, stream => Save(model, loader, stream));

    /// <summary>Loads a model from a stream.</summary>
    /// <param name="stream">The zip.</param>
    /// <param name="inputSchema">The schema it was saved with; null where there was none.</param>
    /// <exception cref="FormatException">The stream does not hold a model that this version can read.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema) => Read(stream, NameOf(stream), out inputSchema, out _);

    /// <summary>Loads a model from a file.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">The schema it was saved with; null where there was none.</param>
    /// <exception cref="FormatException">The file does not hold a model that this version can read.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        using FileStream stream = OpenFile(filePath);
        return Read(stream, filePath, out inputSchema, out _);
    }

    /// <summary>Loads a model and the loader it was saved with from a stream.</summary>
    public ITransformer LoadWithDataLoader(Stream stream, out IDataLoader<IMultiStreamSource> loader)
        => WithLoader(Read(stream, NameOf(stream), out _, out IDataLoader<IMultiStreamSource>? found), found, NameOf(stream), out loader);

    /// <summary>Loads a model and the loader it was saved with from a file.</summary>
    public ITransformer LoadWithDataLoader(string filePath, out IDataLoader<IMultiStreamSource> loader)
    {
        using FileStream stream = OpenFile(filePath);
        return WithLoader(Read(stream, filePath, out _, out IDataLoader<IMultiStreamSource>? found), found, filePath, out loader);
    }

    /// <summary>Makes an engine that predicts one object at a time; several threads may use it.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="ignoreMissingColumns">Whether members of <typeparamref name="TDst"/> without a column keep their values, instead of being an error.</param>
    /// <param name="inputSchemaDefinition">Which members of <typeparamref name="TSrc"/> are columns; null takes what the attributes say.</param>
    /// <param name="outputSchemaDefinition">Which members of <typeparamref name="TDst"/> take columns; null takes what the attributes say.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null) where TSrc : class where TDst : class, new()
        => new(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition,
        });

    /// <summary>Makes an engine whose input columns take types and annotations from a schema.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="inputSchema">The schema, such as the one the model was saved with.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new(transformer, new PredictionEngineOptions
        {
            InputSchemaDefinition = SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read, inputSchema),
        });
    }

    /// <summary>Makes an engine with options.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(transformer, options);
    }

    private ITransformer Read(Stream stream, string file, out DataViewSchema inputSchema, out IDataLoader<IMultiStreamSource>? loader)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream? copy = stream.CanSeek && stream.Position == 0 ? null : new MemoryStream();
        if (copy is not null) stream.CopyTo(copy);
        using ModelArchive archive = ModelArchive.Open(copy ?? stream, file, out JsonObject root);
        archive.Components = Environment.ComponentCatalog.Assemblies;
        ModelReader reader = new(archive, root, ModelArchive.PipelineName);
        inputSchema = reader.Guard(() => reader.Has("schema") ? SchemaFormat.Read(root["schema"]) : null!);
        loader = reader.Guard(() => reader.Has("loader") ? reader.Part<IDataLoader<IMultiStreamSource>>("loader") : null);
        return reader.Guard(() => reader.Part<ITransformer>("model"));
    }

    private static ITransformer WithLoader(ITransformer model, IDataLoader<IMultiStreamSource>? found, string file, out IDataLoader<IMultiStreamSource> loader)
    {
        loader = found ?? throw new FormatException($"{file} holds a model without a data loader: open it with Load.");
        return model;
    }

    private static FileStream OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file {path}.", path);
        return File.OpenRead(path);
    }

    private static string NameOf(Stream stream) => stream is FileStream file ? file.Name : "the stream";

    private static void ToFile(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = path + ".part";
        try
        {
            using (FileStream stream = File.Create(temporary)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
