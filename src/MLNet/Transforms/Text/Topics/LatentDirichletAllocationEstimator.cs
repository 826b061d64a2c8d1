using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Learns topics from counts of words, and turns documents into the shares that the topics have in them: latent Dirichlet allocation
/// (Blei, Ng and Jordan 2003), by sampling. The same seed gives the same topics on any number of threads.
/// </summary>
public sealed class LatentDirichletAllocationEstimator : IEstimator<LatentDirichletAllocationTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair _columns;
    private readonly TopicOptions _options;
    private readonly int _seed;

    internal LatentDirichletAllocationEstimator(IHostEnvironment environment, InputOutputColumnPair columns, TopicOptions options)
    {
        _host = environment.Register(LatentDirichletAllocationTransformer.Kind);
        _columns = columns;
        _options = options.Checked();
        _seed = _host.Rand.Next();
    }

    /// <summary>Learns the topics. Rows that hold anything but counts (fractions, numbers below 0, missing ones) are left out, and the log says how many.</summary>
    public LatentDirichletAllocationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = VectorColumns.Check(InputColumn.Get(input.Schema, _columns.InputColumnName, LatentDirichletAllocationTransformer.Kind), LatentDirichletAllocationTransformer.Kind);
        using IChannel channel = _host.Start("Training");
        TopicDocuments documents = Read(input, column, channel);
        TopicSampler sampler = new(documents, ((VectorDataViewType)column.Type).Size, _options, (ulong)_seed);
        using (IProgressChannel progress = _host.StartProgressChannel("Sampling"))
        {
            int iteration = 0;
            progress.SetHeader(new ProgressHeader(["log likelihood of a word"], ["iterations"]), entry => entry.SetProgress(0, iteration, _options.MaximumNumberOfIterations));
            using Workers.LimitScope limit = Workers.Limit(_options.NumberOfThreads > 0 ? _options.NumberOfThreads : Workers.Available);
            while (iteration++ < _options.MaximumNumberOfIterations)
            {
                sampler.Sweep();
                if (iteration % _options.LikelihoodInterval == 0) progress.Checkpoint(sampler.MeanLogLikelihood(), iteration);
            }
        }
        channel.Info(MessageSensitivity.None, "{0} topics learned from {1} documents with {2} words in all; the mean log likelihood of a word is {3:G6}.",
            _options.NumberOfTopics, documents.Count, documents.Words.Length, sampler.MeanLogLikelihood());
        TopicModel model = sampler.ToModel(_options);
        return new LatentDirichletAllocationTransformer([_columns], [column.HasSlotNames() ? model.Named(Names(column)) : model]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        VectorColumns.Check(inputSchema, _columns.InputColumnName, LatentDirichletAllocationTransformer.Kind);
        return inputSchema.With(new SchemaShape.Column(_columns.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
    }

    private TopicDocuments Read(IDataView input, DataViewSchema.Column column, IChannel channel)
    {
        TopicDocuments documents = new();
        List<(int Word, int Count)> terms = [];
        VBuffer<float> document = default;
        long rows = 0, refused = 0;
        using (DataViewRowCursor cursor = input.GetRowCursor([column]))
        {
            ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
            for (; cursor.MoveNext(); rows++)
            {
                get(ref document);
                if (!TopicDocuments.TryRead(document, _options.MaximumTokenCountPerDocument, terms)) refused++;
                else if (terms.Count > 0) documents.Add(terms);
            }
        }
        const string Advice = "Topics are learned from how often each word occurs: take the counts of ProduceWordBags or ProduceNgrams (weighting Tf), not normalized";
        if (refused > 0 && documents.Count > 0)
            channel.Warning(MessageSensitivity.Schema, "{0} of {1} rows of column '{2}' were left out: they hold fractions, numbers below 0 or missing ones. {3}.", refused, rows, column.Name, Advice);
        return documents.Count > 0 ? documents : throw new InvalidOperationException(
            $"None of the {rows} rows of column '{column.Name}' can be learned from: {(refused > 0 ? $"{refused} hold fractions, numbers below 0 or missing ones, and the others no word" : "no row has a word")}. {Advice}.");
    }

    private static Func<int, string> Names(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return word => names.GetItemOrDefault(word).ToString();
    }
}
