namespace MlNetDeepLearning.Runtime;

/// <summary>A stretch of a plan's arena that one value, its views, and values that overwrite it occupy from one step to another.</summary>
internal sealed class Storage(long bytes, int first)
{
    public long Bytes { get; } = bytes;

    public int First { get; } = first;

    public int Last { get; set; } = first;

    public long Offset { get; set; }

    /// <summary>Places all storages so that those alive at the same time do not overlap, largest first; gives the arena's size.</summary>
    public static long Place(IReadOnlyList<Storage> storages)
    {
        long size = 0;
        List<Storage> placed = [];
        List<Storage> busy = [];
        foreach (Storage storage in storages.OrderByDescending(s => s.Bytes).ThenBy(s => s.First))
        {
            busy.Clear();
            foreach (Storage other in placed)
                if (other.First <= storage.Last && storage.First <= other.Last) busy.Add(other);
            busy.Sort((a, b) => a.Offset.CompareTo(b.Offset));
            long offset = 0;
            foreach (Storage other in busy)
            {
                if (offset + storage.Bytes <= other.Offset) break;
                offset = Math.Max(offset, other.Offset + other.Bytes);
            }
            storage.Offset = offset;
            size = Math.Max(size, offset + storage.Bytes);
            placed.Add(storage);
        }
        return size;
    }
}
