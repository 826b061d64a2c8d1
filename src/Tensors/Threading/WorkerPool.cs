using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>The threads behind <see cref="Workers"/> and the one job they can have at a time.</summary>
/// <remarks>
/// A job is handed over by raising a counter that idle threads watch; sleeping ones are woken. The caller never waits for a thread to
/// arrive: it takes pieces itself, closes the job when none is left, and waits only for threads that are inside a piece.
/// </remarks>
internal sealed unsafe class WorkerPool
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    private readonly Worker[] _workers;
    private State _state;
    private delegate*<void*, int, void> _invoke;
    private void* _task;
    private int _count;
    private Exception? _error;

    public WorkerPool(int threads)
    {
        _workers = new Worker[threads];
        for (int i = 0; i < threads; i++)
        {
            var worker = new Worker();
            _workers[i] = worker;
            var thread = new Thread(() => Serve(worker), 1 << 20) { IsBackground = true, Name = $"MlNetDeepLearning worker {i + 1}" };
            thread.UnsafeStart();
        }
    }

    public bool TryEnter() => _state.Busy == 0 && Interlocked.CompareExchange(ref _state.Busy, 1, 0) == 0;

    public void Exit() => Volatile.Write(ref _state.Busy, 0);

    public Exception? Run(int count, int threads, delegate*<void*, int, void> invoke, void* task)
    {
        _invoke = invoke;
        _task = task;
        _count = count;
        _error = null;
        _state.Next = 0;
        _state.Seats = threads - 1;
        Interlocked.Exchange(ref _state.Open, 1);
        Interlocked.Increment(ref _state.Generation);
        Wake(threads - 1);
        Work();
        Interlocked.Exchange(ref _state.Open, 0);

        var spin = new SpinWait();
        while (Volatile.Read(ref _state.Inside) != 0) spin.SpinOnce(sleep1Threshold: -1);
        Exception? error = _error;
        _error = null;
        return error;
    }

    private void Wake(int threads)
    {
        foreach (Worker worker in _workers)
        {
            if (threads-- == 0) return;
            if (Volatile.Read(ref worker.Parked) == 1 && Interlocked.Exchange(ref worker.Parked, 0) == 1) worker.Signal.Release();
        }
    }

    private void Work()
    {
        try
        {
            int count = _count;
            for (int i = Interlocked.Increment(ref _state.Next) - 1; i < count; i = Interlocked.Increment(ref _state.Next) - 1) _invoke(_task, i);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _error, e, null);
            // Not int.MaxValue: every thread still adds one when it looks for more.
            Volatile.Write(ref _state.Next, int.MaxValue / 2);
        }
    }

    private void Serve(Worker worker)
    {
        int seen = 0;
        while (true)
        {
            seen = Await(worker, seen);
            Interlocked.Increment(ref _state.Inside);
            // Entering and closing are both full fences: either the caller sees this thread inside, or this thread sees the job closed.
            if (Volatile.Read(ref _state.Open) == 1 && Interlocked.Decrement(ref _state.Seats) >= 0) Work();
            Interlocked.Decrement(ref _state.Inside);
        }
    }

    private int Await(Worker worker, int seen)
    {
        long until = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (int i = 0; i < 16; i++)
            {
                int now = Volatile.Read(ref _state.Generation);
                if (now != seen) return now;
                Thread.SpinWait(2);
            }
        }
        while (Stopwatch.GetTimestamp() < until);

        Interlocked.Exchange(ref worker.Parked, 1);
        // A job published before the flag went up was not followed by a wake-up, so look once more; if a caller took the flag down in
        // between, its wake-up is on its way and has to be consumed.
        if (Volatile.Read(ref _state.Generation) == seen || Interlocked.Exchange(ref worker.Parked, 0) == 0) worker.Signal.Wait();
        return Volatile.Read(ref _state.Generation);
    }

    private sealed class Worker
    {
        public readonly SemaphoreSlim Signal = new(0);
        public int Parked;
    }

    // Each counter on cache lines of its own: the spinning threads read Generation while others claim pieces.
    [StructLayout(LayoutKind.Explicit, Size = 768)]
    private struct State
    {
        [FieldOffset(128)] public int Generation;
        [FieldOffset(256)] public int Next;
        [FieldOffset(384)] public int Open;
        [FieldOffset(388)] public int Seats;
        [FieldOffset(512)] public int Inside;
        [FieldOffset(640)] public int Busy;
    }
}
