using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Every_piece_runs_exactly_once(int count)
    {
        for (int repeat = 0; repeat < 200; repeat++)
        {
            var task = new Counting { Hits = new int[count] };
            Workers.Run(count, ref task);
            Assert.All(task.Hits, hits => Assert.Equal(1, hits));
        }
    }

    [Fact]
    public void Ranges_cover_every_number_once()
    {
        foreach ((int length, int grain) in new[] { (0, 4), (1, 4), (4, 4), (5, 4), (1003, 10), (7, 100) })
        {
            var task = new CountingRanges { Hits = new int[length] };
            Workers.For(length, grain, ref task);
            Assert.All(task.Hits, hits => Assert.Equal(1, hits));
        }
    }

    [Fact]
    public void The_first_exception_reaches_the_caller_and_the_pool_lives_on()
    {
        for (int repeat = 0; repeat < 50; repeat++)
        {
            var failing = new Failing { At = repeat % 10 };
            var error = Assert.Throws<InvalidOperationException>(() => Workers.Run(10, ref failing));
            Assert.Equal($"piece {repeat % 10}", error.Message);
        }
        var task = new Counting { Hits = new int[10] };
        Workers.Run(10, ref task);
        Assert.All(task.Hits, hits => Assert.Equal(1, hits));
    }

    [Fact]
    public void Nested_calls_do_all_their_pieces()
    {
        var task = new Nesting { Hits = new int[64] };
        Workers.Run(8, ref task);
        Assert.All(task.Hits, hits => Assert.Equal(1, hits));
    }

    [Fact]
    public void Calls_from_many_threads_do_all_their_pieces()
    {
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int repeat = 0; repeat < 500; repeat++)
            {
                var task = new Counting { Hits = new int[13] };
                Workers.Run(13, ref task);
                if (task.Hits.Any(hits => hits != 1)) throw new InvalidOperationException("a piece was lost or doubled");
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
    }

    [Fact]
    public void A_limit_of_one_keeps_everything_on_the_calling_thread()
    {
        var task = new Recording { Threads = new int[100] };
        using (Workers.Limit(1))
        {
            Assert.Equal(1, Workers.Available);
            Workers.Run(100, ref task);
        }
        Assert.All(task.Threads, id => Assert.Equal(Environment.CurrentManagedThreadId, id));
        Assert.Equal(Workers.Count, Workers.Available);
    }

    [Fact]
    public void Several_threads_take_part()
    {
        if (Workers.Count == 1) return;
        // Another test may hold the pool just now, and then the pieces run here, one after another: so try again.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            var task = new Meeting { Arrived = new Arrival() };
            Workers.Run(2, ref task);
            if (task.Arrived.Met) return;
        }
        Assert.Fail("two pieces never ran at the same time");
    }

    [Fact]
    public void A_call_allocates_nothing_once_warm()
    {
        var task = new Counting { Hits = new int[16] };
        Workers.Run(16, ref task);
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            for (int i = 0; i < 10; i++) Workers.Run(16, ref task);
        }));
    }

    private struct Counting : ITask
    {
        public int[] Hits;
        public readonly void Run(int index) => Interlocked.Increment(ref Hits[index]);
    }

    private struct CountingRanges : IRangeTask
    {
        public int[] Hits;

        public readonly void Run(int start, int end)
        {
            for (int i = start; i < end; i++) Interlocked.Increment(ref Hits[i]);
        }
    }

    private struct Failing : ITask
    {
        public int At;

        public readonly void Run(int index)
        {
            if (index == At) throw new InvalidOperationException($"piece {index}");
        }
    }

    private struct Nesting : ITask
    {
        public int[] Hits;

        public readonly void Run(int index)
        {
            var inner = new Inner { Hits = Hits, Start = index * 8 };
            Workers.Run(8, ref inner);
        }

        private struct Inner : ITask
        {
            public int[] Hits;
            public int Start;
            public readonly void Run(int index) => Interlocked.Increment(ref Hits[Start + index]);
        }
    }

    private struct Recording : ITask
    {
        public int[] Threads;
        public readonly void Run(int index) => Threads[index] = Environment.CurrentManagedThreadId;
    }

    private sealed class Arrival
    {
        public int Count;
        public bool Met;
    }

    // Each piece waits for the other, but the first to arrive meets it only when two threads work at the same time.
    private struct Meeting : ITask
    {
        public Arrival Arrived;

        public readonly void Run(int index)
        {
            Arrival arrived = Arrived;
            int number = Interlocked.Increment(ref arrived.Count);
            if (SpinWait.SpinUntil(() => Volatile.Read(ref arrived.Count) == 2, TimeSpan.FromSeconds(1)) && number == 1) arrived.Met = true;
        }
    }
}
