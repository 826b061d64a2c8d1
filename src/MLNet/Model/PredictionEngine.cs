using System.Collections.Concurrent;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>How a prediction engine binds classes to columns.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Which members of the input class are columns; null takes what its attributes say.</summary>
    public SchemaDefinition? InputSchemaDefinition;

    /// <summary>Which members of the output class take columns; null takes what its attributes say.</summary>
    public SchemaDefinition? OutputSchemaDefinition;

    /// <summary>Whether members of the output class without a column keep their values, instead of being an error.</summary>
    public bool IgnoreMissingColumns = true;

    /// <summary>Whether the transformer is disposed with the engine.</summary>
    public bool OwnsTransformer = true;

    /// <summary>Makes the options with their defaults.</summary>
    public PredictionEngineOptions() { }
}

/// <summary>Applies a model to one object at a time.</summary>
/// <typeparam name="TSrc">The class of the inputs.</typeparam>
/// <typeparam name="TDst">The class of the predictions.</typeparam>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable where TSrc : class where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(ITransformer transformer, bool ownsTransformer, DataViewSchema outputSchema)
    {
        _transformer = transformer;
        _ownsTransformer = ownsTransformer;
        OutputSchema = outputSchema;
    }

    /// <summary>The columns that the model computes, with their types and annotations.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>The prediction for an object.</summary>
    public TDst Predict(TSrc example)
    {
        TDst prediction = new();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>Writes the prediction for an object into an existing one, using its arrays again where they fit.</summary>
    public abstract void Predict(TSrc example, ref TDst prediction);

    /// <summary>Disposes the transformer, where the engine owns it.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_ownsTransformer) (_transformer as IDisposable)?.Dispose();
    }

    private protected void CheckDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}

/// <summary>
/// Applies a model to one object at a time. Any number of threads may use one engine at once: each prediction takes a row pipeline of its own from a pool.
/// </summary>
/// <typeparam name="TSrc">The class of the inputs.</typeparam>
/// <typeparam name="TDst">The class of the predictions.</typeparam>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst> where TSrc : class where TDst : class, new()
{
    private readonly ObjectReader<TSrc> _reader;
    private readonly ObjectWriter<TDst> _writer;
    private readonly IRowToRowMapper _mapper;
    private readonly ConcurrentBag<Pipeline> _idle = [];
    private readonly Lock _making = new();
    private Pipeline? _last;

    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options)
        : this(transformer, options, new ObjectReader<TSrc>(options.InputSchemaDefinition)) { }

    private PredictionEngine(ITransformer transformer, PredictionEngineOptions options, ObjectReader<TSrc> reader)
        : this(transformer, options, reader, MapperOf(transformer, reader.Schema)) { }

    private PredictionEngine(ITransformer transformer, PredictionEngineOptions options, ObjectReader<TSrc> reader, IRowToRowMapper mapper)
        : base(transformer, options.OwnsTransformer, mapper.OutputSchema)
    {
        _reader = reader;
        _mapper = mapper;
        _writer = new ObjectWriter<TDst>(mapper.OutputSchema, options.OutputSchemaDefinition, options.IgnoreMissingColumns);
        _last = new Pipeline(this);
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        CheckDisposed();
        prediction ??= new TDst();
        Pipeline pipeline = Take();
        pipeline.Run(example, prediction);
        // A pipeline that threw is dropped with its state.
        if (Interlocked.CompareExchange(ref _last, pipeline, null) is not null) _idle.Add(pipeline);
    }

    private Pipeline Take()
    {
        if (Interlocked.Exchange(ref _last, null) is { } last) return last;
        if (_idle.TryTake(out Pipeline? idle)) return idle;
        lock (_making) return new Pipeline(this);
    }

    private static IRowToRowMapper MapperOf(ITransformer transformer, DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new InvalidOperationException($"{transformer.GetType().Name} does not compute rows one by one, so it cannot predict single objects.");
        return transformer.GetRowToRowMapper(schema);
    }

    private sealed class Pipeline
    {
        private readonly ObjectRow<TSrc> _input;
        private readonly Action<TDst> _write;

        public Pipeline(PredictionEngine<TSrc, TDst> engine)
        {
            _input = new ObjectRow<TSrc>(engine._reader);
            _write = engine._writer.Bind(engine._mapper.GetRow(_input, engine._writer.Columns));
        }

        public void Run(TSrc example, TDst prediction)
        {
            _input.Set(example);
            _write(prediction);
        }
    }
}
