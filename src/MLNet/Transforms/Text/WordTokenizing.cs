using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Splits text into words.</summary>
public sealed class WordTokenizingEstimator : TrivialEstimator<WordTokenizingTransformer>
{
    internal WordTokenizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, char[]? separators = null) : base(new WordTokenizingTransformer(columns, separators ?? [' '])) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            TextColumns.Check(inputSchema, pair.InputColumnName, WordTokenizingTransformer.Kind);
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance, false);
        }));
    }
}

/// <summary>Splits text into words; made by <see cref="WordTokenizingEstimator"/>. Spaces around words are cut off, and empty words left out.</summary>
public sealed class WordTokenizingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "TokenizeIntoWords";

    private readonly char[] _separators;

    internal WordTokenizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, char[] separators) : base(columns)
    {
        if (separators.Length == 0) throw new ArgumentException("There must be at least one separator.", nameof(separators));
        _separators = separators;
    }

    internal static WordTokenizingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Text("separators").ToCharArray());

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("separators", new string(_separators));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        TextColumns.Check(input, Kind);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(TextDataViewType.Instance));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => TextColumns.Lister<ReadOnlyMemory<char>>(row, input, Split);

    private void Split(ReadOnlyMemory<char> text, List<ReadOnlyMemory<char>> words)
    {
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOfAny(_separators);
            ReadOnlyMemory<char> word = (end < 0 ? text : text[..end]).Trim();
            if (!word.IsEmpty) words.Add(word);
            text = end < 0 ? default : text[(end + 1)..];
        }
    }
}
