using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Turns words into the smallest, mean and largest numbers of their vectors.</summary>
public sealed class WordEmbeddingEstimator : IEstimator<WordEmbeddingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly string _path;

    internal WordEmbeddingEstimator(IReadOnlyList<InputOutputColumnPair> columns, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, "customModelFile");
        _columns = columns;
        _path = path;
    }

    internal WordEmbeddingEstimator(IReadOnlyList<InputOutputColumnPair> columns, PretrainedModelKind kind) : this(columns, PretrainedFile(kind)) { }

    /// <summary>Word vectors that others have trained. They are read from files, which are not downloaded.</summary>
    public enum PretrainedModelKind
    {
        /// <summary>GloVe of Wikipedia and news, 50 numbers: <c>glove.6B.50d.txt</c>.</summary>
        GloVe50D = 0,

        /// <summary>GloVe of Wikipedia and news, 100 numbers: <c>glove.6B.100d.txt</c>.</summary>
        GloVe100D = 1,

        /// <summary>GloVe of Wikipedia and news, 200 numbers: <c>glove.6B.200d.txt</c>.</summary>
        GloVe200D = 2,

        /// <summary>GloVe of Wikipedia and news, 300 numbers: <c>glove.6B.300d.txt</c>.</summary>
        GloVe300D = 3,

        /// <summary>GloVe of tweets, 25 numbers: <c>glove.twitter.27B.25d.txt</c>.</summary>
        GloVeTwitter25D = 4,

        /// <summary>GloVe of tweets, 50 numbers: <c>glove.twitter.27B.50d.txt</c>.</summary>
        GloVeTwitter50D = 5,

        /// <summary>GloVe of tweets, 100 numbers: <c>glove.twitter.27B.100d.txt</c>.</summary>
        GloVeTwitter100D = 6,

        /// <summary>GloVe of tweets, 200 numbers: <c>glove.twitter.27B.200d.txt</c>.</summary>
        GloVeTwitter200D = 7,

        /// <summary>fastText of Wikipedia, 300 numbers: <c>wiki.en.vec</c>.</summary>
        FastTextWikipedia300D = 8,

        /// <summary>Vectors trained to tell sentiments: <c>sentiment.emd</c>.</summary>
        SentimentSpecificWordEmbedding = 9,
    }

    /// <inheritdoc/>
    public WordEmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (InputOutputColumnPair pair in _columns) TextColumns.Check(InputColumn.Get(input.Schema, pair.InputColumnName, WordEmbeddingTransformer.Kind), WordEmbeddingTransformer.Kind, vectorOnly: true);
        return new WordEmbeddingTransformer(_columns, WordVectors.Read(_path));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            TextColumns.Check(inputSchema, pair.InputColumnName, WordEmbeddingTransformer.Kind, vectorOnly: true);
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        }));
    }

    private static string PretrainedFile(PretrainedModelKind kind)
    {
        string name = kind switch
        {
            PretrainedModelKind.GloVe50D => "glove.6B.50d.txt",
            PretrainedModelKind.GloVe100D => "glove.6B.100d.txt",
            PretrainedModelKind.GloVe200D => "glove.6B.200d.txt",
            PretrainedModelKind.GloVe300D => "glove.6B.300d.txt",
            PretrainedModelKind.GloVeTwitter25D => "glove.twitter.27B.25d.txt",
            PretrainedModelKind.GloVeTwitter50D => "glove.twitter.27B.50d.txt",
            PretrainedModelKind.GloVeTwitter100D => "glove.twitter.27B.100d.txt",
            PretrainedModelKind.GloVeTwitter200D => "glove.twitter.27B.200d.txt",
            PretrainedModelKind.FastTextWikipedia300D => "wiki.en.vec",
            PretrainedModelKind.SentimentSpecificWordEmbedding => "sentiment.emd",
            _ => throw new ArgumentOutOfRangeException("modelKind", kind, "There are no such word vectors."),
        };
        string[] folders = [.. new[] { Environment.GetEnvironmentVariable("MLNETDL_HOME"), Environment.CurrentDirectory, AppContext.BaseDirectory }
            .Where(folder => !string.IsNullOrEmpty(folder)).SelectMany(folder => new[] { folder!, Path.Combine(folder!, "WordVectors") }).Distinct()];
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The word vectors {kind} are read from a file '{name}', which is in none of {string.Join(", ", folders)}. "
                + "Put it into one of these folders (the first is set by MLNETDL_HOME), or name a file of your own as customModelFile.", name);
    }
}

/// <summary>
/// Turns words into the smallest, mean and largest numbers of their vectors, in this order; made by <see cref="WordEmbeddingEstimator"/>. Without
/// a known word they are the largest number there is, 0, and the smallest.
/// </summary>
public sealed class WordEmbeddingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "ApplyWordEmbedding";

    private readonly WordVectors _vectors;

    internal WordEmbeddingTransformer(IReadOnlyList<InputOutputColumnPair> columns, WordVectors vectors) : base(columns) => _vectors = vectors;

    internal static WordEmbeddingTransformer Load(ModelReader reader) => new(reader.Columns(), WordVectors.Load(reader));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        _vectors.Write(writer);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        TextColumns.Check(input, Kind, vectorOnly: true);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, 3 * _vectors.Dimension));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(input);
        VBuffer<ReadOnlyMemory<char>> words = default;
        int size = _vectors.Dimension;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            get(ref words);
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, 3 * size);
            Span<float> smallest = editor.Values[..size], mean = editor.Values.Slice(size, size), largest = editor.Values[(2 * size)..];
            smallest.Fill(float.MaxValue);
            mean.Clear();
            largest.Fill(float.MinValue);
            int known = 0;
            foreach (ReadOnlyMemory<char> word in words.GetValues())
            {
                if (!_vectors.TryGet(word.Span, out ReadOnlySpan<float> vector)) continue;
                known++;
                for (int i = 0; i < size; i++)
                {
                    smallest[i] = Math.Min(smallest[i], vector[i]);
                    mean[i] += vector[i];
                    largest[i] = Math.Max(largest[i], vector[i]);
                }
            }
            for (int i = 0; known > 0 && i < size; i++) mean[i] /= known;
            value = editor.Commit();
        });
    }
}
