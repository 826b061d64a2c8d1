using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>How often each word has each topic, and what follows for a document.</summary>
internal sealed class TopicModel
{
    /// <summary>The largest change of a word's share of a topic that no longer counts.</summary>
    private const double Settled = 1e-9;

    private readonly TopicOptions _options;
    private readonly int[] _totals;
    private readonly int[] _firstPair;
    private readonly int[] _pairs;

    /// <param name="options">The options.</param>
    /// <param name="totals">How many words each topic has.</param>
    /// <param name="firstPair">Where the pairs of each word start, and where the last end.</param>
    /// <param name="pairs">A topic and how often the word has it, one after the other.</param>
    private TopicModel(TopicOptions options, int[] totals, int[] firstPair, int[] pairs)
    {
        _options = options;
        _totals = totals;
        _firstPair = firstPair;
        _pairs = pairs;
    }

    public TopicOptions Options => _options;

    /// <summary>The number of words, those that occur nowhere included.</summary>
    public int WordCount => _firstPair.Length - 1;

    /// <summary>The words that stand for topics, by their numbers; null where the words have no names.</summary>
    public IReadOnlyDictionary<int, string>? Names { get; init; }

    public static TopicModel Of(int[] counts, int[] totals, TopicOptions options)
    {
        int topics = totals.Length;
        int[] firstPair = new int[counts.Length / topics + 1];
        List<int> pairs = [];
        for (int word = 0; word < firstPair.Length - 1; word++)
        {
            for (int topic = 0; topic < topics; topic++)
                if (counts[word * topics + topic] is > 0 and int count) pairs.AddRange([topic, count]);
            firstPair[word + 1] = pairs.Count / 2;
        }
        return new TopicModel(options, [.. totals], firstPair, [.. pairs]);
    }

    public TopicModel Named(Func<int, string> name)
        => new(_options, _totals, _firstPair, _pairs) { Names = Summary().SelectMany(topic => topic).Select(item => item.Word).Distinct().ToDictionary(word => word, name) };

    /// <summary>The likeliest words of each topic, the likeliest first.</summary>
    public (int Word, float Score)[][] Summary()
    {
        PriorityQueue<int, (int Count, int Order)>[] best = [.. _totals.Select(_ => new PriorityQueue<int, (int, int)>())];
        for (int word = 0; word < WordCount; word++)
            for (int pair = _firstPair[word]; pair < _firstPair[word + 1]; pair++)
            {
                PriorityQueue<int, (int, int)> queue = best[_pairs[2 * pair]];
                queue.Enqueue(word, (_pairs[2 * pair + 1], -word));
                if (queue.Count > _options.NumberOfSummaryTermsPerTopic) queue.Dequeue();
            }
        return [.. best.Select((queue, topic) => queue.UnorderedItems.OrderByDescending(item => item.Priority).Select(item
            => (item.Element, (float)((item.Priority.Count + (double)_options.Beta) / (_totals[topic] + WordCount * (double)_options.Beta)))).ToArray())];
    }

