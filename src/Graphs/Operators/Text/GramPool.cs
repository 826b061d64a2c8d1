namespace MlNetDeepLearning.Graphs;

/// <summary>The n-grams of a <see cref="TfIdfVectorizer"/> as a tree: each node is a begin of n-grams.</summary>
internal sealed class GramPool<T> where T : notnull
{
    private readonly Dictionary<(int Node, T Item), int> _next = [];
    private readonly List<int> _grams = [-1];

    /// <summary>Reads a pool: n-grams of one length after the other.</summary>
    /// <exception cref="ArgumentException">The pool is no whole number of n-grams, or not of as many as are expected.</exception>
    public GramPool(ReadOnlySpan<T> pool, Ints starts, int expected)
    {
        int gram = 0;
        for (int n = 1; n <= starts.Length; n++)
        {
            int end = n < starts.Length ? starts[n] : pool.Length;
            if (starts[n - 1] < 0 || end < starts[n - 1] || end > pool.Length || (end - starts[n - 1]) % n != 0)
                throw new ArgumentException($"The pool's {n}-grams, from {starts[n - 1]} to {end} of {pool.Length}, are no whole number of {n}-grams.", nameof(starts));
            for (int first = starts[n - 1]; first < end; first += n, gram++)
            {
                int node = 0;
                for (int i = 0; i < n; i++)
                {
                    if (!_next.TryGetValue((node, pool[first + i]), out int next))
                    {
                        next = _grams.Count;
                        _next.Add((node, pool[first + i]), next);
                        _grams.Add(-1);
                    }
                    node = next;
                }
                _grams[node] = gram;
            }
        }
        if (gram != expected) throw new ArgumentException($"The pool holds {gram} n-grams, but ngram_indexes lists {expected}.", nameof(expected));
    }

    /// <summary>Goes on from a node by an item; false where no n-gram does.</summary>
    public bool Next(ref int node, T item) => _next.TryGetValue((node, item), out node);

    /// <summary>The number of the n-gram that ends at a node; -1 when none does.</summary>
    public int Gram(int node) => _grams[node];
}
