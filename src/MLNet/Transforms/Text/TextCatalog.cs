using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

/// <summary>Transforms of text.</summary>
public static class TextCatalog
{
    private const uint Seed = 314489979;

    /// <summary>Turns text into a vector of counts of words and characters.</summary>
    public static TextFeaturizingEstimator FeaturizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null)
        => new(outputColumnName, [inputColumnName ?? outputColumnName], null);

    /// <summary>Turns text into a vector of counts of words and characters.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="inputColumnNames">The columns of text, which are taken together; none for the column of the output's name.</param>
    public static TextFeaturizingEstimator FeaturizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, TextFeaturizingEstimator.Options options, params string[] inputColumnNames)
        => new(outputColumnName, inputColumnNames is null or [] ? [outputColumnName] : inputColumnNames, options);

    /// <summary>Splits text into the keys of its characters.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of text; null for the output's name.</param>
    /// <param name="useMarkerCharacters">Whether a character is put before and one behind each text (U+0002 and U+0003).</param>
    public static TokenizingByCharactersEstimator TokenizeIntoCharactersAsKeys(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        bool useMarkerCharacters = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), useMarkerCharacters);

    /// <summary>Brings text to one case and takes diacritics, punctuation and numbers out.</summary>
    public static TextNormalizingEstimator NormalizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        TextNormalizingEstimator.CaseMode caseMode = TextNormalizingEstimator.CaseMode.Lower, bool keepDiacritics = false, bool keepPunctuations = true, bool keepNumbers = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), caseMode, keepDiacritics, keepPunctuations, keepNumbers);

    /// <summary>Turns words into numbers by word vectors that others have trained.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of words; null for the output's name.</param>
    /// <param name="modelKind">Which vectors: their file must lie in one of the folders that the error names.</param>
    public static WordEmbeddingEstimator ApplyWordEmbedding(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        WordEmbeddingEstimator.PretrainedModelKind modelKind = WordEmbeddingEstimator.PretrainedModelKind.SentimentSpecificWordEmbedding)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), modelKind);

    /// <summary>Turns words into numbers by word vectors from a file.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="customModelFile">A text file with a word and its numbers on each line.</param>
    /// <param name="inputColumnName">The column of words; null for the output's name.</param>
    public static WordEmbeddingEstimator ApplyWordEmbedding(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string customModelFile, string? inputColumnName = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), customModelFile);

    /// <summary>Splits text into words.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of text; null for the output's name.</param>
    /// <param name="separators">What stands between words; null for a space.</param>
    public static WordTokenizingEstimator TokenizeIntoWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, char[]? separators = null)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), separators);

    /// <summary>Counts the n-grams of keys.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of vectors of keys; null for the output's name.</param>
    /// <param name="ngramLength">The longest n-gram.</param>
    /// <param name="skipLength">How many keys an n-gram may leave out in all.</param>
    /// <param name="useAllLengths">Whether shorter n-grams are counted too.</param>
    /// <param name="maximumNgramsCount">The most n-grams to learn of each length.</param>
    /// <param name="weighting">What the value of an n-gram is.</param>
    public static NgramExtractingEstimator ProduceNgrams(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), new NgramRule(ngramLength, skipLength, useAllLengths, weighting, maximumNgramsCount));

    /// <summary>Leaves the commonest words of a language out.</summary>
    public static StopWordsRemovingEstimator RemoveDefaultStopWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        StopWordsRemovingEstimator.Language language = StopWordsRemovingEstimator.Language.English)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), language);

    /// <summary>Leaves given words out.</summary>
    public static CustomStopWordsRemovingEstimator RemoveStopWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, params string[] stopwords)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), stopwords);

    /// <summary>Counts the n-grams of the words of a text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of text; null for the output's name.</param>
    /// <param name="ngramLength">The longest n-gram.</param>
    /// <param name="skipLength">How many words an n-gram may leave out in all.</param>
    /// <param name="useAllLengths">Whether shorter n-grams are counted too.</param>
    /// <param name="maximumNgramsCount">The most words, and n-grams of each length, to learn.</param>
    /// <param name="weighting">What the value of an n-gram is.</param>
    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
        => catalog.ProduceWordBags(outputColumnName, [inputColumnName ?? outputColumnName], ngramLength, skipLength, useAllLengths, maximumNgramsCount, weighting);

    /// <summary>Counts the n-grams of the words of several columns of text.</summary>
    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string[] inputColumnNames,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
        => new(outputColumnName, inputColumnNames, new NgramRule(ngramLength, skipLength, useAllLengths, weighting, maximumNgramsCount), maximumNgramsCount);

    /// <summary>Counts words that are given with how often they occur, such as <c>cat:2;dog:1</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="termSeparator">What stands between words.</param>
    /// <param name="freqSeparator">What stands between a word and its number.</param>
    /// <param name="inputColumnName">The column of text; null for the output's name.</param>
    /// <param name="maximumNgramsCount">The most words to learn.</param>
    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, char termSeparator, char freqSeparator,
        string? inputColumnName = null, int maximumNgramsCount = 10000000)
        => new(outputColumnName, [inputColumnName ?? outputColumnName], new NgramRule(1, 0, true, NgramExtractingEstimator.WeightingCriteria.Tf, maximumNgramsCount), maximumNgramsCount,
            termSeparator, freqSeparator);

    /// <summary>Counts the n-grams of the words of a text by hashing them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of text; null for the output's name.</param>
    /// <param name="numberOfBits">The number of bits of the hash, 1 to 30: the vector has 2^bits slots.</param>
    /// <param name="ngramLength">The longest n-gram.</param>
    /// <param name="skipLength">How many words an n-gram may leave out in all.</param>
    /// <param name="useAllLengths">Whether shorter n-grams are counted too.</param>
    /// <param name="seed">The seed of the hash.</param>
    /// <param name="useOrderedHashing">Whether the number of the column is hashed with its n-grams.</param>
    /// <param name="maximumNumberOfInverts">How many of the n-grams behind each slot its name keeps: 0 for none, -1 for all.</param>
    public static WordHashBagEstimator ProduceHashedWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int numberOfBits = 16, int ngramLength = 1, int skipLength = 0, bool useAllLengths = true, uint seed = Seed, bool useOrderedHashing = true, int maximumNumberOfInverts = 0)
        => catalog.ProduceHashedWordBags(outputColumnName, [inputColumnName ?? outputColumnName], numberOfBits, ngramLength, skipLength, useAllLengths, seed, useOrderedHashing, maximumNumberOfInverts);

    /// <summary>Counts the n-grams of the words of several columns of text by hashing them.</summary>
    public static WordHashBagEstimator ProduceHashedWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string[] inputColumnNames,
        int numberOfBits = 16, int ngramLength = 1, int skipLength = 0, bool useAllLengths = true, uint seed = Seed, bool useOrderedHashing = true, int maximumNumberOfInverts = 0)
        => new(outputColumnName, inputColumnNames, new NgramHashRule(numberOfBits, ngramLength, skipLength, useAllLengths, seed, useOrderedHashing, maximumNumberOfInverts, rehashUnigrams: false));

    /// <summary>Counts the n-grams of keys by hashing them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of vectors of keys; null for the output's name.</param>
    /// <param name="numberOfBits">The number of bits of the hash, 1 to 30: the vector has 2^bits slots.</param>
    /// <param name="ngramLength">The longest n-gram.</param>
    /// <param name="skipLength">How many keys an n-gram may leave out in all.</param>
    /// <param name="useAllLengths">Whether shorter n-grams are counted too.</param>
    /// <param name="seed">The seed of the hash.</param>
    /// <param name="useOrderedHashing">Whether the number of the column is hashed with its n-grams.</param>
    /// <param name="maximumNumberOfInverts">How many of the n-grams behind each slot its name keeps: 0 for none, -1 for all.</param>
    /// <param name="rehashUnigrams">Whether single keys are hashed too, instead of being taken as hashes.</param>
    public static NgramHashingEstimator ProduceHashedNgrams(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int numberOfBits = 16, int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, uint seed = Seed, bool useOrderedHashing = true, int maximumNumberOfInverts = 0,
        bool rehashUnigrams = false)
        => new(outputColumnName, [inputColumnName ?? outputColumnName], new NgramHashRule(numberOfBits, ngramLength, skipLength, useAllLengths, seed, useOrderedHashing, maximumNumberOfInverts, rehashUnigrams));

    /// <summary>Counts the n-grams of several columns of keys by hashing them.</summary>
    public static NgramHashingEstimator ProduceHashedNgrams(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string[]? inputColumnNames = null,
        int numberOfBits = 16, int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, uint seed = Seed, bool useOrderedHashing = true, int maximumNumberOfInverts = 0,
        bool rehashUnigrams = false)
        => new(outputColumnName, inputColumnNames ?? [outputColumnName], new NgramHashRule(numberOfBits, ngramLength, skipLength, useAllLengths, seed, useOrderedHashing, maximumNumberOfInverts, rehashUnigrams));

    /// <summary>Learns topics from counts of words, and turns documents into the shares that the topics have in them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column, a vector with the share of each topic.</param>
    /// <param name="inputColumnName">The column of counts, such as that of <c>ProduceWordBags</c>; null for the output's name.</param>
    /// <param name="numberOfTopics">The number of topics.</param>
    /// <param name="alphaSum">Shared out among the topics; the larger it is, the more topics a document has.</param>
    /// <param name="beta">The larger it is, the more words a topic has.</param>
    /// <param name="samplingStepCount">How often each iteration proposes topics to a word.</param>
    /// <param name="maximumNumberOfIterations">The number of iterations.</param>
    /// <param name="likelihoodInterval">After how many iterations at a time the likelihood goes to the log.</param>
    /// <param name="numberOfThreads">The most threads to use, 0 for all. The result is the same on any number.</param>
    /// <param name="maximumTokenCountPerDocument">The most words of a document that count.</param>
    /// <param name="numberOfSummaryTermsPerTopic">How many words of each topic <see cref="LatentDirichletAllocationTransformer.GetLdaDetails"/> gives.</param>
    /// <param name="numberOfBurninIterations">How often the topics of a new document are put right.</param>
    /// <param name="resetRandomGenerator">Accepted, and always so: the shares of a document do not depend on those before it.</param>
    public static LatentDirichletAllocationEstimator LatentDirichletAllocation(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int numberOfTopics = 100, float alphaSum = 100f, float beta = 0.01f, int samplingStepCount = 4, int maximumNumberOfIterations = 200, int likelihoodInterval = 5,
        int numberOfThreads = 0, int maximumTokenCountPerDocument = 512, int numberOfSummaryTermsPerTopic = 10, int numberOfBurninIterations = 10, bool resetRandomGenerator = false)
        => new(catalog.Environment, new InputOutputColumnPair(outputColumnName, inputColumnName), new TopicOptions(numberOfTopics, alphaSum, beta, samplingStepCount, maximumNumberOfIterations,
            likelihoodInterval, numberOfThreads, maximumTokenCountPerDocument, numberOfSummaryTermsPerTopic, numberOfBurninIterations));
}
