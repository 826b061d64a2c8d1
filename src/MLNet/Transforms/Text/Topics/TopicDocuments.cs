using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Documents as the numbers of their words, one after the other.</summary>
internal sealed class TopicDocuments
{
    private readonly List<int> _words = [];
    private readonly List<int> _ends = [];

    public ReadOnlySpan<int> Words => CollectionsMarshal.AsSpan(_words);

    public int Count => _ends.Count;

    /// <summary>The place of a document's first word.</summary>
    public int Start(int document) => document == 0 ? 0 : _ends[document - 1];

    public int End(int document) => _ends[document];

    public void Add(List<(int Word, int Count)> terms)
    {
        foreach ((int word, int count) in terms)
        {
            if (count > Array.MaxLength - _words.Count)
                throw new InvalidOperationException($"The documents have more than {Array.MaxLength} words in all. Learn from a sample of them, or lower maximumTokenCountPerDocument.");
            for (int i = 0; i < count; i++) _words.Add(word);
        }
        _ends.Add(_words.Count);
    }

    /// <summary>Reads how often each word occurs, up to a number of words in all; false where a value is no count.</summary>
    public static bool TryRead(in VBuffer<float> document, int most, List<(int Word, int Count)> terms)
    {
        terms.Clear();
        ReadOnlySpan<float> values = document.GetValues();
        ReadOnlySpan<int> indices = document.GetIndices();
        int left = most;
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            if (!(value >= 0) || value != MathF.Floor(value) || float.IsInfinity(value)) return false;
            int count = value < left ? (int)value : left;
            if (count > 0) terms.Add((document.IsDense ? i : indices[i], count));
            left -= count;
        }
        return true;
    }
}
