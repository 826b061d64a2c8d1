using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Which words <see cref="TextFeaturizingEstimator"/> leaves out: <see cref="StopWordsRemovingEstimator.Options"/> or <see cref="CustomStopWordsRemovingEstimator.Options"/>.</summary>
public interface IStopWordsRemoverOptions;

/// <summary>Leaves the commonest words of a language out of vectors of words.</summary>
public sealed class StopWordsRemovingEstimator : TrivialEstimator<StopWordsRemovingTransformer>
{
    internal StopWordsRemovingEstimator(IReadOnlyList<InputOutputColumnPair> columns, Language language) : base(new StopWordsRemovingTransformer(columns, language)) { }

    /// <summary>The languages that there are lists for.</summary>
    public enum Language
    {
        /// <summary>English.</summary>
        English = 0,

        /// <summary>French.</summary>
        French = 1,

        /// <summary>German.</summary>
        German = 2,

        /// <summary>Dutch.</summary>
        Dutch = 3,

        /// <summary>Danish.</summary>
        Danish = 4,

        /// <summary>Swedish.</summary>
        Swedish = 5,

        /// <summary>Italian.</summary>
        Italian = 6,

        /// <summary>Spanish.</summary>
        Spanish = 7,

        /// <summary>Portuguese.</summary>
        Portuguese = 8,

        /// <summary>The Portuguese of Brazil.</summary>
        Portuguese_Brazilian = 9,

        /// <summary>Norwegian (Bokmål).</summary>
        Norwegian_Bokmal = 10,

        /// <summary>Russian.</summary>
        Russian = 11,

        /// <summary>Polish.</summary>
        Polish = 12,

        /// <summary>Czech.</summary>
        Czech = 13,

        /// <summary>Arabic.</summary>
        Arabic = 14,

        /// <summary>Japanese.</summary>
        Japanese = 15,
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => WordFilter.GetOutputSchema(inputSchema, Transformer.Columns, StopWordsRemovingTransformer.Kind);

    /// <summary>The choice of a language for <see cref="TextFeaturizingEstimator"/>.</summary>
    public sealed class Options : IStopWordsRemoverOptions
    {
        /// <summary>The language.</summary>
        public TextFeaturizingEstimator.Language Language = TextFeaturizingEstimator.Language.English;

        /// <summary>Makes the options with their defaults.</summary>
        public Options() { }
    }
}

/// <summary>Leaves the commonest words of a language out, whatever their case; made by <see cref="StopWordsRemovingEstimator"/>.</summary>
public sealed class StopWordsRemovingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "RemoveDefaultStopWords";

    private readonly StopWordsRemovingEstimator.Language _language;

    internal StopWordsRemovingTransformer(IReadOnlyList<InputOutputColumnPair> columns, StopWordsRemovingEstimator.Language language) : base(columns)
    {
        if (!Enum.IsDefined(language)) throw new ArgumentOutOfRangeException(nameof(language), language, "There is no list of words for this language.");
        _language = language;
    }

    internal static StopWordsRemovingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Choice<StopWordsRemovingEstimator.Language>("language"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("language", _language.ToString());
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input) => WordFilter.OutputColumn(Columns[pair], input, Kind);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => WordFilter.Getter(row, input, StopWords.Of(_language));
}

/// <summary>Leaves given words out of vectors of words.</summary>
public sealed class CustomStopWordsRemovingEstimator : TrivialEstimator<CustomStopWordsRemovingTransformer>
{
    internal CustomStopWordsRemovingEstimator(IReadOnlyList<InputOutputColumnPair> columns, string[] stopWords) : base(new CustomStopWordsRemovingTransformer(columns, stopWords)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => WordFilter.GetOutputSchema(inputSchema, Transformer.Columns, CustomStopWordsRemovingTransformer.Kind);

    /// <summary>The choice of words for <see cref="TextFeaturizingEstimator"/>.</summary>
    public sealed class Options : IStopWordsRemoverOptions
    {
        /// <summary>The words.</summary>
        public string[]? StopWords;

        /// <summary>Makes the options without words.</summary>
        public Options() { }
    }
}

/// <summary>Leaves given words out, whatever their case; made by <see cref="CustomStopWordsRemovingEstimator"/>.</summary>
public sealed class CustomStopWordsRemovingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "RemoveStopWords";

    private readonly HashSet<string> _words;

    internal CustomStopWordsRemovingTransformer(IReadOnlyList<InputOutputColumnPair> columns, string[] stopWords) : base(columns)
    {
        ArgumentNullException.ThrowIfNull(stopWords);
        _words = [.. stopWords.Select(word => word.Trim().ToLowerInvariant()).Where(word => word.Length > 0)];
    }

    internal static CustomStopWordsRemovingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Texts("words"));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Texts("words", _words.Order(StringComparer.Ordinal));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input) => WordFilter.OutputColumn(Columns[pair], input, Kind);

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => WordFilter.Getter(row, input, _words);
}

/// <summary>Leaves words of a set out of vectors of words.</summary>
internal static class WordFilter
{
    public static SchemaShape GetOutputSchema(SchemaShape inputSchema, IReadOnlyList<InputOutputColumnPair> columns, string kind)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            TextColumns.Check(inputSchema, pair.InputColumnName, kind, vectorOnly: true);
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance, false);
        }));
    }

    public static DataViewSchema.DetachedColumn OutputColumn(InputOutputColumnPair pair, DataViewSchema.Column input, string kind)
    {
        TextColumns.Check(input, kind, vectorOnly: true);
        return new DataViewSchema.DetachedColumn(pair.OutputColumnName, new VectorDataViewType(TextDataViewType.Instance));
    }

    public static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Getter(DataViewRow row, DataViewSchema.Column input, HashSet<string> words)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        char[] lower = new char[64];
        return TextColumns.Lister<ReadOnlyMemory<char>>(row, input, (word, list) =>
        {
            if (word.IsEmpty) return;
            if (lower.Length < word.Length) lower = new char[word.Length];
            int length = word.Span.ToLowerInvariant(lower);
            if (!lookup.Contains(lower.AsSpan(0, length))) list.Add(word);
        });
    }
}
