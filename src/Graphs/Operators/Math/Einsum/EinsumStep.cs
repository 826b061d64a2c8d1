using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;
using Multiply = MlNetDeepLearning.Tensors.Simd.Gemm;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// One batched product of an <see cref="Einsum"/>: labels of both operands that stay are the batch, those that do not are summed over, the others are rows and
/// columns.
/// </summary>
internal sealed unsafe class EinsumStep
{
    private readonly EinsumSide _left, _right;
    private readonly long[] _results;
    private readonly int _rows, _columns, _depth;
    private readonly long _rowStep;

    public EinsumStep(EinsumView left, EinsumView right, string later, int operand, EinsumView? result, out EinsumView product)
    {
        Operand = operand;
        string both = string.Concat(left.Labels.Where(right.Sizes.ContainsKey));
        string batch = Ordered(both.Where(later.Contains), result), depth = string.Concat(both.Where(l => !later.Contains(l)));
        string rows = Ordered(left.Labels.Where(l => !both.Contains(l)), result), columns = Ordered(right.Labels.Where(l => !both.Contains(l)), result);
        // The result's rows must be the operand's whose labels come first in it.
        if (result?.Step(columns) != 1 && result?.Step(rows) == 1 && columns.Length > 0)
        {
            (left, right, rows, columns) = (right, left, columns, rows);
            Turned = true;
        }
        int Size(char l) => left.Sizes.TryGetValue(l, out int size) ? size : right.Sizes[l];
        bool fits = result is not null && result.Step(rows) is not null && (result.Step(columns) == 1 || columns.Length == 0);
        product = fits ? result! : EinsumView.Dense(batch + rows + columns, Size);
        if (!fits) Temporary = new Tensor(ElementType.Float32, [.. product.Labels.Select(Size)], zeroed: false);
        (_rows, _columns, _depth) = (left.Count(rows), right.Count(columns), left.Count(depth));
        _rowStep = rows.Length > 0 ? product.Step(rows)!.Value : _columns;
        _left = new EinsumSide(left, batch, rows, depth);
        _right = new EinsumSide(right, batch, depth, columns);
        _results = EinsumView.Offsets(batch, left.Sizes, product);
    }

    /// <summary>The number of the right operand.</summary>
    public int Operand { get; }

    /// <summary>Where the product goes when it is not the result itself.</summary>
    public Tensor? Temporary { get; }

    // True when the left operand makes the columns.
    private bool Turned { get; }

    public void Run(Tensor left, Tensor right, Tensor result)
    {
        if (Turned) (left, right) = (right, left);
        var task = new Products { Owner = this, A = _left.Matrices(left), B = _right.Matrices(right), C = result.As<float>() };
        if (_results.Length >= 4) Workers.Run(_results.Length, ref task);
        else
            for (int i = 0; i < _results.Length; i++) task.Run(i);
    }

    private static string Ordered(IEnumerable<char> labels, EinsumView? result) =>
        string.Concat(result is null ? labels : labels.OrderBy(l => result.Labels.IndexOf(l)));

    private struct Products : ITask
    {
        public EinsumStep Owner;
        public float* A, B, C;

        public readonly void Run(int i) => Multiply.Run(new GemmArguments
        {
            M = Owner._rows,
            N = Owner._columns,
            K = Owner._depth,
            A = A + Owner._left.Offsets[i],
            Lda = Owner._left.Step,
            TransposeA = Owner._left.Transposed,
            B = B + Owner._right.Offsets[i],
            Ldb = Owner._right.Step,
            TransposeB = Owner._right.Transposed,
            C = C + Owner._results[i],
            Ldc = (nint)Owner._rowStep,
        });
    }
}

/// <summary>The matrices of one operand of an <see cref="EinsumStep"/>: as they lie in memory, or copied to batch x rows x columns.</summary>
internal sealed unsafe class EinsumSide
{
    private readonly StridedCopy? _copy;
    private readonly Tensor? _dense;

    public EinsumSide(EinsumView view, string batch, string rows, string columns)
    {
        if (!(view.Step(rows) is { } down && view.Step(columns) is { } right && (right == 1 || down == 1)))
        {
            EinsumView dense = EinsumView.Dense(batch + rows + columns, l => view.Sizes[l]);
            _copy = view.CopyTo(dense, dense.Labels);
            _dense = new Tensor(ElementType.Float32, [.. dense.Labels.Select(l => view.Sizes[l])], zeroed: false);
            (view, down, right) = (dense, dense.Step(rows)!.Value, 1);
        }
        Transposed = right != 1 && columns.Length > 0;
        Step = (nint)(Transposed ? Math.Max(right, view.Count(rows)) : rows.Length > 0 ? Math.Max(down, view.Count(columns)) : view.Count(columns));
        Offsets = EinsumView.Offsets(batch, view.Sizes, view);
    }

    public bool Transposed { get; }

    public nint Step { get; }

    public long[] Offsets { get; }

    public float* Matrices(Tensor operand)
    {
        _copy?.Run(operand, _dense!);
        return (_dense ?? operand).As<float>();
    }
}
