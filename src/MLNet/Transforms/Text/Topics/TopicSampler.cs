using System.Buffers;
using System.Runtime.Intrinsics;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Gives each word of each document a topic by Gibbs sampling with the topics' distributions integrated out (Griffiths and Steyvers, "Finding scientific topics", 2004).
/// A step costs the same however many topics there are: what the document and what the word proposes in turn is taken or not by Metropolis and Hastings
/// (Yuan et al., "LightLDA", 2015), and a proposal is the topic of a place drawn at random (Chen et al., "WarpLDA", 2016).
/// </summary>
/// <remarks>
/// A sweep goes through the documents in a fixed number of rounds. In a round documents see how often words have topics as it was before the round, so
/// they are independent of each other; each has random numbers of its own. So the same seed gives the same topics on any number of threads.
/// </remarks>
internal sealed class TopicSampler
{
    private const int Rounds = 16;
    private const int Grain = 8;
    private const double Unit = 1.0 / (1UL << 32);

    private readonly TopicDocuments _documents;
    private readonly ulong _seed;
    private readonly int _words;
    private readonly int _topics;
    private readonly int _steps;
    private readonly double _alpha;
    private readonly double _beta;
    private readonly int[] _topicOf;
    private readonly int[] _before;
    private readonly int[] _counts;
    private readonly int[] _totals;
    private readonly int[] _firstPlace;
    private readonly int[] _places;
    private ulong _sweep;

    public TopicSampler(TopicDocuments documents, int words, TopicOptions options, ulong seed)
    {
        _documents = documents;
        _seed = seed;
        _words = words;
        _topics = options.NumberOfTopics;
        _steps = options.SamplingStepCount;
        _alpha = options.Alpha;
        _beta = options.Beta;
        ReadOnlySpan<int> all = documents.Words;
        if ((long)words * _topics > Array.MaxLength)
            throw new InvalidOperationException($"{_topics} topics over {words} words are too many: the product must be at most {Array.MaxLength}. Lower numberOfTopics, or leave out rare words.");
        _counts = new int[words * _topics];
        _totals = new int[_topics];
        _topicOf = new int[all.Length];
        _firstPlace = new int[words + 1];
        _places = new int[all.Length];
        for (int document = 0; document < documents.Count; document++)
        {
            Philox numbers = new(seed, (uint)document);
            for (int place = documents.Start(document); place < documents.End(document); place++)
                _topicOf[place] = (int)(((ulong)numbers.At((uint)place)[0] * (uint)_topics) >> 32);
        }
        _before = [.. _topicOf];
        for (int place = 0; place < all.Length; place++)
        {
            _counts[all[place] * _topics + _topicOf[place]]++;
            _totals[_topicOf[place]]++;
            _firstPlace[all[place] + 1]++;
        }
        for (int word = 0; word < words; word++) _firstPlace[word + 1] += _firstPlace[word];
        int[] next = [.. _firstPlace];
        for (int place = 0; place < all.Length; place++) _places[next[all[place]]++] = place;
    }

    /// <summary>Gives every word a new topic.</summary>
    public void Sweep()
    {
        _sweep++;
        for (int round = 0; round < Rounds && round < _documents.Count; round++)
        {
            RoundTask task = new(this, round);
            Workers.For((_documents.Count - round + Rounds - 1) / Rounds, Grain, ref task);
            for (int document = round; document < _documents.Count; document += Rounds) Settle(document);
        }
    }

    /// <summary>The mean logarithm, over all words, of the probability of the word and its topic in its document.</summary>
    public double MeanLogLikelihood()
    {
        double sum = 0;
        int[] counts = new int[_topics];
        ReadOnlySpan<int> words = _documents.Words;
        for (int document = 0; document < _documents.Count; document++)
        {
            int start = _documents.Start(document), end = _documents.End(document);
            for (int place = start; place < end; place++) counts[_topicOf[place]]++;
            double length = end - start + _topics * _alpha;
            for (int place = start; place < end; place++)
            {
                int topic = _topicOf[place];
                sum += Math.Log((_counts[words[place] * _topics + topic] + _beta) / (_totals[topic] + _words * _beta) * ((counts[topic] + _alpha) / length));
            }
            Array.Clear(counts);
        }
        return sum / words.Length;
    }

    public TopicModel ToModel(TopicOptions options) => TopicModel.Of(_counts, _totals, options);

    private void Settle(int document)
    {
        ReadOnlySpan<int> words = _documents.Words;
        for (int place = _documents.Start(document); place < _documents.End(document); place++)
        {
            int topic = _topicOf[place], before = _before[place];
            if (topic == before) continue;
            _before[place] = topic;
            _counts[words[place] * _topics + before]--;
            _counts[words[place] * _topics + topic]++;
            _totals[before]--;
            _totals[topic]++;
        }
    }

    private void Sample(int document, Span<int> counts)
    {
        int start = _documents.Start(document), length = _documents.End(document) - start;
        Span<int> topicOf = _topicOf.AsSpan(start, length);
        ReadOnlySpan<int> words = _documents.Words.Slice(start, length);
        Philox numbers = new(_seed, _sweep << 32 | (uint)document);
        ulong counter = 0;
        foreach (int topic in topicOf) counts[topic]++;
        double inDocument = length + _topics * _alpha;
        for (int i = 0; i < length; i++)
        {
            int topic = topicOf[i], before = _before[start + i];
            ReadOnlySpan<int> row = _counts.AsSpan(words[i] * _topics, _topics);
            ReadOnlySpan<int> places = _places.AsSpan(_firstPlace[words[i]].._firstPlace[words[i] + 1]);
            double ofWord = places.Length + _topics * _beta;
            counts[topic]--;
            for (int step = 0; step < _steps; step++)
            {
                Vector128<uint> draw = numbers.At(counter++);
                // The document's share of the probability is also that of its proposal, so only the word's share decides.
                double x = draw[0] * Unit * inDocument;
                topicOf[i] = topic;
                int proposed = x < length ? topicOf[(int)x] : AnyTopic((x - length) / _alpha);
                if (proposed != topic && draw[1] * Unit * OfWord(row, topic, before) < OfWord(row, proposed, before)) topic = proposed;

                x = draw[2] * Unit * ofWord;
                proposed = x < places.Length ? _before[places[(int)x]] : AnyTopic((x - places.Length) / _beta);
                if (proposed != topic
                    && draw[3] * Unit * ((counts[topic] + _alpha) * OfWord(row, topic, before) * (row[proposed] + _beta))
                        < (counts[proposed] + _alpha) * OfWord(row, proposed, before) * (row[topic] + _beta)) topic = proposed;
            }
            topicOf[i] = topic;
            counts[topic]++;
        }
        foreach (int topic in topicOf) counts[topic] = 0;
    }

    private int AnyTopic(double place) => Math.Min((int)place, _topics - 1);

    /// <summary>The probability of a word in a topic, from all places but the one that had <paramref name="before"/>.</summary>
    private double OfWord(ReadOnlySpan<int> row, int topic, int before)
    {
        int self = topic == before ? 1 : 0;
        return (row[topic] - self + _beta) / (_totals[topic] - self + _words * _beta);
    }

    private readonly struct RoundTask(TopicSampler sampler, int round) : IRangeTask
    {
        public void Run(int start, int end)
        {
            int[] counts = ArrayPool<int>.Shared.Rent(sampler._topics);
            Array.Clear(counts);
            for (int i = start; i < end; i++) sampler.Sample(round + i * Rounds, counts);
            ArrayPool<int>.Shared.Return(counts);
        }
    }
}
