using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Turns text into counts of n-grams of words.</summary>
public sealed class WordBagEstimator : IEstimator<ITransformer>
{
    private readonly IEstimator<ITransformer> _steps;

    internal WordBagEstimator(string output, string[] inputs, NgramRule rule, int maximumNumberOfWords, char termSeparator = '\0', char freqSeparator = '\0')
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length == 0) throw new ArgumentException("There must be at least one column of text.", nameof(inputs));
        EstimatorChain<ITransformer> chain = new();
        string text = inputs[0];
        if (inputs.Length > 1) chain = chain.Append<ITransformer>(new ColumnConcatenatingEstimator(text = output, inputs));
        if (freqSeparator != '\0') chain = chain.Append<ITransformer>(new TermExpandingEstimator(InputOutputColumnPair.One(output, text), termSeparator, freqSeparator));
        chain = chain.Append<ITransformer>(new WordTokenizingEstimator(InputOutputColumnPair.One(output, freqSeparator == '\0' ? text : output)));
        _steps = Counts(chain, output, output, rule, maximumNumberOfWords);
    }

    /// <inheritdoc/>
    public ITransformer Fit(IDataView input) => _steps.Fit(input);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _steps.GetOutputSchema(inputSchema);

    /// <summary>Appends steps that turn words into counts of their n-grams.</summary>
    internal static EstimatorChain<ITransformer> Counts(EstimatorChain<ITransformer> chain, string output, string words, NgramRule rule, int maximumNumberOfWords)
        => chain.Append<ITransformer>(new ValueToKeyMappingEstimator(InputOutputColumnPair.One(output, words), maximumNumberOfWords, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, asText: false, keyData: null))
            .Append<ITransformer>(new NgramExtractingEstimator(InputOutputColumnPair.One(output, output), rule));

    /// <summary>Which n-grams <see cref="TextFeaturizingEstimator"/> counts.</summary>
    public class Options
    {
        /// <summary>The longest n-gram.</summary>
        public int NgramLength = 2;

        /// <summary>How many words or characters an n-gram may leave out in all.</summary>
        public int SkipLength = 0;

        /// <summary>Whether shorter n-grams are counted too.</summary>
        public bool UseAllLengths = true;

        /// <summary>The most n-grams to learn: of all lengths, or a number for each.</summary>
        public int[] MaximumNgramsCount = [NgramExtractingEstimator.DefaultMaximum];

        /// <summary>What the value of an n-gram is.</summary>
        public NgramExtractingEstimator.WeightingCriteria Weighting = NgramExtractingEstimator.WeightingCriteria.Tf;

        /// <summary>Makes the options with their defaults.</summary>
        public Options() { }

        internal NgramRule Rule => new(NgramLength, SkipLength, UseAllLengths, Weighting, MaximumNgramsCount ?? []);

        internal int MaximumNumberOfWords => MaximumNgramsCount is [> 0 and int most, ..] ? most : NgramExtractingEstimator.DefaultMaximum;
    }
}

/// <summary>Turns text into counts of n-grams of words by hashing them, without learning which there are.</summary>
public sealed class WordHashBagEstimator : IEstimator<ITransformer>
{
    private const int WordBits = 30;

    private readonly string _output;
    private readonly string[] _inputs;
    private readonly NgramHashRule _rule;

    internal WordHashBagEstimator(string output, string[] inputs, NgramHashRule rule)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length == 0) throw new ArgumentException("There must be at least one column of text.", nameof(inputs));
        _output = output;
        _inputs = inputs;
        _rule = rule;
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
        return Steps([.. inputSchema.Select(column => column.Name)]).GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> Steps(HashSet<string> taken)
    {
        string[] words = [.. _inputs.Select(name => TemporaryNames.Of($"{name}_Words", taken))];
        return new EstimatorChain<ITransformer>()
            .Append<ITransformer>(new WordTokenizingEstimator([.. words.Zip(_inputs, (word, text) => new InputOutputColumnPair(word, text))]))
            .Append<ITransformer>(new HashingEstimator([.. words.Select(name => new HashingEstimator.ColumnOptions(name, name, WordBits, _rule.Seed, false, _rule.Inverts))]))
            .Append<ITransformer>(new NgramHashingEstimator(_output, words, _rule, _inputs))
            .Append<ITransformer>(new ColumnSelectingEstimator(null, words, keepHidden: true));
    }
}

/// <summary>Names for columns that come and go within a chain.</summary>
internal static class TemporaryNames
{
    /// <summary>A name that is not taken yet, and now is.</summary>
    public static string Of(string name, HashSet<string> taken)
    {
        string free = name;
        for (int number = 1; !taken.Add(free); number++) free = $"{name}_{number}";
        return free;
    }
}
