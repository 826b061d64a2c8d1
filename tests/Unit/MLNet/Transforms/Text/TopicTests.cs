using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class TopicTests
{
    private const int WordsPerTopic = 8;

    private readonly MLContext _ml = new(seed: 1);

    private sealed class Document
    {
        public string Text { get; set; } = "";
    }

    private sealed class Counts
    {
        [VectorType(4)]
        public float[] Words { get; set; } = [];
    }

    private static string Word(int topic, int word) => $"t{topic}w{word}";

    /// <summary>Documents each drawn from one topic but for a share of words, with the topic of each.</summary>
    private IDataView Draw(int topics, int documents, double stray, out int[] topicOf)
    {
        Random random = new(3);
        int[] drawn = [.. Enumerable.Range(0, documents).Select(_ => random.Next(topics))];
        topicOf = drawn;
        return _ml.Data.LoadFromEnumerable(drawn.Select(topic => new Document
        {
            Text = string.Join(' ', Enumerable.Range(0, 30).Select(_ => Word(random.NextDouble() < stray ? random.Next(topics) : topic, random.Next(WordsPerTopic)))),
        }).ToList());
    }

    private IEstimator<ITransformer> Pipeline(int topics, int threads = 0, int iterations = 60, MLContext? ml = null)
        => (ml ?? _ml).Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 1)
            .Append((ml ?? _ml).Transforms.Text.LatentDirichletAllocation("Topics", "Bag", topics, alphaSum: 1, maximumNumberOfIterations: iterations, numberOfThreads: threads,
                numberOfSummaryTermsPerTopic: WordsPerTopic));

    private static LatentDirichletAllocationTransformer Lda(ITransformer model) => ((IEnumerable<ITransformer>)model).OfType<LatentDirichletAllocationTransformer>().Single();

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.0)]
    [InlineData(3, 0.15)]
    public void TopicsThatDocumentsWereDrawnFromAreFound(int topics, double stray)
    {
        IDataView data = Draw(topics, 240, stray, out int[] topicOf);
        ITransformer model = Pipeline(topics).Fit(data);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Topics")];
        // Which learned topic stands for which drawn one is up to chance.
        int[] learned = [.. Enumerable.Range(0, topics).Select(topic => scores.Where((_, i) => topicOf[i] == topic).Select(Largest).GroupBy(best => best).MaxBy(group => group.Count())!.Key)];
        Assert.Equal(topics, learned.Distinct().Count());
        double right = scores.Where((row, i) => Largest(row) == learned[topicOf[i]]).Count() / 240.0;
        Assert.True(right >= 0.97, $"{right}");
        double share = scores.Select((row, i) => (double)row[learned[topicOf[i]]]).Average();
        Assert.True(share >= (stray == 0 ? 0.93 : 0.75), $"{share}");

        IReadOnlyList<IReadOnlyList<LatentDirichletAllocationTransformer.ModelParameters.WordItemScore>> words = Lda(model).GetLdaDetails(0).WordScoresPerTopic!;
        Assert.Equal(topics, words.Count);
        for (int topic = 0; topic < topics; topic++)
        {
            Assert.Equal(Enumerable.Range(0, WordsPerTopic).Select(word => Word(topic, word)), words[learned[topic]].Select(item => item.Word).Order());
            Assert.All(words[learned[topic]], item => Assert.InRange(item.Score, 0.06f, 0.2f));
            Assert.Equal(words[learned[topic]].Select(item => item.Score).OrderDescending(), words[learned[topic]].Select(item => item.Score));
        }
    }

    private static int Largest(float[] row) => Array.IndexOf(row, row.Max());

    [Fact]
    public void SharesSumToOneAndStayTheSameAfterSavingAndLoading()
    {
        IDataView data = Draw(3, 60, 0.2, out _);
        IDataView output = Run(_ml, Pipeline(5), data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 5), output.Schema["Topics"].Type);
        foreach (float[] row in output.GetColumn<float[]>("Topics"))
        {
            Assert.Equal(1, row.Sum(share => (double)share), 1e-6);
            Assert.All(row, share => Assert.InRange(share, 1e-4f, 1f));
        }
        ITransformer model = Pipeline(5).Fit(data);
        LatentDirichletAllocationTransformer loaded = Lda(Reload(_ml, model, data.Schema));
        Assert.Equal(Lda(model).GetLdaDetails(0).WordScoresPerTopic!.SelectMany(topic => topic), loaded.GetLdaDetails(0).WordScoresPerTopic!.SelectMany(topic => topic));
    }

    [Fact]
    public void TheSeedDecidesWhateverTheNumberOfThreads()
    {
        IDataView data = Draw(3, 150, 0.3, out _);
        string Scores(int seed, int threads)
        {
            MLContext ml = new(seed);
            IEstimator<ITransformer> pipeline = Pipeline(4, threads, 10, ml);
            string first = Show(pipeline.Fit(data).Transform(data));
            Assert.Equal(first, Show(pipeline.Fit(data).Transform(data)));
            return first;
        }
        string expected = Scores(7, 1);
        Assert.Equal(expected, Scores(7, 0));
        Assert.Equal(expected, Scores(7, 3));
        using (Workers.Limit(1)) Assert.Equal(expected, Scores(7, 0));
        Assert.NotEqual(expected, Scores(8, 1));
    }

    private IDataView Words(params float[][] rows) => _ml.Data.LoadFromEnumerable(rows.Select(row => new Counts { Words = row }).ToList());

    [Fact]
    public void DocumentsWithoutWordsHaveAllTopicsAlike()
    {
        List<string> messages = [];
        _ml.Log += (_, e) => messages.Add($"{e.Kind}: {e.RawMessage}");
        IDataView data = Words([3, 2, 0, 0], [0, 0, 0, 0], [0, 0, 4, 1], [0.5f, 0, 0, 1], [-1, 2, 0, 0], [float.NaN, 1, 0, 0], [0, 0, 0, 1e30f]);
        LatentDirichletAllocationTransformer model = _ml.Transforms.Text.LatentDirichletAllocation("Topics", "Words", 2, alphaSum: 0.5f, maximumTokenCountPerDocument: 20).Fit(data);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Topics")];
        Assert.Equal([0.5f, 0.5f], scores[1]);
        Assert.NotEqual(Largest(scores[0]), Largest(scores[2]));
        foreach (int row in new[] { 3, 4, 5 }) Assert.All(scores[row], share => Assert.True(float.IsNaN(share)));
        Assert.Equal(1, scores[6].Sum(), 1e-5);
        Assert.Contains(messages, message => message.StartsWith("Warning: 3 of 7 rows of column 'Words' were left out") && message.Contains("ProduceWordBags"));
        Assert.Contains(messages, message => message.StartsWith("Info: 2 topics learned from 3 documents with 30 words in all"));
        Assert.Equal(40, messages.Count(message => message.Contains("iterations ")));

        LatentDirichletAllocationTransformer.ModelParameters details = model.GetLdaDetails(0);
        Assert.Null(details.WordScoresPerTopic);
        Assert.Equal([0, 1, 2, 3], details.ItemScoresPerTopic!.SelectMany(topic => topic.Select(item => item.Item)).Distinct().Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetLdaDetails(1));
        Show(Reload(_ml, model, data.Schema).Transform(data));
        model.Dispose();
    }

    [Fact]
    public void WordsBeyondTheMostOfADocumentDoNotCount()
    {
        IDataView data = Words([2, 0, 0, 3], [0, 4, 0, 0]);
        LatentDirichletAllocationTransformer model = _ml.Transforms.Text.LatentDirichletAllocation("Topics", "Words", 1, maximumTokenCountPerDocument: 2).Fit(data);
        Assert.Equal([0, 1], model.GetLdaDetails(0).ItemScoresPerTopic![0].Select(item => item.Item));
        Assert.Equal(0.5f, model.GetLdaDetails(0).ItemScoresPerTopic![0][0].Score, 5e-3f);
    }

    [Fact]
    public void MistakesAreExplained()
    {
        IDataView data = Words([1, 0, 0, 2]);
        Assert.Contains("None of the 2 rows of column 'Words'", Assert.Throws<InvalidOperationException>(() => Fit(Words([0, 0, 0, 0], [0.5f, 0, 0, 0]))).Message);
        Assert.Contains("no row has a word", Assert.Throws<InvalidOperationException>(() => Fit(Words([0, 0, 0, 0]))).Message);
        Assert.Contains("numberOfTopics must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, topics: 0)).Message);
        Assert.Contains("alphaSum must be above 0", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, alpha: float.NaN)).Message);
        Assert.Contains("beta must be above 0", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, beta: 0)).Message);
        Assert.Contains("numberOfThreads must be at least 1, or 0", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, threads: -1)).Message);
        Assert.Contains("too many", Assert.Throws<InvalidOperationException>(() => Fit(data, topics: 1_000_000_000)).Message);
        Assert.Contains("'Text'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.LatentDirichletAllocation("Topics", "Text").Fit(Draw(2, 3, 0, out _))).Message);
        ITransformer model = Fit(data);
        Assert.Contains("counts of the 4 words", Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(_ml.Transforms.Concatenate("Words", "Words", "Words").Fit(data).Transform(data))).Message);

        ITransformer Fit(IDataView rows, int topics = 2, float alpha = 1, float beta = 0.01f, int threads = 0)
            => _ml.Transforms.Text.LatentDirichletAllocation("Topics", "Words", topics, alpha, beta, maximumNumberOfIterations: 2, numberOfThreads: threads).Fit(rows);
    }
}