    /// <summary>
    /// A getter of the topics' shares in documents. They follow from the counts of the model without random numbers: each word's expected topics are put right by those of the other
    /// words in turn (Asuncion et al., "On smoothing and inference for topic models", 2009, CVB0).
    /// </summary>
    public ValueGetter<VBuffer<float>> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> document = default;
        List<(int Word, int Count)> terms = [];
        double[] shares = [], sums = new double[_totals.Length], next = new double[_totals.Length];
        double[] inverse = [.. _totals.Select(total => 1 / (total + WordCount * (double)_options.Beta))];
        return (ref VBuffer<float> value) =>
        {
            get(ref document);
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, _totals.Length);
            if (TopicDocuments.TryRead(document, _options.MaximumTokenCountPerDocument, terms)) Score(editor.Values);
            else editor.Values.Fill(float.NaN);
            value = editor.Commit();
        };

        void Score(Span<float> scores)
        {
            int topics = scores.Length;
            int size = checked(2 * terms.Count * topics);
            if (shares.Length < size) shares = new double[size];
            Span<double> likely = shares.AsSpan(0, size / 2), expected = shares.AsSpan(size / 2, size / 2);
            Array.Clear(sums);
            long length = 0;
            for (int i = 0; i < terms.Count; i++)
            {
                Span<double> word = likely.Slice(i * topics, topics);
                word.Fill(_options.Beta);
                for (int pair = _firstPair[terms[i].Word]; pair < _firstPair[terms[i].Word + 1]; pair++) word[_pairs[2 * pair]] += _pairs[2 * pair + 1];
                for (int topic = 0; topic < topics; topic++) word[topic] *= inverse[topic];
                Normalize(word, expected.Slice(i * topics, topics));
                for (int topic = 0; topic < topics; topic++) sums[topic] += terms[i].Count * expected[i * topics + topic];
                length += terms[i].Count;
            }
            double change = double.PositiveInfinity;
            for (int round = 0; round < _options.NumberOfBurninIterations && change > Settled; round++)
            {
                change = 0;
                for (int i = 0; i < terms.Count; i++)
                    change = Math.Max(change, PutRight(likely.Slice(i * topics, topics), expected.Slice(i * topics, topics), terms[i].Count));
            }
            for (int topic = 0; topic < topics; topic++) scores[topic] = (float)((Math.Max(0, sums[topic]) + _options.Alpha) / (length + (double)_options.AlphaSum));
        }

        double PutRight(ReadOnlySpan<double> chance, Span<double> word, int count)
        {
            double change = 0;
            // One occurrence of the word sees all others, those of the same word included.
            for (int topic = 0; topic < next.Length; topic++) next[topic] = chance[topic] * (Math.Max(0, sums[topic] - word[topic]) + _options.Alpha);
            Normalize(next, next);
            for (int topic = 0; topic < next.Length; topic++)
            {
                change = Math.Max(change, Math.Abs(next[topic] - word[topic]));
                sums[topic] += count * (next[topic] - word[topic]);
                word[topic] = next[topic];
            }
            return change;
        }
    }

    public void Write(ModelWriter writer)
    {
        _options.Write(writer);
        writer.Set("words", WordCount);
        int[] numbers = [.. _totals, .. Enumerable.Range(0, WordCount).Select(word => _firstPair[word + 1] - _firstPair[word]), .. _pairs];
        writer.Blob("counts", "topics.bin", MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        if (Names is null) return;
        int[] named = [.. Names.Keys.Order()];
        writer.Set("namedWords", ValueFormat.WriteAll<int>(named));
        writer.Texts("names", named.Select(word => Names[word]));
    }

    public static TopicModel Read(ModelReader reader)
    {
        TopicOptions options = TopicOptions.Read(reader);
        int topics = options.NumberOfTopics, words = reader.Int("words");
        byte[] bytes = reader.Blob("counts");
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(bytes);
        if (words < 1 || bytes.Length % 4 != 0 || (long)topics + words > numbers.Length) throw reader.Invalid("the counts of its topics are cut off");
        int[] firstPair = new int[words + 1], pairs = numbers[(topics + words)..].ToArray();
        for (int word = 0; word < words; word++)
        {
            int count = numbers[topics + word];
            if (count < 0 || count > pairs.Length / 2 - firstPair[word]) throw reader.Invalid("the counts of its topics are not as many as it says");
            firstPair[word + 1] = firstPair[word] + count;
        }
        long[] totals = new long[topics];
        for (int i = 0; i + 1 < pairs.Length; i += 2)
        {
            if ((uint)pairs[i] >= (uint)topics || pairs[i + 1] < 1) throw reader.Invalid("the counts of its topics cannot be");
            totals[pairs[i]] += pairs[i + 1];
        }
        if (pairs.Length != 2 * firstPair[words] || !totals.SequenceEqual(numbers[..topics].ToArray().Select(total => (long)total)))
            throw reader.Invalid("the counts of its topics do not add up");
        return new TopicModel(options, numbers[..topics].ToArray(), firstPair, pairs) { Names = reader.Has("names") ? ReadNames(reader, words) : null };
    }

    private static Dictionary<int, string> ReadNames(ModelReader reader, int words)
    {
        int[] named = reader.Ints("namedWords");
        string[] names = reader.Texts("names");
        if (named.Length != names.Length || named.Distinct().Count() != named.Length || named.Any(word => word < 0 || word >= words)) throw reader.Invalid("its words and their names do not go together");
        return named.Zip(names).ToDictionary();
    }

    private static void Normalize(ReadOnlySpan<double> source, Span<double> target)
    {
        double sum = 0;
        foreach (double value in source) sum += value;
        for (int i = 0; i < source.Length; i++) target[i] = source[i] / sum;
    }
}
