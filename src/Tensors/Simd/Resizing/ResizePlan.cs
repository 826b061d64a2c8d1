namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Resizes a tensor along any of its axes, each with its own <see cref="ResizeAxis"/>. Axes that stay are joined with their neighbours; two
/// neighbouring axes that change (height and width) go in one pass, in whatever place of the shape they stand.
/// </summary>
public sealed unsafe class ResizePlan
{
    private readonly List<ResizePass> _passes = [];
    private readonly List<(int Input, ResizeAxis? Axis)> _groups = [];
    private readonly ResizeSelection? _selection;

    /// <summary>Prepares to resize.</summary>
    /// <param name="input">The input's shape.</param>
    /// <param name="axes">How each axis changes; null, or an axis that changes nothing, where it stays.</param>
    public ResizePlan(Shape input, IReadOnlyList<ResizeAxis?> axes)
    {
        Axes = axes;
        for (int a = 0; a < input.Rank; a++)
        {
            bool stays = axes[a] is null or { IsIdentity: true };
            if (stays && _groups.Count > 0 && _groups[^1].Axis is null) _groups[^1] = (checked(_groups[^1].Input * input[a]), null);
            else _groups.Add((input[a], stays ? null : axes[a]));
        }
        HasOutside = _groups.Exists(g => g.Axis?.Outside is not null);
        if (_groups.TrueForAll(g => g.Axis is null or { IsSelection: true })) _selection = new ResizeSelection(_groups);
        else PlanPasses();
        ScratchCount = 2 * _passes.SkipLast(1).Select(p => p.OutputCount).DefaultIfEmpty().Max();
    }

    /// <summary>How each axis changes.</summary>
    public IReadOnlyList<ResizeAxis?> Axes { get; }

    /// <summary>True when each element of the result is one of the input: then <see cref="Select"/> does it, for any element type.</summary>
    public bool IsSelection => _selection is not null;

    /// <summary>True when elements of the result lie outside of what is resized.</summary>
    public bool HasOutside { get; }

    /// <summary>The numbers of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchCount { get; }

    /// <summary>Resizes single-precision numbers where <see cref="IsSelection"/> does not hold. Elements outside are 0.</summary>
    public void Run(float* x, float* y, float* scratch)
    {
        long half = ScratchCount / 2;
        for (int p = 0; p < _passes.Count; p++)
        {
            float* target = p == _passes.Count - 1 ? y : scratch + p % 2 * half;
            _passes[p].Run(x, target);
            x = target;
        }
    }

    /// <summary>Resizes elements of any type where <see cref="IsSelection"/> holds.</summary>
    public void Select(Tensor x, Tensor y) => _selection!.Run(x, y);

    private void PlanPasses()
    {
        long[] sizes = [.. _groups.Select(g => (long)g.Input)];
        for (int g = _groups.Count - 1; g >= 0; g--)
        {
            if (_groups[g].Axis is not { } axis) continue;
            long inner = Product(sizes, g + 1, sizes.Length);
            ResizeAxis? before = g > 0 ? _groups[g - 1].Axis : null;
            if (before is not null) _passes.Add(new ResizePass(Product(sizes, 0, g - 1), before, axis, inner));
            else if (inner == 1) _passes.Add(new ResizePass(Product(sizes, 0, g), null, axis, 1));
            else _passes.Add(new ResizePass(Product(sizes, 0, g), axis, null, inner));
            sizes[g] = axis.Output;
            if (before is not null) sizes[--g] = before.Output;
        }
    }

    private static long Product(long[] sizes, int start, int end)
    {
        long product = 1;
        for (int i = start; i < end; i++) product *= sizes[i];
        return product;
    }
}
