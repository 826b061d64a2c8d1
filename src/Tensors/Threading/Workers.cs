using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// The one pool of threads of the process. <see cref="Run{TTask}"/> cuts work into numbered pieces that the calling thread and
/// the pool's threads take one after another.
/// </summary>
/// <remarks>
/// How work is cut must follow from the size of the problem alone, never from the number of threads: then the results have the same
/// bits on any number of threads. The threads start with the first parallel call, spin for about a tenth of a millisecond after
/// each piece of work and then sleep. The environment variable <c>MLNETDL_THREADS</c> (1 to 1024) replaces the number of processors;
/// other values of it are ignored. Where there are no threads (WebAssembly) everything runs on the caller.
/// </remarks>
public static unsafe class Workers
{
    private static readonly AsyncLocal<int> Limited = new();
    private static WorkerPool? _pool;

    /// <summary>The number of threads that a call may use, the calling thread included.</summary>
    public static int Count { get; } = Configured();

    /// <summary>The number of threads that a call from here may use: <see cref="Count"/>, or less inside a <see cref="Limit"/>.</summary>
    public static int Available
    {
        get
        {
            int limit = Limited.Value;
            return limit > 0 && limit < Count ? limit : Count;
        }
    }

    /// <summary>
    /// Runs pieces 0 to <paramref name="count"/> - 1 of <paramref name="task"/> and returns when all are done. Pieces are started in
    /// order; which thread does which is not determined.
    /// </summary>
    /// <remarks>
    /// A call from inside a piece, or while another thread's call holds the pool, runs its pieces on the calling thread. The first
    /// exception of a piece is rethrown here; pieces not started by then are left out.
    /// </remarks>
    public static void Run<TTask>(int count, ref TTask task) where TTask : struct, ITask
    {
        if (count > 1 && Count > 1)
        {
            int threads = Math.Min(Available, count);
            if (threads > 1 && Pool.TryEnter())
            {
                // A copy on this stack frame has an address that stays put while the other threads work through it.
                TTask local = task;
                Exception? error;
                try { error = Pool.Run(count, threads, &Invoke<TTask>, Unsafe.AsPointer(ref local)); }
                finally { Pool.Exit(); }
                task = local;
                if (error is not null) ExceptionDispatchInfo.Throw(error);
                return;
            }
        }
        for (int i = 0; i < count; i++) task.Run(i);
    }

    /// <summary>
    /// Runs <paramref name="task"/> over the numbers 0 to <paramref name="length"/> - 1 in pieces of <paramref name="grain"/> numbers
    /// (the last one may be shorter). The grain must not depend on the number of threads.
    /// </summary>
    public static void For<TTask>(int length, int grain, ref TTask task) where TTask : struct, IRangeTask
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grain);
        if (length <= 0) return;
        if (length <= grain)
        {
            task.Run(0, length);
            return;
        }
        var pieces = new Pieces<TTask> { Task = task, Length = length, Grain = grain };
        Run((int)(((long)length + grain - 1) / grain), ref pieces);
        task = pieces.Task;
    }

    /// <summary>Limits calls to <paramref name="threads"/> threads, in this and the asynchronous calls it makes, until disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public static LimitScope Limit(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var scope = new LimitScope(Limited.Value);
        Limited.Value = threads;
        return scope;
    }

    /// <summary>A limit on threads that lasts until it is disposed.</summary>
    public readonly struct LimitScope : IDisposable
    {
        private readonly int _before;

        internal LimitScope(int before) => _before = before;

        /// <summary>Puts back the limit that held before.</summary>
        public void Dispose() => Limited.Value = _before;
    }

    private static WorkerPool Pool => _pool ?? Create();

    private static WorkerPool Create()
    {
        Interlocked.CompareExchange(ref _pool, new WorkerPool(Count - 1), null);
        return _pool;
    }

    private static void Invoke<TTask>(void* task, int index) where TTask : struct, ITask => Unsafe.AsRef<TTask>(task).Run(index);

    private static int Configured()
    {
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsWasi()) return 1;
        string? text = Environment.GetEnvironmentVariable("MLNETDL_THREADS");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024
            ? threads
            : Environment.ProcessorCount;
    }

    private struct Pieces<TTask> : ITask where TTask : struct, IRangeTask
    {
        public TTask Task;
        public int Length;
        public int Grain;

        public void Run(int index) => Task.Run(index * Grain, (int)Math.Min((long)Length, ((long)index + 1) * Grain));
    }
}
