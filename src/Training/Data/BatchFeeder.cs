using System.Runtime.ExceptionServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A batch that was filled ahead.</summary>
internal sealed class Batch(IBatchSource source, int size)
{
    private readonly Tensor[] _full = Take(source, size);
    private readonly int[] _samples = new int[size];
    private Tensor[]? _part;

    public SemaphoreSlim Free { get; } = new(1);

    public SemaphoreSlim Ready { get; } = new(0);

    public int Count { get; private set; }

    public Tensor[] Tensors => Count == size ? _full : _part!;

    public void Fill(ReadOnlySpan<int> samples, int epoch)
    {
        samples.CopyTo(_samples);
        Count = samples.Length;
        if (Count != size && (_part is null || _part[0].Shape[0] != Count)) _part = Take(source, Count);
        source.Fill(_samples.AsSpan(0, Count), epoch, Tensors);
    }

    private static Tensor[] Take(IBatchSource source, int count) =>
        [.. source.Columns.Select(c => new Tensor(c.Element, Shape.Of([count, .. c.Shape.ToShape().Dims])))];
}

/// <summary>
/// Fills batches ahead on background threads, in the order that seed and epoch determine. Each thread does every n-th batch, so that the batches
/// come out in order whatever the threads' speed.
/// </summary>
internal sealed class BatchFeeder : IDisposable
{
    private static readonly ulong Stream = RandomStream.Key("shuffle");

    private readonly IBatchSource _source;
    private readonly FeederOptions _options;
    private readonly Batch[] _ring;
    private readonly Thread[] _threads;
    private readonly int _batches;
    private long _next;
    private volatile bool _stopped;
    private Exception? _error;

    public BatchFeeder(IBatchSource source, FeederOptions options)
    {
        _source = source;
        _options = options;
        _batches = BatchCount(source.Count, options.BatchSize, options.DropLast);
        _next = (long)options.FirstEpoch * _batches + options.FirstBatch;
        int size = Math.Min(options.BatchSize, source.Count);
        _ring = [.. Enumerable.Range(0, 2 * options.Threads).Select(_ => new Batch(source, size))];
        long first = _next;
        _threads = [.. Enumerable.Range(0, options.Threads).Select(t =>
            new Thread(() => Serve(first + t)) { IsBackground = true, Name = $"MlNetDeepLearning batches {t + 1}" })];
        foreach (Thread thread in _threads) thread.Start();
    }

    public static int BatchCount(int samples, int batchSize, bool dropLast) =>
        dropLast ? samples / batchSize : (samples + batchSize - 1) / batchSize;

    /// <summary>The next batch, until <see cref="Return"/>.</summary>
    public Batch Take()
    {
        Batch batch = _ring[_next % _ring.Length];
        batch.Ready.Wait();
        if (_error is { } error) ExceptionDispatchInfo.Throw(error);
        return batch;
    }

    public void Return(Batch batch)
    {
        _next++;
        batch.Free.Release();
    }

    public void Dispose()
    {
        _stopped = true;
        foreach (Batch batch in _ring) batch.Free.Release();
        foreach (Thread thread in _threads) thread.Join();
    }

    private void Serve(long number)
    {
        int[] order = [.. Enumerable.Range(0, _source.Count)];
        int shuffled = -1;
        Batch? batch = null;
        try
        {
            for (; ; number += _options.Threads)
            {
                batch = _ring[number % _ring.Length];
                batch.Free.Wait();
                if (_stopped) return;
                int epoch = (int)(number / _batches), index = (int)(number % _batches);
                if (_options.Shuffle && shuffled != epoch)
                {
                    for (int i = 0; i < order.Length; i++) order[i] = i;
                    new RandomStream(_options.Seed, Stream, (uint)epoch).Shuffle(order);
                    shuffled = epoch;
                }
                int start = index * _options.BatchSize;
                batch.Fill(order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start)), epoch);
                batch.Ready.Release();
            }
        }
        catch (Exception e)
        {
            _error = e;
            batch!.Ready.Release();
        }
    }
}

internal sealed record FeederOptions(int BatchSize, bool Shuffle, bool DropLast, ulong Seed, int FirstEpoch, int FirstBatch, int Threads);
