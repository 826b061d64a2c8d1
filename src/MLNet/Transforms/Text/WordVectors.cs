using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Vectors of words, read from a text file with a word and its numbers on each line.</summary>
internal sealed class WordVectors
{
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly float[] _numbers;

    private WordVectors(string[] words, float[] numbers, int dimension)
    {
        Dimension = dimension;
        _numbers = numbers;
        _places = new Dictionary<string, int>(words.Length);
        // Of a word that is there twice the first counts.
        for (int i = 0; i < words.Length; i++) _places.TryAdd(words[i], i);
        _lookup = _places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Dimension { get; }

    /// <summary>Reads a file. Lines that are no word with numbers are left out, and so is a first line that only counts the words.</summary>
    public static WordVectors Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file of word vectors '{path}'.", path);
        List<string> words = [];
        List<float> numbers = [];
        List<float> line = [];
        int dimension = 0;
        foreach (string text in File.ReadLines(path))
        {
            if (!Parse(text, line, out string word) || dimension == 0 && line.Count < 2) continue;
            if (dimension == 0) dimension = line.Count;
            if (line.Count != dimension) continue;
            words.Add(word);
            numbers.AddRange(line);
        }
        if (dimension == 0) throw new FormatException($"{path} holds no word vectors: each line is a word and its numbers, with spaces or tabs between.");
        return new WordVectors([.. words], [.. numbers], dimension);
    }

    public static WordVectors Load(ModelReader reader)
    {
        int dimension = reader.Int("dimension");
        string[] words = reader.Texts("words");
        ReadOnlySpan<byte> bytes = reader.Blob("vectors");
        if (dimension < 1 || bytes.Length != 4L * dimension * words.Length) throw reader.Invalid("the words and their vectors do not go together");
        return new WordVectors(words, MemoryMarshal.Cast<byte, float>(bytes).ToArray(), dimension);
    }

    public void Write(ModelWriter writer)
    {
        writer.Set("dimension", Dimension);
        string[] words = new string[_places.Count];
        float[] numbers = new float[words.Length * Dimension];
        int next = 0;
        foreach ((string word, int place) in _places.OrderBy(pair => pair.Value))
        {
            words[next] = word;
            _numbers.AsSpan(place * Dimension, Dimension).CopyTo(numbers.AsSpan(next++ * Dimension));
        }
        writer.Texts("words", words);
        writer.Blob("vectors", "word-vectors.bin", MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
    }

    /// <summary>The vector of a word; false where there is none.</summary>
    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<float> vector)
    {
        bool known = _lookup.TryGetValue(word, out int place);
        vector = known ? _numbers.AsSpan(place * Dimension, Dimension) : default;
        return known;
    }

    private static bool Parse(string text, List<float> numbers, out string word)
    {
        numbers.Clear();
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int end = rest.IndexOfAny(' ', '\t');
        word = end < 0 ? "" : rest[..end].ToString();
        for (; end >= 0; end = rest.IndexOfAny(' ', '\t'))
        {
            rest = rest[(end + 1)..].TrimStart();
            int next = rest.IndexOfAny(' ', '\t');
            if (!float.TryParse(next < 0 ? rest : rest[..next], NumberStyles.Float, CultureInfo.InvariantCulture, out float number)) return false;
            numbers.Add(number);
        }
        return numbers.Count > 0;
    }
}
