using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>Samples in memory: tensors whose first dimension counts the samples.</summary>
public sealed class ArraySource : IBatchSource
{
    private readonly Tensor[] _columns;
    private readonly float[] _scales;

    /// <summary>Samples of the given tensors: the network's inputs, then the targets, then maybe weights.</summary>
    /// <exception cref="ArgumentException">The tensors' first dimensions differ.</exception>
    public ArraySource(params ReadOnlySpan<Tensor> columns)
    {
        _columns = columns.ToArray();
        _scales = new float[_columns.Length];
        if (_columns.Length == 0 || _columns.Any(c => c.Shape.Rank == 0)) throw new ArgumentException("A source needs tensors whose first dimension counts the samples.", nameof(columns));
        Count = _columns[0].Shape[0];
        for (int c = 1; c < _columns.Length; c++)
            if (_columns[c].Shape[0] != Count)
                throw new ArgumentException($"Column 0 has {Count} samples, but column {c} ({_columns[c]}) has {_columns[c].Shape[0]}.", nameof(columns));
        Columns = [.. _columns.Select(c => new TensorType(c.Type, Shape.Of(c.Shape.Dims[1..])))];
    }

    private ArraySource(Tensor[] columns, float[] scales, IReadOnlyList<TensorType> types)
    {
        _columns = columns;
        _scales = scales;
        Count = columns[0].Shape[0];
        Columns = types;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorType> Columns { get; }

    /// <summary>The same samples, where a column of bytes reaches the network as Float32 numbers: byte · <paramref name="scale"/>. It saves three quarters of the memory.</summary>
    /// <exception cref="ArgumentException">The column does not hold bytes.</exception>
    public ArraySource WithScaledBytes(int column, float scale = 1 / 255f)
    {
        if (_columns[column].Type != ElementType.UInt8) throw new ArgumentException($"Column {column} is {_columns[column]}; only bytes are scaled.", nameof(column));
        float[] scales = [.. _scales];
        scales[column] = scale;
        return new ArraySource(_columns, scales, [.. Columns.Select((t, c) => c == column ? t with { Element = ElementType.Float32 } : t)]);
    }

    /// <inheritdoc/>
    public void Fill(ReadOnlySpan<int> samples, int epoch, ReadOnlySpan<Tensor> batch)
    {
        for (int c = 0; c < _columns.Length; c++)
        {
            Tensor source = _columns[c], target = batch[c];
            if (_scales[c] != 0)
            {
                Scale(source, target, samples, _scales[c]);
                continue;
            }
            Span<byte> from = source.AsBytes(), to = target.AsBytes();
            int size = (int)(source.Bytes / Math.Max(1, Count));
            for (int i = 0; i < samples.Length; i++) from.Slice(samples[i] * size, size).CopyTo(to.Slice(i * size, size));
        }
    }

    private static void Scale(Tensor source, Tensor target, ReadOnlySpan<int> samples, float scale)
    {
        Span<byte> from = source.AsSpan<byte>();
        Span<float> to = target.AsSpan<float>();
        int size = (int)(source.Count / source.Shape[0]);
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<byte> x = from.Slice(samples[i] * size, size);
            Span<float> y = to.Slice(i * size, size);
            for (int j = 0; j < x.Length; j++) y[j] = x[j] * scale;
        }
    }
}
