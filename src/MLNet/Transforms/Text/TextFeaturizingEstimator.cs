using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Turns text into one vector: normalizes it, splits it into words and characters, counts the n-grams of both, and brings each
/// of the two to the same length.
/// </summary>
public sealed class TextFeaturizingEstimator : IEstimator<ITransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly Options _options;

    internal TextFeaturizingEstimator(string output, string[] inputs, Options? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length == 0 || inputs.Any(string.IsNullOrWhiteSpace)) throw new ArgumentException("There must be at least one column of text, and none without a name.", nameof(inputs));
        _output = output;
        _inputs = inputs;
        _options = options ?? new Options();
        if (_options.WordFeatureExtractor is null && _options.CharFeatureExtractor is null && string.IsNullOrEmpty(_options.OutputTokensColumnName))
            throw new ArgumentException("Without words, without characters and without a column of tokens there is nothing to make.", nameof(options));
    }

    /// <summary>The languages that stop words can be chosen in.</summary>
    public enum Language
    {
        /// <summary>English.</summary>
        English = 1,

        /// <summary>French.</summary>
        French = 2,

        /// <summary>German.</summary>
        German = 3,

        /// <summary>Dutch.</summary>
        Dutch = 4,

        /// <summary>Italian.</summary>
        Italian = 5,

        /// <summary>Spanish.</summary>
        Spanish = 6,

        /// <summary>Japanese.</summary>
        Japanese = 7,
    }

    /// <summary>What the counts are divided by.</summary>
    public enum NormFunction
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>The sum of their sizes.</summary>
        L1 = 1,

        /// <summary>The square root of the sum of their squares.</summary>
        L2 = 2,

        /// <summary>The largest.</summary>
        Infinity = 3,
    }

    /// <inheritdoc/>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Steps([.. input.Schema.Select(column => column.Name)]).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in _inputs) TextColumns.Check(inputSchema, name, "FeaturizeText");
        return Steps([.. inputSchema.Select(column => column.Name)]).GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> Steps(HashSet<string> taken)
    {
        taken.Add(_output);
        EstimatorChain<ITransformer> chain = new();
        List<string> temporary = [];
        string text = _inputs[0];
        if (_inputs.Length > 1) Add((made, _) => new ColumnConcatenatingEstimator(made, _inputs), ref text, "InitialConcat");
        if (_options.CaseMode != TextNormalizingEstimator.CaseMode.None || !_options.KeepDiacritics || !_options.KeepPunctuations || !_options.KeepNumbers)
            Add((made, old) => new TextNormalizingEstimator(InputOutputColumnPair.One(made, old), _options.CaseMode, _options.KeepDiacritics, _options.KeepPunctuations, _options.KeepNumbers), ref text, "TextNormalizer");
        string words = text;
        bool filtered = _options.StopWordsRemoverOptions is not null;
        if (filtered || _options.WordFeatureExtractor is not null || !string.IsNullOrEmpty(_options.OutputTokensColumnName))
            Add((made, old) => new WordTokenizingEstimator(InputOutputColumnPair.One(made, old)), ref words, "WordTokenizer");
        if (filtered) Add(Filter, ref words, "StopWordsRemoverTransform");
        List<(string Name, string Column)> parts = [];
        if (!string.IsNullOrEmpty(_options.OutputTokensColumnName)) chain = chain.Append<ITransformer>(new ColumnCopyingEstimator(InputOutputColumnPair.One(_options.OutputTokensColumnName, words)));
        if (_options.CharFeatureExtractor is { } characters)
        {
            string keys = filtered ? words : text;
            Add((made, old) => new TokenizingByCharactersEstimator(InputOutputColumnPair.One(made, old)), ref keys, "CharTokenizer");
            Add((made, old) => new NgramExtractingEstimator(InputOutputColumnPair.One(made, old), characters.Rule), ref keys, "CharExtractor");
            parts.Add(("Char", keys));
        }
        if (_options.WordFeatureExtractor is { } bags)
        {
            string keys = TemporaryNames.Of($"{_output}_WordExtractor", taken);
            temporary.Add(keys);
            chain = WordBagEstimator.Counts(chain, keys, words, bags.Rule, bags.MaximumNumberOfWords);
            parts.Add(("Word", keys));
        }
        for (int i = 0; i < parts.Count && _options.Norm != NormFunction.None; i++)
        {
            string counts = parts[i].Column;
            Add((made, old) => new LpNormNormalizingEstimator(InputOutputColumnPair.One(made, old), LpNorm(), ensureZeroMean: false), ref counts, $"Lp{parts[i].Name}Norm");
            parts[i] = (parts[i].Name, counts);
        }
        if (parts.Count > 0) chain = chain.Append<ITransformer>(new ColumnConcatenatingEstimator(_output, [.. parts.Select(part => part.Column)], [.. parts.Select(part => part.Name)]));
        return temporary.Count == 0 ? chain : chain.Append<ITransformer>(new ColumnSelectingEstimator(null, [.. temporary], keepHidden: true));

        void Add(Func<string, string, IEstimator<ITransformer>> step, ref string column, string name)
        {
            string made = TemporaryNames.Of($"{column}_{name}", taken);
            temporary.Add(made);
            chain = chain.Append(step(made, column));
            column = made;
        }
    }

    private IEstimator<ITransformer> Filter(string made, string words)
    {
        IReadOnlyList<InputOutputColumnPair> columns = InputOutputColumnPair.One(made, words);
        return _options.StopWordsRemoverOptions is CustomStopWordsRemovingEstimator.Options custom ? new CustomStopWordsRemovingEstimator(columns, custom.StopWords ?? [])
            : new StopWordsRemovingEstimator(columns, Enum.Parse<StopWordsRemovingEstimator.Language>(((StopWordsRemovingEstimator.Options)_options.StopWordsRemoverOptions!).Language.ToString()));
    }

    private LpNormNormalizingEstimatorBase.NormFunction LpNorm() => _options.Norm switch
    {
        NormFunction.L1 => LpNormNormalizingEstimatorBase.NormFunction.L1,
        NormFunction.L2 => LpNormNormalizingEstimatorBase.NormFunction.L2,
        NormFunction.Infinity => LpNormNormalizingEstimatorBase.NormFunction.Infinity,
        _ => throw new ArgumentOutOfRangeException(nameof(Options.Norm), _options.Norm, "There is no such norm."),
    };

    /// <summary>How text is turned into a vector.</summary>
    public sealed class Options : TransformInputBase
    {
        /// <summary>What happens to the case of letters.</summary>
        public TextNormalizingEstimator.CaseMode CaseMode = TextNormalizingEstimator.CaseMode.Lower;

        /// <summary>Whether diacritics stay.</summary>
        public bool KeepDiacritics = false;

        /// <summary>Whether punctuation stays.</summary>
        public bool KeepPunctuations = true;

        /// <summary>Whether digits and other numbers stay.</summary>
        public bool KeepNumbers = true;

        /// <summary>A column for the words; null for none.</summary>
        public string? OutputTokensColumnName;

        /// <summary>What the counts of words, and those of characters, are divided by.</summary>
        public NormFunction Norm = NormFunction.L2;

        /// <summary>Makes the options with their defaults: words and pairs of words, and three characters in a row.</summary>
        public Options()
        {
            WordFeatureExtractor = new WordBagEstimator.Options();
            CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 3, UseAllLengths = false };
        }

        /// <summary>Which words are left out; null for none.</summary>
        public IStopWordsRemoverOptions? StopWordsRemoverOptions { get; set; }

        /// <summary>Which n-grams of words are counted; null for none.</summary>
        public WordBagEstimator.Options? WordFeatureExtractor { get; set; }

        /// <summary>Which n-grams of characters are counted; null for none.</summary>
        public WordBagEstimator.Options? CharFeatureExtractor { get; set; }
    }
}
