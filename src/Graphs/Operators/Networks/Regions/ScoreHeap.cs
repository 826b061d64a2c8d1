namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Numbers that are taken from the highest down, of equal ones the first before the others. Usually only some of many are wanted, so that a heap does
/// less than sorting all. NaN is left out.
/// </summary>
internal struct ScoreHeap
{
    private readonly (float Score, int Index)[] _items;

    /// <summary>A heap of the scores above a bound, or of all of them.</summary>
    public unsafe ScoreHeap(float* scores, int count, float bound, bool any)
    {
        int above = 0;
        for (int i = 0; i < count; i++) above += Fits(scores[i]) ? 1 : 0;
        _items = new (float, int)[above];
        Count = 0;
        for (int i = 0; i < count; i++)
            if (Fits(scores[i])) _items[Count++] = (scores[i], i);
        for (int i = Count / 2 - 1; i >= 0; i--) Sink(i);

        bool Fits(float score) => score > bound || (any && score == bound);
    }

    /// <summary>How many are left.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the highest away and gives its index.</summary>
    public int Take()
    {
        int index = _items[0].Index;
        _items[0] = _items[--Count];
        Sink(0);
        return index;
    }

    private readonly void Sink(int at)
    {
        (float Score, int Index) item = _items[at];
        while (2 * at + 1 < Count)
        {
            int child = 2 * at + 1;
            if (child + 1 < Count && Before(_items[child + 1], _items[child])) child++;
            if (!Before(_items[child], item)) break;
            _items[at] = _items[child];
            at = child;
        }
        _items[at] = item;
    }

    private static bool Before((float Score, int Index) a, (float Score, int Index) b) => a.Score > b.Score || (a.Score == b.Score && a.Index < b.Index);
}
