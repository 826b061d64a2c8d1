namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Numbers that are taken from the highest down, of equal ones the first before the others. Usually only some of many are wanted, so that a heap does
/// less than sorting all. NaN is left out. A thread has room for one at a time.
/// </summary>
internal struct ScoreHeap
{
    [ThreadStatic] private static (float Score, int Index)[]? _room;
    private readonly (float Score, int Index)[] _items;

    /// <summary>A heap of the scores above a bound, or of all of them.</summary>
    public unsafe ScoreHeap(float* scores, int count, float bound, bool any)
    {
        if (_room is null || _room.Length <= count) _room = new (float, int)[count + 1];
        _items = _room;
        int above = 0;
        // The next place is written for each score and counts only where it fits: there is no branch to guess.
        for (int i = 0; i < count; i++)
        {
            _items[above] = (scores[i], i);
            above += scores[i] > bound || (any && scores[i] == bound) ? 1 : 0;
        }
        Count = above;
        for (int i = Count / 2 - 1; i >= 0; i--) Sink(i);
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
