using MlNetDeepLearning.Runtime;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public class StorageTests
{
    [Fact]
    public void WhatIsAliveAtTheSameTimeNeverOverlaps()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            Storage[] storages = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
            {
                int first = random.Next(40);
                return new Storage(64L * random.Next(0, 20), first) { Last = first + random.Next(10) };
            })];

            long size = Storage.Place(storages);

            for (int i = 0; i < storages.Length; i++)
            {
                Assert.True(storages[i].Offset >= 0 && storages[i].Offset + storages[i].Bytes <= size);
                for (int j = 0; j < i; j++)
                {
                    Storage a = storages[i], b = storages[j];
                    bool inTime = a.First <= b.Last && b.First <= a.Last;
                    bool inMemory = a.Offset < b.Offset + b.Bytes && b.Offset < a.Offset + a.Bytes;
                    Assert.False(inTime && inMemory, $"round {round}: {i} and {j}");
                }
            }
            long most = Enumerable.Range(0, 60).Max(t => storages.Where(s => s.First <= t && t <= s.Last).Sum(s => s.Bytes));
            Assert.InRange(size, most, storages.Sum(s => s.Bytes));
            Assert.True(size <= Math.Max(2 * most, 64), $"round {round}: {size} bytes for {most} at a time");
        }
    }

    [Fact]
    public void WhatFollowsInTimeSharesMemory() =>
        Assert.Equal(128, Storage.Place([.. Enumerable.Range(0, 50).Select(t => new Storage(64, t) { Last = t + 1 })]));
}
