using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// The loop nest of an elementwise result over operands that are stretched to its shape: neighbouring axes that run alike are merged, the
/// innermost becomes rows in which each operand either advances by one element or stands still. Immutable; made once for a plan.
/// </summary>
public sealed class Broadcasting
{
    private const int MaxAxes = 16;
    private readonly int[] _dims;
    private readonly long[][] _strides;
    private readonly int[] _steps;
    private readonly long _rowsPerPiece;
    private readonly int _piecesPerRow;
    private readonly int _grain;

    /// <summary>Plans the loops.</summary>
    /// <param name="result">The shape of the result.</param>
    /// <param name="operands">The shapes of the operands, each of which broadcasts to the result's.</param>
    /// <param name="grain">The elements of one piece of work; it decides how the work is cut for threads.</param>
    public Broadcasting(Shape result, ReadOnlySpan<Shape> operands, int grain)
    {
        var dims = new List<int>();
        var strides = new List<long>[operands.Length];
        long[][] own = new long[operands.Length][];
        for (int o = 0; o < operands.Length; o++)
        {
            strides[o] = [];
            own[o] = operands[o].Strides();
        }
        for (int axis = 0; axis < result.Rank; axis++)
        {
            if (result[axis] == 1) continue;
            bool merges = dims.Count > 0;
            Span<long> steps = new long[operands.Length];
            for (int o = 0; o < operands.Length; o++)
            {
                int a = axis - result.Rank + operands[o].Rank;
                steps[o] = a < 0 || operands[o][a] == 1 ? 0 : own[o][a];
                merges = merges && strides[o][^1] == steps[o] * result[axis];
            }
            if (merges) dims[^1] *= result[axis];
            else dims.Add(result[axis]);
            for (int o = 0; o < operands.Length; o++)
            {
                if (merges) strides[o][^1] = steps[o];
                else strides[o].Add(steps[o]);
            }
        }
        if (dims.Count > MaxAxes + 1) throw new NotSupportedException($"Broadcasting to {result} needs {dims.Count} nested loops; at most {MaxAxes + 1} are possible.");
        Inner = dims.Count == 0 ? 1 : dims[^1];
        _dims = dims.Count == 0 ? [] : [.. dims[..^1]];
        _steps = [.. strides.Select(s => s.Count == 0 ? 0 : (int)s[^1])];
        _strides = [.. strides.Select(s => s.Count == 0 ? Array.Empty<long>() : [.. s[..^1]])];
        Outer = result.Count == 0 ? 0 : 1;
        foreach (int d in _dims) Outer *= d;
        _grain = grain;
        _piecesPerRow = Math.Max(1, (Inner + grain - 1) / grain);
        _rowsPerPiece = _piecesPerRow > 1 ? 1 : Math.Max(1, grain / Math.Max(1, Inner));
        Pieces = Inner == 0 ? 0 : checked((int)((Outer + _rowsPerPiece - 1) / _rowsPerPiece * _piecesPerRow));
    }

    /// <summary>The number of elements of a row.</summary>
    public int Inner { get; }

    /// <summary>The number of rows.</summary>
    public long Outer { get; }

    /// <summary>The number of pieces of work.</summary>
    public int Pieces { get; }

    /// <summary>1 when an operand advances within a row, 0 when it stands still.</summary>
    public int Step(int operand) => _steps[operand];

    /// <summary>The rows of a piece of work: first, and the one after the last.</summary>
    public (long First, long End) Rows(int piece)
    {
        long first = piece / _piecesPerRow * _rowsPerPiece;
        return (first, Math.Min(Outer, first + _rowsPerPiece));
    }

    /// <summary>Where in its rows a piece of work begins.</summary>
    public int From(int piece) => piece % _piecesPerRow * _grain;

    /// <summary>Where in its rows a piece of work ends.</summary>
    public int To(int piece) => _piecesPerRow == 1 ? Inner : Math.Min(Inner, From(piece) + _grain);

    /// <summary>The operands' offsets at the beginning of a row.</summary>
    public Position Start(long row)
    {
        Position at = default;
        for (int axis = _dims.Length - 1; axis >= 0; axis--)
        {
            int index = (int)(row % _dims[axis]);
            row /= _dims[axis];
            at.Counters[axis] = index;
            for (int o = 0; o < _strides.Length; o++) at.Offsets[o] += index * _strides[o][axis];
        }
        return at;
    }

    /// <summary>Moves to the next row.</summary>
    public void Next(ref Position at)
    {
        for (int axis = _dims.Length - 1; axis >= 0; axis--)
        {
            if (++at.Counters[axis] < _dims[axis])
            {
                for (int o = 0; o < _strides.Length; o++) at.Offsets[o] += _strides[o][axis];
                return;
            }
            at.Counters[axis] = 0;
            for (int o = 0; o < _strides.Length; o++) at.Offsets[o] -= (_dims[axis] - 1) * _strides[o][axis];
        }
    }

    /// <summary>A place in the loop nest.</summary>
    public struct Position
    {
        internal AxisCounters Counters;
        internal OperandOffsets Offsets;

        /// <summary>The offset of an operand's row in elements.</summary>
        public readonly long this[int operand] => Offsets[operand];
    }

    [InlineArray(MaxAxes)]
    internal struct AxisCounters
    {
        private int _first;
    }

    [InlineArray(4)]
    internal struct OperandOffsets
    {
        private long _first;
    }
}
