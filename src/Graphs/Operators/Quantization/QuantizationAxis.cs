using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Which scale belongs to which element: one for all, one for each place along an axis, or one for each block of such places.</summary>
internal sealed class QuantizationAxis
{
    private readonly long _inner;
    private readonly long _length;
    private readonly long _block;
    private readonly long _blocks;

    /// <summary>The scales of shape <paramref name="scales"/> over a tensor of shape <paramref name="shape"/>.</summary>
    public QuantizationAxis(Shape shape, Shape scales, int axis, int block)
    {
        Count = shape.Count;
        if (scales.Count == 1 && block == 0)
        {
            (_inner, _length, _block, _blocks) = (Math.Max(1, Count), 1, 1, 1);
            return;
        }
        int at = axis < 0 ? axis + shape.Rank : axis;
        _inner = shape.CountBetween(at + 1, shape.Rank);
        _length = Math.Max(1, shape[at]);
        _block = block;
        _blocks = block == 0 ? _length : (_length + block - 1) / block;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Which scale an element has.</summary>
    public long ScaleOf(long index)
    {
        long along = index / _inner % _length;
        return _block <= 1 ? along : (index / _inner / _length * _blocks + along / _block) * _inner + index % _inner;
    }

    /// <summary>The end of the elements from <paramref name="index"/> on that have the same scale and follow one another.</summary>
    public long RunEnd(long index)
    {
        if (_block <= 1) return (index / _inner + 1) * _inner;
        if (_inner > 1) return index + 1;
        long along = index % _length, end = Math.Min(_length, (along / _block + 1) * _block);
        return index - along + end;
    }

    /// <summary>The shape rule that both directions share: checks scales and zero points against x.</summary>
    public static void Check(Inference i, int axis, int block)
    {
        SymbolicShape x = i.Shape(0), scale = i.Shape(1);
        if (!i.Element(1).IsFloat()) throw i.Error($"the scale holds {i.Element(1)}, expected floating-point numbers");
        if (i.HasInput(2) && (block > 0 || scale.Count != 1 || i.Shape(2).Count != 1))
            for (int d = 0; d < Math.Max(scale.Rank, i.Shape(2).Rank); d++)
            {
                if (i.Shape(2).Rank != scale.Rank) throw i.Error("scale and zero point have different shapes");
                i.RequireEqual(scale[d], i.Shape(2)[d], "scale and zero point");
            }
        if (block < 0) throw i.Error($"block_size {block} must not be negative");
        if (block > 0)
        {
            if (scale.Rank != x.Rank) throw i.Error($"with blocks the scale needs the {x.Rank} dimensions of x, but has {scale.Rank}");
            int along = x.Axis(axis);
            for (int d = 0; d < x.Rank; d++)
                if (d != along) i.RequireEqual(x[d], scale[d], $"x and scale along axis {d}");
                else if (x[d].IsKnown) i.RequireEqual((x[d].Value + block - 1) / block, scale[d], $"blocks and scale along axis {d}");
            return;
        }
        if (scale.Rank == 0 || scale.Count == 1) return;
        if (scale.Rank != 1) throw i.Error($"the scale has {scale.Rank} dimensions, expected one number, or one for each place along axis {axis}");
        i.RequireEqual(scale[0], x[x.Axis(axis)], $"scales and x along axis {axis}");
    }
}
