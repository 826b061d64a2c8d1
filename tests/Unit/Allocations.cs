namespace MlNetDeepLearning.Tests.Unit;

/// <summary>What code allocates on the calling thread once it is warm.</summary>
internal static class Allocations
{
    /// <summary>
    /// The fewest bytes that one of ten runs allocates. A single run proves nothing: the thread's own scratch memory grows when it takes a kind
    /// of piece for the first time, whenever that is, and the runtime may allocate while it compiles loops anew.
    /// </summary>
    public static long Fewest(Action run)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return fewest;
    }
}
